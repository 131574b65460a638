import { hash } from 'node:crypto';
import type { PriceRow } from '@suanpan/catalogue';

/** Hex digits of an id, 12 bytes: far beyond the number of prices the world has. */
const ID_DIGITS = 24;

/**
 * The id of a price row: a digest of everything it says except where the number was read and who approved it, so that
 * the next version of a feed gives an unchanged price the same id, and writing a row twice is seen as the same row. What
 * a row does not say, such as weekdays, is not in the digest either.
 */
export function priceRowId(row: Omit<PriceRow, 'id' | 'source' | 'approval'>): string {
  const content: unknown[] = [
    row.book,
    row.provider,
    row.model,
    row.matcher,
    row.leaf,
    row.unitPrice,
    row.currency,
    row.effectiveFrom,
    row.effectiveTo,
    row.daily === null ? null : [row.daily.fromSecond, row.daily.toSecond],
    row.aboveInputTokens,
    row.serviceTier,
    row.region,
    row.root,
    row.flag,
  ];
  if (row.per !== undefined) content.push({ per: row.per });
  if (row.account !== undefined) content.push({ account: row.account });
  if (row.weekdays !== undefined) content.push({ weekdays: row.weekdays });
  return `price_${hash('sha256', JSON.stringify(content)).slice(0, ID_DIGITS)}`;
}
