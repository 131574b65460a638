import { localMonthStarts } from '@suanpan/time';
import type { Calendar } from './calendar.ts';

/** The months a calendar spans: from 2024-01 to 2045-12. */
const FIRST = '2024-01';
const MONTHS = 22 * 12;

/** The calendar of a new root: every month begins with the first instant of its first day in the root's zone. */
export function newCalendar(root: string, zone: string): Calendar {
  return { id: root, root, first: FIRST, bounds: localMonthStarts(zone, FIRST, MONTHS + 1) };
}

/**
 * The calendar with the months that have not begun at `now` as the zone has them. What has begun keeps its start, so that
 * the month that runs at `now` is longer or shorter. A month that would have begun in the new zone begins at once.
 */
export function rebuiltCalendar(calendar: Calendar, zone: string, now: number): Calendar {
  const { first, bounds } = calendar;
  const wanted = localMonthStarts(zone, first, bounds.length);
  return {
    ...calendar,
    bounds: bounds.map((bound, i) => (bound <= now ? bound : Math.max(wanted[i] ?? bound, now + 1))),
  };
}
