import type { Entry, EntryLine } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';

type Head = Omit<Entry, 'amount' | 'lines' | 'corrects' | 'event' | 'postingPeriod'>;

interface Sum {
  readonly head: Head;
  postingPeriod: string | undefined;
  readonly lines: Map<string, LineSum>;
}

interface LineSum {
  readonly line: Pick<EntryLine, 'leaf' | 'unitPrice' | 'priceRow'>;
  quantity: bigint;
  amount: bigint;
}

/**
 * Adds entries about one call up: one entry for each currency, plan, assignment, component, factors, service period and place, its lines by
 * leaf and price. Lines without quantity and amount are gone, and entries without lines with them. `undefined` where a number
 * cannot be read. Whether an entry is stated anywhere is kept apart, because history for information is corrected as such.
 */
export function netEntries(entries: readonly Entry[]): readonly Entry[] | undefined {
  const sums = new Map<string, Sum>();
  for (const { amount: _, lines, corrects: __, event: ___, postingPeriod, ...head } of entries) {
    const key = keyOf(head, postingPeriod);
    const sum = sums.get(key) ?? { head, postingPeriod, lines: new Map() };
    sums.set(key, sum);
    sum.postingPeriod = postingPeriod;
    for (const line of lines) if (!addLine(sum.lines, line)) return undefined;
  }
  return [...sums.values()].flatMap(entryOf);
}

function keyOf(head: Head, postingPeriod: string | undefined): string {
  const { currency, plan, assignment, component, factors, servicePeriod, account, project } = head;
  return JSON.stringify([
    ...[currency, plan ?? null, assignment ?? null, component ?? null, factors ?? null, servicePeriod ?? null],
    ...[account ?? null, project ?? null, postingPeriod === undefined],
  ]);
}

function addLine(lines: Map<string, LineSum>, line: EntryLine): boolean {
  const { leaf, unitPrice, priceRow } = line;
  const [quantity, amount] = [attoFromDecimal(String(line.quantity)), attoFromDecimal(line.amount)];
  if (quantity === undefined || amount === undefined) return false;
  const key = JSON.stringify([leaf, unitPrice, priceRow]);
  const sum = lines.get(key) ?? { line: { leaf, unitPrice, priceRow }, quantity: 0n, amount: 0n };
  sum.quantity += quantity;
  sum.amount += amount;
  lines.set(key, sum);
  return true;
}

function entryOf({ head, postingPeriod, lines }: Sum): Entry[] {
  const left = [...lines.values()].filter(({ quantity, amount }) => quantity !== 0n || amount !== 0n);
  if (left.length === 0) return [];
  const { currency, ...rest } = head;
  const entry: Entry = {
    currency,
    amount: decimalFromAtto(left.reduce((sum, { amount }) => sum + amount, 0n)),
    lines: left.map(({ line, quantity, amount }) => ({
      leaf: line.leaf,
      quantity: written(quantity, line.leaf),
      unitPrice: line.unitPrice,
      amount: decimalFromAtto(amount),
      priceRow: line.priceRow,
    })),
    ...rest,
  };
  return [postingPeriod === undefined ? entry : { ...entry, postingPeriod }];
}

/** Seconds are decimal text wherever they stand; all else is a count. */
function written(quantity: bigint, leaf: EntryLine['leaf']): number | string {
  const text = decimalFromAtto(quantity);
  return leaf === 'second' || text.includes('.') ? text : Number(text);
}
