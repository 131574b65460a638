import { readFileSync } from 'node:fs';
import { create } from 'fontkit';
import subsetFont from 'subset-font';
import { type FontFile, fontFiles } from './font-files.ts';

/** Plain and emphasised. */
export type Weight = 400 | 600;
const WEIGHTS: readonly Weight[] = [400, 600];

/** One embedded font: some characters of one file in one weight. */
export interface FontFace {
  readonly name: string;
  readonly ttf: Buffer;
}

/** The faces a text needs, and which one holds a character. */
export interface FontFaces {
  readonly faces: readonly FontFace[];
  /** The face's name; `undefined` for a character that none of the fonts has. */
  faceOf(codePoint: number, weight: Weight): string | undefined;
}

/** fontkit looks past the end of a font whose last glyph is empty. */
const PADDING = Buffer.alloc(16);

/** Cuts out of the fonts what a text needs: variable fonts become small static ones that a reader can embed. */
export async function loadFontFaces(text: string): Promise<FontFaces> {
  const faces: FontFace[] = [];
  const held = new Map<number, string>();
  for (const [file, codePoints] of codePointsByFile(text)) {
    const characters = String.fromCodePoint(...codePoints);
    const whole = readFileSync(file.path);
    for (const wght of WEIGHTS) {
      const subset = await subsetFont(whole, characters, { targetFormat: 'truetype', variationAxes: { wght } });
      faces.push({ name: faceName(file.name, wght), ttf: Buffer.concat([subset, PADDING]) });
    }
    for (const codePoint of codePoints) held.set(codePoint, file.name);
  }
  return {
    faces,
    faceOf: (codePoint, weight) => {
      const file = held.get(codePoint);
      return file === undefined ? undefined : faceName(file, weight);
    },
  };
}

function faceName(file: string, weight: Weight): string {
  return `${file} ${weight}`;
}

/** Each character of a text once, under the first file that has it; characters that none has are nowhere. */
function codePointsByFile(text: string): Map<FontFile, number[]> {
  const found = new Map<FontFile, number[]>();
  for (const character of new Set(text)) {
    const codePoint = character.codePointAt(0) ?? 0;
    const file = fontFiles().find((one) => isMeantFor(one, codePoint) && glyphsOf(one).has(codePoint));
    if (file === undefined) continue;
    const codePoints = found.get(file);
    if (codePoints === undefined) found.set(file, [codePoint]);
    else codePoints.push(codePoint);
  }
  return found;
}

function isMeantFor({ ranges }: FontFile, codePoint: number): boolean {
  return ranges.some(([first, last]) => first <= codePoint && codePoint <= last);
}

const glyphs = new Map<FontFile, ReadonlySet<number>>();

/** The characters a file really has; style sheets promise some that it has not. */
function glyphsOf(file: FontFile): ReadonlySet<number> {
  const known = glyphs.get(file);
  if (known !== undefined) return known;
  const font = create(readFileSync(file.path));
  const held = new Set('characterSet' in font ? font.characterSet : []);
  glyphs.set(file, held);
  return held;
}
