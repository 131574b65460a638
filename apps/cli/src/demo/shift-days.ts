import { MS_PER_DAY, utcDayNumber } from '@suanpan/time';

/**
 * By how many whole days a trace moves so that its last call falls on the day before `now`, in UTC. Negative for a trace
 * that ends later than that. Hours and minutes stay what they were.
 */
export function daysToYesterday(times: readonly number[], now: number): number {
  let last = Number.NEGATIVE_INFINITY;
  for (const time of times) if (time > last) last = time;
  if (!Number.isFinite(last)) return 0;
  return utcDayNumber(now) - 1 - utcDayNumber(last);
}

/** A time moved by whole days. */
export function shiftDays(time: number, days: number): number {
  return time + days * MS_PER_DAY;
}
