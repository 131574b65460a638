import { type Statement, statementDigest, statementJson } from '@suanpan/statement';
import { dateOf, type EpochMs } from '@suanpan/time';
import PDFDocument from 'pdfkit';
import { drawHeading } from './draw-heading.ts';
import { drawAdjustments, drawLines } from './draw-lines.ts';
import { drawSummary } from './draw-summary.ts';
import { drawTree } from './draw-tree.ts';
import { loadFontFaces } from './font-faces.ts';
import { FAINT, GREY, HAIRLINE, Pen } from './pen.ts';
import { PAGE, Sheet } from './sheet.ts';
import { LAYOUT_CHARACTERS, monthWords } from './words.ts';

export interface StatementPdfOptions {
  /** When the file is made; stands in its properties. */
  readonly madeAt: EpochMs;
  /** The command that shows what a line is made of, such as `suanpan statement outcomes <line>`; printed on every page. */
  readonly outcomesCommand: string;
}

/** The digest is printed in part: enough to recognise it by. */
const DIGEST_DIGITS = 16;

/**
 * A statement as PDF on A4. Latin, Greek, Cyrillic and Chinese names print; a character that no embedded font has stands as its
 * number. The same statement and options give the same bytes.
 */
export async function statementPdf(statement: Statement, options: StatementPdfOptions): Promise<Buffer> {
  const faces = await loadFontFaces(LAYOUT_CHARACTERS + statementJson(statement) + options.outcomesCommand);
  const title = `Statement ${statement.account.name}, ${monthWords(statement.period.id)}`;
  const doc = new PDFDocument({
    ...{ size: 'A4', margin: 0, bufferPages: true, lang: 'en', displayTitle: true, font: '' },
    info: { Title: title, Subject: statement.id, Creator: 'Suanpan', CreationDate: dateOf(options.madeAt) },
  });
  const finished = bytesOf(doc);
  const pen = new Pen(doc, faces);
  const sheet = new Sheet(doc, pen);
  drawHeading(sheet, statement);
  drawTree(sheet, statement);
  drawLines(sheet, statement);
  drawAdjustments(sheet, statement);
  drawSummary(sheet, statement);
  const { start, count } = doc.bufferedPageRange();
  for (let page = 0; page < count; page += 1) {
    doc.switchToPage(start + page);
    drawFoot(pen, statement, options, `Page ${page + 1} of ${count}`);
  }
  doc.end();
  return finished;
}

function drawFoot(pen: Pen, statement: Statement, { outcomesCommand }: StatementPdfOptions, page: string): void {
  const digest = `${statement.id}  ·  sha256 ${statementDigest(statement).slice(0, DIGEST_DIGITS)}…`;
  const y = PAGE.bottom + 16;
  pen.line(PAGE.left, PAGE.right, y, HAIRLINE);
  pen.left('Every line leads to its outcomes:  ', PAGE.left, y + 13, { size: 7, color: GREY });
  const from = PAGE.left + pen.width('Every line leads to its outcomes:  ', { size: 7 });
  pen.fit(outcomesCommand, from, y + 13, PAGE.right - from, { size: 7, weight: 600, color: GREY });
  pen.left(digest, PAGE.left, y + 24, { size: 6.5, color: FAINT });
  pen.right(page, PAGE.right, y + 24, { size: 7, color: GREY });
}

function bytesOf(doc: typeof PDFDocument.prototype): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}
