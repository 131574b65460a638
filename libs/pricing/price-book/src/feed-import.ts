import type { PriceRow } from '@suanpan/catalogue';

/** What a feed states that gives no row: usage of this kind is unpriced or priced as said, and never silently zero. */
export interface SkippedPrice {
  readonly provider: string;
  readonly model: string;
  /** The feed's unit, or `*` for the whole model. */
  readonly unit: string;
  readonly why: string;
}

/** A feed as price rows. */
export interface FeedImport {
  readonly rows: readonly PriceRow[];
  /** Those among the rows whose number is damaged: they match but are never billed. */
  readonly flagged: readonly PriceRow[];
  readonly skipped: readonly SkippedPrice[];
}

/** Rows and what was skipped, with the damaged rows apart. */
export function feedImport(rows: readonly PriceRow[], skipped: readonly SkippedPrice[]): FeedImport {
  return { rows, flagged: rows.filter(({ flag }) => flag !== null), skipped };
}
