import type { PriceRow } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { ATTO_PER_UNIT, attoFromDecimal, decimalFromAtto, quantiseHalfEven } from '@suanpan/money';

type Price = Pick<PriceRow, 'unitPrice' | 'per' | 'currency' | 'flag'>;

/**
 * By how many percent of itself a price changes, as decimal text: exact where 18 fraction digits hold it, else half-even. Null
 * where no percentage says it: from 0, between currencies, from or to a damaged number.
 */
export function percentChange(before: Price, after: Price): string | null {
  const prices = comparable(before, after);
  if (prices === undefined) return null;
  const [from, to] = prices;
  if (from === to) return '0';
  return from === 0n ? null : decimalFromAtto(quantiseHalfEven((to - from) * 100n * ATTO_PER_UNIT, from));
}

/** Tells whether a price changes by more than so many percent, up or down; exact, and true where no percentage says it. */
export function exceedsPercent(before: Price, after: Price, percent: bigint): boolean {
  const prices = comparable(before, after);
  if (prices === undefined) return true;
  const [from, to] = prices;
  const change = to > from ? to - from : from - to;
  return change * 100n * ATTO_PER_UNIT > from * percent;
}

/** A percentage as decimal text in atto units; `price_invalid` for anything else. */
export function percentAtto(text: string): bigint {
  const atto = attoFromDecimal(text);
  if (atto === undefined || atto < 0n) throw new Fault('price_invalid', `"${text}" is no percentage.`);
  return atto;
}

function comparable(before: Price, after: Price): readonly [bigint, bigint] | undefined {
  if (before.currency !== after.currency || before.flag !== null || after.flag !== null) return undefined;
  const [from, to] = [attoFromDecimal(before.unitPrice), attoFromDecimal(after.unitPrice)];
  if (from === undefined || to === undefined) return undefined;
  // Both for as many units as the two together are for, so that neither is divided.
  return [from * BigInt(after.per ?? 1), to * BigInt(before.per ?? 1)];
}
