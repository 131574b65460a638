import type { PriceRow } from '@suanpan/catalogue';
import type { Entry, EntryLine, Leaf } from '@suanpan/facts';
import { ATTO_MAX, decimalFromAtto, quantiseHalfEven } from '@suanpan/money';
import { rescale, type ScaledPrice, scaledText } from './scaled-price.ts';

/** A quantity and the row that prices it. */
export interface PricedLeaf {
  readonly leaf: Leaf;
  readonly quantity: number | string;
  readonly row: PriceRow;
  readonly unitAtto: bigint;
  readonly scaled: ScaledPrice | undefined;
}

/** Entries, one for each currency, and what is to be said about them; no entries where an amount cannot be held. */
export type Entries =
  | { readonly entries: readonly Entry[]; readonly note?: string }
  | { readonly entries?: undefined; readonly note: string };

const MICRO_PER_UNIT = 1_000_000n;

/**
 * Multiplies quantities and unit prices. Whole quantities give exact amounts. Seconds may have six fraction digits and
 * then more digits than an amount holds: the entry is quantised once, half-even, and its line of seconds takes up the rest.
 */
export function entriesOf(rated: readonly PricedLeaf[]): Entries {
  const currencies = currenciesOf(rated);
  const entries: Entry[] = [];
  let note: string | undefined;
  for (const currency of currencies) {
    const ofCurrency = currencies.length === 1 ? rated : rated.filter(({ row }) => row.currency === currency);
    const fast = smallEntry(currency, ofCurrency);
    if (fast !== undefined) {
      entries.push(fast);
      continue;
    }
    const { entry, quantised } = exactEntry(currency, ofCurrency);
    if (entry === undefined) return { note: 'the amount is beyond Decimal(38,18)' };
    if (quantised) note = `${currency} amount quantised half-even to 18 digits`;
    entries.push(entry);
  }
  return note === undefined ? { entries } : { entries, note };
}

function currenciesOf(rated: readonly PricedLeaf[]): string[] {
  const currencies: string[] = [];
  for (const { row } of rated) if (!currencies.includes(row.currency)) currencies.push(row.currency);
  return currencies;
}

/** The entry in whole numbers, or `undefined` where one of them would not be exact. */
function smallEntry(currency: string, rated: readonly PricedLeaf[]): Entry | undefined {
  let scale = 0;
  for (const { scaled } of rated) if (scaled !== undefined && scaled.scale > scale) scale = scaled.scale;
  const lines: EntryLine[] = [];
  let total = 0;
  for (const { leaf, quantity, row, scaled } of rated) {
    if (scaled === undefined || typeof quantity !== 'number') return undefined;
    const product = quantity * scaled.mantissa;
    // A share is at least its product, so that one check covers both.
    const share = rescale(product, scaled.scale, scale);
    if (share === undefined) return undefined;
    total += share;
    const amount = scaledText(product, scaled.scale);
    lines.push({ leaf, quantity, unitPrice: row.unitPrice, amount, priceRow: row.id });
  }
  return Number.isSafeInteger(total) ? { currency, amount: scaledText(total, scale), lines } : undefined;
}

/** The entry in atto units, for numbers of any size and for seconds; none if it is beyond what the ledger holds. */
export function exactEntry(
  currency: string,
  rated: readonly PricedLeaf[],
): { readonly entry?: Entry; readonly quantised: boolean } {
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
  return total > ATTO_MAX ? { quantised } : { entry: { currency, amount: decimalFromAtto(total), lines }, quantised };
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
