import type PDFDocument from 'pdfkit';
import type { Pen } from './pen.ts';

/** A4 in points, with its margins. */
export const PAGE = { width: 595.28, height: 841.89, left: 54, right: 541.28, top: 56, bottom: 772 } as const;

/** Pages that are filled from top to bottom; whoever writes asks for room first. */
export class Sheet {
  readonly pen: Pen;
  /** Where the next thing begins. */
  y: number = PAGE.top;
  readonly #doc: typeof PDFDocument.prototype;
  /** Draws the head of a table again on a new page. */
  #repeat: (() => void) | undefined;

  constructor(doc: typeof PDFDocument.prototype, pen: Pen) {
    this.#doc = doc;
    this.pen = pen;
  }

  /** Makes sure that a height fits below `y`, on a new page if need be. */
  room(height: number): void {
    if (this.y + height <= PAGE.bottom) return;
    this.#doc.addPage();
    this.y = PAGE.top;
    this.#repeat?.();
  }

  /** Draws a table: its head now, and again on every page it goes on to. */
  table(head: () => void, body: () => void): void {
    head();
    this.#repeat = head;
    body();
    this.#repeat = undefined;
  }
}
