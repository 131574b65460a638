import type { AccountNode, Statement, Subtotal } from '@suanpan/statement';
import { drawSection } from './draw-section.ts';
import { GREY, HAIRLINE, INK } from './pen.ts';
import { PAGE, type Sheet } from './sheet.ts';
import { amountWords } from './words.ts';

const ROW_HEIGHT = 15;
const INDENT = 14;
const ADJUSTMENTS_RIGHT = PAGE.right - 110;
const AMOUNT_RIGHT = PAGE.right - 28;
const HEAD = { size: 6.5, weight: 600, color: GREY, tracking: 0.3 } as const;

/** The account, its projects and everything below it, with what each comes to. */
export function drawTree(sheet: Sheet, { tree }: Statement): void {
  drawSection(sheet, 'By account and project', 48);
  const hasAdjustments = tree.subtotals.some(({ adjustments }) => isSome(adjustments));
  sheet.table(
    () => drawHead(sheet, hasAdjustments),
    () => drawAccount(sheet, tree, 0),
  );
}

function drawHead(sheet: Sheet, hasAdjustments: boolean): void {
  const { pen } = sheet;
  pen.left('ACCOUNT, PROJECT', PAGE.left, sheet.y + 9, HEAD);
  if (hasAdjustments) pen.right('OF WHICH ADJUSTMENTS', ADJUSTMENTS_RIGHT, sheet.y + 9, HEAD);
  pen.right('AMOUNT', AMOUNT_RIGHT, sheet.y + 9, HEAD);
  sheet.y += 15;
  pen.line(PAGE.left, PAGE.right, sheet.y);
  sheet.y += 3;
}

function drawAccount(sheet: Sheet, node: AccountNode, depth: number): void {
  const name = node.known ? node.name : `${node.name || '(none)'}, not in the tree`;
  drawRow(sheet, name, node.subtotals, depth, true);
  for (const { project, name: title, subtotals } of node.projects) {
    drawRow(sheet, project === '' ? 'Account itself' : title, subtotals, depth + 1, false);
  }
  for (const child of node.accounts) drawAccount(sheet, child, depth + 1);
}

/** One line per currency; the name stands on the first. */
function drawRow(sheet: Sheet, name: string, subtotals: readonly Subtotal[], depth: number, isAccount: boolean): void {
  const { pen } = sheet;
  const weight = isAccount ? 600 : 400;
  const x = PAGE.left + Math.min(depth, 8) * INDENT;
  sheet.room(ROW_HEIGHT * Math.max(1, subtotals.length));
  if (subtotals.length === 0) sheet.y += ROW_HEIGHT;
  for (const [i, { currency, amount, adjustments }] of subtotals.entries()) {
    const baseline = sheet.y + 10.5;
    if (i === 0) pen.fit(name, x, baseline, ADJUSTMENTS_RIGHT - 70 - x, { size: 9, weight, color: INK });
    if (isSome(adjustments))
      pen.number(amountWords(adjustments), ADJUSTMENTS_RIGHT, baseline, 66, { size: 9, color: GREY });
    pen.number(amountWords(amount), AMOUNT_RIGHT, baseline, 76, { size: 9, weight });
    pen.right(currency, PAGE.right, baseline, { size: 7, color: GREY });
    sheet.y += ROW_HEIGHT;
  }
  pen.line(PAGE.left, PAGE.right, sheet.y, HAIRLINE, 0.3);
}

/** Whether decimal text is another number than zero. */
function isSome(decimal: string): boolean {
  return /[1-9]/.test(decimal);
}
