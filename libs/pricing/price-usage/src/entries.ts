import type { PriceRow } from '@suanpan/catalogue';
import type { Entry, EntryLine, Leaf } from '@suanpan/facts';
import { ATTO_MAX, decimalFromAtto, quantiseHalfEven } from '@suanpan/money';

/** A quantity and the row that prices it. */
export interface PricedLeaf {
  readonly leaf: Leaf;
  readonly quantity: number | string;
  readonly row: PriceRow;
  readonly unitAtto: bigint;
}

/** Entries, one for each currency, and what is to be said about them; no entries where an amount cannot be held. */
export type Entries =
  | { readonly entries: readonly Entry[]; readonly note?: string }
  | { readonly entries?: undefined; readonly note: string };

const MICRO_PER_UNIT = 1_000_000n;

/**
 * Multiplies quantities and unit prices. Whole quantities give exact amounts in atto units. Seconds may have six fraction digits and
 * then more digits than an amount holds: the entry is quantised once, half-even, and its line of seconds takes up the rest.
 */
export function entriesOf(rated: readonly PricedLeaf[]): Entries {
  const entries: Entry[] = [];
  let note: string | undefined;
  for (const ofCurrency of byCurrency(rated)) {
    const { entry, quantised } = entryOf(ofCurrency);
    if (entry === undefined) return { note: 'the amount is beyond Decimal(38,18)' };
    if (quantised) note = `${entry.currency} amount quantised half-even to 18 digits`;
    entries.push(entry);
  }
  return note === undefined ? { entries } : { entries, note };
}

function byCurrency(rated: readonly PricedLeaf[]): readonly (readonly PricedLeaf[])[] {
  const currency = rated[0]?.row.currency;
  if (currency === undefined) return [];
  if (rated.every(({ row }) => row.currency === currency)) return [rated];
  const currencies = [...new Set(rated.map(({ row }) => row.currency))];
  return currencies.map((name) => rated.filter(({ row }) => row.currency === name));
}

function entryOf(rated: readonly PricedLeaf[]): { readonly entry?: Entry; readonly quantised: boolean } {
  const lines: EntryLine[] = [];
  let total = 0n;
  let quantised = false;
  for (const { leaf, quantity, row, unitAtto } of rated) {
    let amount: bigint;
    if (typeof quantity === 'number') amount = unitAtto * BigInt(quantity);
    else {
      // Whole amounts join in before halves go to even, so that it is the entry that is quantised, not the line.
      const micro = unitAtto * microOf(quantity);
      const others = exactTotal(rated);
      amount = quantiseHalfEven(micro + others * MICRO_PER_UNIT, MICRO_PER_UNIT) - others;
      quantised ||= micro % MICRO_PER_UNIT !== 0n;
    }
    total += amount;
    lines.push({ leaf, quantity, unitPrice: row.unitPrice, amount: decimalFromAtto(amount), priceRow: row.id });
  }
  if (total > ATTO_MAX) return { quantised };
  return { entry: { currency: rated[0]?.row.currency ?? '', amount: decimalFromAtto(total), lines }, quantised };
}

function exactTotal(rated: readonly PricedLeaf[]): bigint {
  let total = 0n;
  for (const { quantity, unitAtto } of rated) if (typeof quantity === 'number') total += unitAtto * BigInt(quantity);
  return total;
}

/** Decimal text of at most six fraction digits in millionths; the contract of the event keeps it to that. */
function microOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * MICRO_PER_UNIT + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}
