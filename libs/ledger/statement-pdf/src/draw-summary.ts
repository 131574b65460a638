import type { Statement } from '@suanpan/statement';
import { drawSection } from './draw-section.ts';
import { FAINT, GREY, HAIRLINE } from './pen.ts';
import { PAGE, type Sheet } from './sheet.ts';
import { amountWords, minusAmount } from './words.ts';

const HEAD = { size: 6.5, weight: 600, color: GREY, tracking: 0.3 } as const;
const COLUMNS = [PAGE.left + 150, PAGE.left + 260, PAGE.left + 370, PAGE.right] as const;
const ROW_HEIGHT = 16;

/** What it comes to per currency, and by which rule lines were rounded. */
export function drawSummary(sheet: Sheet, statement: Statement): void {
  const { pen } = sheet;
  const { totals } = statement;
  drawSection(sheet, 'Totals', 60 + totals.length * ROW_HEIGHT);
  const heads = ['LINES', 'ADJUSTMENTS', 'TOTAL', 'BEFORE ROUNDING'];
  pen.left('CURRENCY', PAGE.left, sheet.y + 9, HEAD);
  for (const [i, right] of COLUMNS.entries()) pen.right(heads[i] ?? '', right, sheet.y + 9, HEAD);
  sheet.y += 15;
  pen.line(PAGE.left, PAGE.right, sheet.y);
  for (const { currency, amount, adjustments, exactAmount } of totals) {
    sheet.room(ROW_HEIGHT);
    const baseline = sheet.y + 11.5;
    pen.left(currency, PAGE.left, baseline, { size: 9, weight: 600 });
    pen.number(amountWords(minusAmount(amount, adjustments)), COLUMNS[0], baseline, 100, { size: 9 });
    pen.number(amountWords(adjustments), COLUMNS[1], baseline, 100, { size: 9 });
    pen.number(amountWords(amount), COLUMNS[2], baseline, 100, { size: 9, weight: 600 });
    pen.number(amountWords(exactAmount), COLUMNS[3], baseline, 108, { size: 8, color: GREY });
    sheet.y += ROW_HEIGHT;
    pen.line(PAGE.left, PAGE.right, sheet.y, HAIRLINE, 0.3);
  }
  sheet.room(24);
  const rule =
    "Rounding half_even: each line once, to its currency's minor unit, a half to the even one. Totals are sums of rounded lines.";
  pen.left(rule, PAGE.left, sheet.y + 14, { size: 7, color: FAINT });
  sheet.y += 24;
}
