/**
 * The permission to send events older than the accepted lateness: one source of one root, one range of event times. Ingest
 * takes in what fits it and stamps the records with it (`BackfillStamp` of `@suanpan/facts`).
 */
export interface Backfill {
  /** Unique in the platform; the seal names it. */
  readonly id: string;
  readonly root: string;
  /** The one source its events may have. */
  readonly source: string;
  /** Event times it may hold: from inclusive, to exclusive, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  /** `open`: stated in the open period. `none`: history for information, no money in any statement. */
  readonly posting: 'open' | 'none';
  /** A sealed backfill takes no more events and is never opened again. */
  readonly status: 'open' | 'sealed';
}
