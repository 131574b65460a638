import type { BackfillStamp, Directive, EventFact } from '@suanpan/facts';

/** One fact as its sender meant it; `nonsense` is a line that nobody can read. */
export type SentFact = EventFact | Directive | 'nonsense';

/** A source record as its sender meant it. */
export interface SentRecord {
  readonly kind: 'events' | 'directive';
  readonly root: string;
  readonly shard: number;
  /** The revision the sender knew. */
  readonly revision: number;
  readonly receivedAt: number;
  readonly backfill?: BackfillStamp;
  readonly facts: readonly SentFact[];
}

/** A source record where it stands in the log. */
export interface HeardRecord extends SentRecord {
  readonly appendedAt: number;
}

/**
 * How late and how early an event may be, for both sides. Calls can be corrected for longer than any history, for the naive side
 * forgets none.
 */
export const TIMES = { latenessDays: 20, aheadSeconds: 300, correctionDays: 36_500 } as const;

/** The shard that everything happens in, and another. */
export const SHARD = 1;
export const OTHER_SHARD = 2;
