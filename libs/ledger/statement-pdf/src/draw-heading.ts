import type { Statement } from '@suanpan/statement';
import { formatInstant } from '@suanpan/time';
import { ACCENT, FAINT, GREY, HAIRLINE, INK, type Pen, TINT, WARNING } from './pen.ts';
import { PAGE, type Sheet } from './sheet.ts';
import { amountWords, monthWords } from './words.ts';

const LABEL = { size: 6.5, weight: 600, color: GREY, tracking: 0.3 } as const;
const FACT_HEIGHT = 30;

/** What it is, whose, for when, whether it may still change, and what it comes to. */
export function drawHeading(sheet: Sheet, statement: Statement): void {
  const { pen } = sheet;
  drawMark(pen, PAGE.left, PAGE.top);
  pen.left('STATEMENT', PAGE.left + 34, PAGE.top + 9, { size: 8, weight: 600, color: ACCENT, tracking: 0.6 });
  drawStatus(pen, statement.status);
  const width = PAGE.right - PAGE.left;
  pen.fit(statement.account.name, PAGE.left, PAGE.top + 50, width, { size: 24, weight: 600 });
  const whose = statement.account.id === statement.root.id ? '' : `  ·  part of ${statement.root.name}`;
  const when = `${monthWords(statement.period.id)}${whose}`;
  pen.fit(when, PAGE.left, PAGE.top + 69, width, { size: 11, color: GREY });
  sheet.y = PAGE.top + 92;
  drawTotals(sheet, statement);
  drawFacts(sheet, statement);
}

/** Beads on a rod: one of five, and three of one. */
function drawMark(pen: Pen, x: number, y: number): void {
  pen.line(x, x + 27, y + 6, FAINT, 0.8);
  for (const [i, at] of [4, 10, 16, 24].entries()) pen.dot(x + at, y + 6, 2.5, i === 3 ? INK : ACCENT);
}

function drawStatus(pen: Pen, status: Statement['status']): void {
  const words = status === 'closed' ? 'CLOSED' : 'OPEN, MAY STILL CHANGE';
  const style = { size: 7, weight: 600, color: status === 'closed' ? ACCENT : INK, tracking: 0.3 } as const;
  const width = pen.width(words, style) + 16;
  pen.box(PAGE.right - width, PAGE.top - 2, width, 16, TINT, 8);
  pen.left(words, PAGE.right - width + 8, PAGE.top + 8.6, style);
}

const TOTAL_WIDTH = 150;
const TOTAL_HEIGHT = 44;

function drawTotals(sheet: Sheet, { totals }: Statement): void {
  const { pen } = sheet;
  const perRow = Math.max(1, Math.floor((PAGE.right - PAGE.left) / TOTAL_WIDTH));
  for (const [i, { currency, amount }] of totals.entries()) {
    if (i % perRow === 0 && i > 0) sheet.y += TOTAL_HEIGHT;
    const x = PAGE.left + (i % perRow) * TOTAL_WIDTH;
    pen.left(`TOTAL ${currency}`, x, sheet.y + 8, LABEL);
    pen.leftNumber(amountWords(amount), x, sheet.y + 28, TOTAL_WIDTH - 12, { size: 16, weight: 600 });
  }
  if (totals.length === 0) pen.left('Nothing was used or charged.', PAGE.left, sheet.y + 24, { size: 11, color: GREY });
  sheet.y += TOTAL_HEIGHT;
}

function drawFacts(sheet: Sheet, statement: Statement): void {
  const { pen } = sheet;
  pen.line(PAGE.left, PAGE.right, sheet.y);
  const facts = factsOf(statement);
  const [first, second] = [PAGE.left, PAGE.left + (PAGE.right - PAGE.left) / 2];
  for (const [i, { label, value, color }] of facts.entries()) {
    const x = i % 2 === 0 ? first : second;
    const y = sheet.y + Math.floor(i / 2) * FACT_HEIGHT;
    pen.left(label, x, y + 14, LABEL);
    pen.fit(value, x, y + 25, second - first - 12, { size: 9, color: color ?? INK });
  }
  sheet.y += Math.ceil(facts.length / 2) * FACT_HEIGHT + 8;
  pen.line(PAGE.left, PAGE.right, sheet.y, HAIRLINE);
}

interface HeadingFact {
  readonly label: string;
  readonly value: string;
  readonly color?: string;
}

function factsOf({ root, account, period, asOf, unpricedCalls, id }: Statement): HeadingFact[] {
  const facts: HeadingFact[] = [{ label: 'ROOT', value: `${root.name} (${root.id})` }];
  if (account.id !== root.id) facts.push({ label: 'ACCOUNT', value: `${account.name} (${account.id})` });
  facts.push(
    { label: 'PERIOD', value: `${monthWords(period.id)}, ${period.zone}` },
    {
      label: 'PERIOD IN UTC, END EXCLUSIVE',
      value: `${shortInstant(period.from)}  –  ${shortInstant(period.to)}`,
    },
    { label: 'STATEMENT', value: id },
  );
  if (asOf !== undefined) facts.push({ label: 'AS OF', value: `outcome ${asOf.seq} of shard ${asOf.shard}` });
  if (unpricedCalls !== undefined && unpricedCalls > 0) {
    facts.push({ label: 'NOT STATED YET', value: `${unpricedCalls} calls without a known price`, color: WARNING });
  }
  return facts;
}

/** `2026-10-31 16:00:00Z`; milliseconds only where there are any. */
function shortInstant(instant: number): string {
  return formatInstant(instant).replace('T', ' ').replace('.000Z', 'Z');
}
