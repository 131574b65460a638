import type { PriceRow } from '@suanpan/catalogue';
import { isInForce } from '../effective-span.ts';
import { scopeKey } from '../row-rank.ts';

/** What holds of a series from one instant to another; null is open. */
export interface Stretch {
  readonly from: number | null;
  readonly to: number | null;
  /** The rows that hold: of what stands, and of what the feed says. */
  readonly standing: PriceRow | undefined;
  readonly feed: PriceRow | undefined;
}

/** What all rows of a series have in common within their book and scope: everything but price and time. */
export function conditionKey({ leaf, daily, weekdays, aboveInputTokens, serviceTier, region }: PriceRow): string {
  const window = daily === null ? null : [daily.fromSecond, daily.toSecond, weekdays ?? null];
  return JSON.stringify([leaf, window, aboveInputTokens, serviceTier, region]);
}

/** The price list a row belongs to. */
export function listKey(row: PriceRow): string {
  return JSON.stringify([row.book, row.provider, scopeKey(row), row.model]);
}

/** Rows of a series follow each other in time: of two that hold, the later start wins. */
export function seriesKey(row: PriceRow): string {
  return `${listKey(row)} ${conditionKey(row)}`;
}

/**
 * The time from an instant on, cut wherever a row begins or ends, in order. A null instant is the beginning of time. In each stretch
 * the row with the latest start is the one that holds.
 */
export function stretches(standing: readonly PriceRow[], feed: readonly PriceRow[], from: number | null): Stretch[] {
  const start = from ?? Number.NEGATIVE_INFINITY;
  const cuts = new Set<number>([start]);
  for (const { effectiveFrom, effectiveTo } of [...standing, ...feed]) {
    for (const cut of [effectiveFrom, effectiveTo]) if (cut !== null && cut > start) cuts.add(cut);
  }
  const ordered = [...cuts].sort((a, b) => a - b);
  return ordered.map((cut, i) => ({
    from: cut === Number.NEGATIVE_INFINITY ? null : cut,
    to: ordered[i + 1] ?? null,
    standing: holderAt(standing, cut),
    feed: holderAt(feed, cut),
  }));
}

/** Tells whether two rows say the same price for the same names. */
export function sameContent(a: PriceRow | undefined, b: PriceRow | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.unitPrice === b.unitPrice &&
    a.per === b.per &&
    a.currency === b.currency &&
    a.flag === b.flag &&
    JSON.stringify(a.matcher) === JSON.stringify(b.matcher)
  );
}

/** The row of a series that holds at an instant. */
export function holderAt(rows: readonly PriceRow[], instant: number): PriceRow | undefined {
  let found: PriceRow | undefined;
  for (const row of rows) {
    if (!isInForce(row, instant)) continue;
    if (found === undefined || startOf(row) > startOf(found)) found = row;
  }
  return found;
}

/** When a row begins, for comparing. */
export function startOf({ effectiveFrom }: PriceRow): number {
  return effectiveFrom ?? Number.NEGATIVE_INFINITY;
}
