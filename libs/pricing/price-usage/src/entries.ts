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
 * Multiplies quantities and unit prices. Whole quantities of a decimal price give exact amounts. Seconds may have six fraction digits,
 * and a price of an hour is no decimal one of a second: then the entry is quantised once, half-even, and its last line that is not
 * exact takes up the rest.
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
  const parts = numeratorsOf(rated);
  const total = quantiseHalfEven(
    parts.tops.reduce((sum, top) => sum + top, 0n),
    parts.bottom,
  );
  if (total > ATTO_MAX) return { quantised: parts.inexact >= 0 };
  const amounts = parts.tops.map((top) => quantiseHalfEven(top, parts.bottom));
  // It is the entry that is quantised: what its lines then lack or have too much is in the last one that is not exact.
  if (parts.inexact >= 0)
    amounts[parts.inexact] = amounts.reduce((rest, amount, i) => rest - (i === parts.inexact ? 0n : amount), total);
  const lines = rated.map(
    ({ leaf, quantity, row }, i): EntryLine => ({
      leaf,
      quantity,
      unitPrice: unitPriceText(row),
      amount: decimalFromAtto(amounts[i] ?? 0n),
      priceRow: row.id,
    }),
  );
  return { entry: { currency, amount: decimalFromAtto(total), lines }, quantised: parts.inexact >= 0 };
}

/** What each quantity costs, exactly, as atto units times one common denominator. */
function numeratorsOf(rated: readonly PricedLeaf[]): {
  readonly tops: readonly bigint[];
  readonly bottom: bigint;
  /** The last one that is no whole number of atto units, or -1. */
  readonly inexact: number;
} {
  let units = 1n;
  for (const { row } of rated) if (row.per !== undefined && units % BigInt(row.per) !== 0n) units *= BigInt(row.per);
  const bottom = MICRO_PER_UNIT * units;
  const tops = rated.map(({ quantity, row, unitAtto }) => {
    const micro = typeof quantity === 'number' ? BigInt(quantity) * MICRO_PER_UNIT : microOf(quantity);
    return unitAtto * micro * (units / BigInt(row.per ?? 1));
  });
  return { tops, bottom, inexact: tops.findLastIndex((top) => top % bottom !== 0n) };
}

/** A unit price as lines name it: with how many units it is for, where that is not one, as `exactText` writes it. */
function unitPriceText({ unitPrice, per }: PriceRow): string {
  return per === undefined ? unitPrice : `${unitPrice}/${per}`;
}

/** Decimal text of at most six fraction digits in millionths; the contract of the event keeps it to that. */
function microOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole) * MICRO_PER_UNIT + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}
