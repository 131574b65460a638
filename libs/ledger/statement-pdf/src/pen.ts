import type PDFDocument from 'pdfkit';
import type { FontFaces, Weight } from './font-faces.ts';

/** How a text looks. */
export interface TextStyle {
  readonly size: number;
  readonly weight?: Weight;
  readonly color?: string;
  /** Space between characters, points. */
  readonly tracking?: number;
}

export const INK = '#1b1f24';
export const GREY = '#6b7280';
export const FAINT = '#8a93a0';
export const HAIRLINE = '#dfe3e8';
export const ACCENT = '#0f5c63';
export const TINT = '#f3f6f7';
export const WARNING = '#8a5300';

interface Run {
  readonly face: string;
  readonly text: string;
}

/** Writes text whose characters come from several fonts, on a baseline. All lengths are points. */
export class Pen {
  readonly #doc: typeof PDFDocument.prototype;
  readonly #faces: FontFaces;

  constructor(doc: typeof PDFDocument.prototype, faces: FontFaces) {
    this.#doc = doc;
    this.#faces = faces;
    for (const { name, ttf } of faces.faces) doc.registerFont(name, ttf);
  }

  /** Writes a text that begins at x; gives its width. */
  left(text: string, x: number, baseline: number, style: TextStyle): number {
    const { size, tracking = 0, color = INK } = style;
    let at = x;
    for (const run of this.#runs(text, style.weight ?? 400)) {
      const options = { lineBreak: false, baseline: 'alphabetic' as const, characterSpacing: tracking };
      this.#doc.font(run.face).fontSize(size).fillColor(color);
      this.#doc.text(run.text, at, baseline, options);
      at += this.#doc.widthOfString(run.text, { characterSpacing: tracking });
    }
    return at - x;
  }

  /** Writes a text that ends at x. */
  right(text: string, x: number, baseline: number, style: TextStyle): void {
    this.left(text, x - this.width(text, style), baseline, style);
  }

  /** Writes a number that ends at x; one that is too wide becomes smaller, because no digit of it may be left out. */
  number(text: string, x: number, baseline: number, width: number, style: TextStyle): void {
    this.right(text, x, baseline, this.#shrunk(text, width, style));
  }

  /** Writes a number that begins at x, as small as it must be. */
  leftNumber(text: string, x: number, baseline: number, width: number, style: TextStyle): void {
    this.left(text, x, baseline, this.#shrunk(text, width, style));
  }

  /** Writes as much of a text as fits, with an ellipsis where some is left out. */
  fit(text: string, x: number, baseline: number, width: number, style: TextStyle): void {
    this.left(this.cut(text, width, style), x, baseline, style);
  }

  /** As much of a text as fits into a width. */
  cut(text: string, width: number, style: TextStyle): string {
    if (this.width(text, style) <= width) return text;
    const characters = [...text];
    let [fits, tooMany] = [0, characters.length];
    while (tooMany - fits > 1) {
      const middle = (fits + tooMany) >> 1;
      if (this.width(`${characters.slice(0, middle).join('')}…`, style) <= width) fits = middle;
      else tooMany = middle;
    }
    return `${characters.slice(0, fits).join('').trimEnd()}…`;
  }

  width(text: string, { size, weight = 400, tracking = 0 }: TextStyle): number {
    return this.#runs(text, weight).reduce((sum, run) => {
      this.#doc.font(run.face).fontSize(size);
      return sum + this.#doc.widthOfString(run.text, { characterSpacing: tracking });
    }, 0);
  }

  line(fromX: number, toX: number, y: number, color = HAIRLINE, thickness = 0.6): void {
    this.#doc.moveTo(fromX, y).lineTo(toX, y).lineWidth(thickness).strokeColor(color).stroke();
  }

  box(x: number, y: number, width: number, height: number, color: string, radius = 0): void {
    this.#doc.roundedRect(x, y, width, height, radius).fillColor(color).fill();
  }

  dot(x: number, y: number, radius: number, color: string): void {
    this.#doc.circle(x, y, radius).fillColor(color).fill();
  }

  #shrunk(text: string, width: number, style: TextStyle): TextStyle {
    const wanted = this.width(text, style);
    return wanted <= width ? style : { ...style, size: (style.size * width) / wanted };
  }

  /** Splits a text where the font changes. A character that no font has is written as its number, never left out. */
  #runs(text: string, weight: Weight): Run[] {
    const runs: { face: string; text: string }[] = [];
    for (const piece of [...text].flatMap((character) => this.#printable(character, weight))) {
      const face = this.#faces.faceOf(piece.codePointAt(0) ?? 0, weight) ?? '';
      const last = runs.at(-1);
      if (last?.face === face) last.text += piece;
      else runs.push({ face, text: piece });
    }
    return runs;
  }

  #printable(character: string, weight: Weight): string[] {
    const codePoint = character.codePointAt(0) ?? 0;
    if (this.#faces.faceOf(codePoint, weight) !== undefined) return [character];
    return [...`[U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}]`];
  }
}
