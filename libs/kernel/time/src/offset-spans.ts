import { type EpochMs, MS_PER_DAY } from './instant.ts';
import { firstOffsetChange, offsetMs } from './zone.ts';

/** A time in which the clocks of a zone are as far ahead of UTC throughout: from inclusive, to exclusive. */
export interface OffsetSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** What the clocks are ahead of UTC; whole seconds, negative west of Greenwich. */
  readonly offsetSeconds: number;
}

/**
 * The spans of one offset each that make up a time in a zone, in order and without gaps. The zone must be a known one
 * (`isTimeZone`) and the time must not be empty. A change that is taken back within a day would be missed; no zone has one.
 */
export function offsetSpans(zone: string, from: EpochMs, to: EpochMs): OffsetSpan[] {
  const spans: OffsetSpan[] = [];
  let start = from;
  let offset = offsetMs(zone, from);
  for (let at = from; at < to; ) {
    const next = Math.min(at + MS_PER_DAY, to - 1);
    const then = offsetMs(zone, next);
    if (then !== offset) {
      const change = firstOffsetChange(zone, at, next);
      spans.push({ from: start, to: change, offsetSeconds: offset / 1000 });
      [start, at, offset] = [change, change, offsetMs(zone, change)];
    } else if (next === to - 1) break;
    else at = next;
  }
  spans.push({ from: start, to, offsetSeconds: offset / 1000 });
  return spans;
}
