import { CLOCK_TOLERANCE_MS } from '@suanpan/facts';
import type { EpochMs } from '@suanpan/time';
import type { ReadSource } from './read-source.ts';

/**
 * Fold time after a record. A clock that is ahead must not make every later event too late: a record moves fold time to
 * its append time, but never further than ten minutes beyond its receipt, and never back. One that does not say when it
 * was received does not move it. By the first rules it was the running maximum of append times.
 */
export function advanceFoldTime(
  foldTime: EpochMs,
  source: Pick<ReadSource, 'appendedAt' | 'record'>,
  rules: number,
): EpochMs {
  const { appendedAt, record } = source;
  if (rules < 2) return Math.max(foldTime, appendedAt);
  if (record === undefined) return foldTime;
  return Math.max(foldTime, Math.min(appendedAt, record.header.receivedAt + CLOCK_TOLERANCE_MS));
}

/** How far append time and receipt are apart where that is more than clocks may be, in milliseconds; 0 where they agree. */
export function clockDisagreement({ appendedAt, record }: Pick<ReadSource, 'appendedAt' | 'record'>): number {
  const apart = record === undefined ? 0 : Math.abs(appendedAt - record.header.receivedAt);
  return apart > CLOCK_TOLERANCE_MS ? apart : 0;
}
