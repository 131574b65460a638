import type { Counters } from '@suanpan/charging';
import type { Entry } from '@suanpan/facts';
import type { Posting } from './decide-context.ts';
import { unpostedCounter } from './own-counters.ts';

/** Whether entries tell that they are history for information: they have a service period and are stated nowhere. */
export function isUnstated(entries: readonly Entry[]): boolean {
  return entries.some(({ servicePeriod, postingPeriod }) => servicePeriod !== undefined && postingPeriod === undefined);
}

/**
 * Where the money of a counted call is stated. What was priced for information only is corrected for information only, also
 * where it cost nothing so far, or has no price yet: then a counter tells it.
 */
export function postingOf(seq: number, entries: readonly Entry[], counter: Counters): Posting {
  return counter(unpostedCounter(seq)) !== undefined || isUnstated(entries) ? 'none' : 'open';
}
