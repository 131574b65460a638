import type { PriceRow } from '@suanpan/catalogue';
import { priceRowId } from '../price-row-id.ts';
import { holderAt, type Stretch, sameContent, startOf, stretches } from './price-series.ts';

/** What is written for a series, and what ends with it. */
export interface SeriesPlan {
  readonly rows: readonly PriceRow[];
  readonly ended: readonly string[];
}

/**
 * Makes a series say what its feed says from an instant on, and what it said before up to then. A row is appended for every stretch
 * that differs; its later start wins. Only rows that begin at or after the instant end, because one of the same start would
 * contend; what they alone said is written anew, and no time before the instant needs them.
 */
export function planSeries(
  standing: readonly PriceRow[],
  feed: readonly PriceRow[],
  instant: number | null,
  approval: PriceRow['approval'],
): SeriesPlan {
  const all = stretches(standing, feed, instant);
  if (!all.some(differs)) return { rows: [], ended: [] };
  const start = instant ?? Number.NEGATIVE_INFINITY;
  const kept = standing.filter((row) => startOf(row) < start);
  const rows: PriceRow[] = [];
  let last: PriceRow | undefined;
  for (const stretch of all) {
    const isFeeds = differs(stretch);
    const wanted = isFeeds ? stretch.feed : stretch.standing;
    const without = holderAt(kept, stretch.from ?? Number.NEGATIVE_INFINITY);
    if (wanted === undefined || sameContent(wanted, without)) {
      last = undefined;
      continue;
    }
    // A row that was cut only because another began or ended beside it is written once.
    const begun = wanted === last ? rows.pop() : undefined;
    const from = begun === undefined ? stretch.from : begun.effectiveFrom;
    rows.push(rowFor(wanted, from, stretch.to, isFeeds ? approval : wanted.approval));
    last = wanted;
  }
  const written = new Set(rows.map(({ id }) => id));
  const ended = standing.filter((row) => startOf(row) >= start).map(({ id }) => id);
  const gone = new Set(ended);
  return { rows: rows.filter(({ id }) => !gone.has(id)), ended: ended.filter((id) => !written.has(id)) };
}

/** What the feed says differs from what stands; what it does not say differs from nothing. */
export function differs({ standing, feed }: Stretch): boolean {
  return feed !== undefined && !sameContent(standing, feed);
}

/** A row with the content of another for a time of its own. */
function rowFor(of: PriceRow, from: number | null, to: number | null, approval: PriceRow['approval']): PriceRow {
  const { id: _id, approval: _approval, ...said } = of;
  const content = { ...said, effectiveFrom: from, effectiveTo: to };
  return { id: priceRowId(content), ...content, ...(approval === undefined ? {} : { approval }) };
}
