import type { PriceRow } from '@suanpan/catalogue';

export const SECONDS_PER_DAY = 86_400;
const MS_PER_SECOND = 1000;
const DAYS_PER_WEEK = 7;
/** The weekday of 1970-01-01, a Thursday; 0 is Sunday. */
const EPOCH_WEEKDAY = 4;

type Window = Pick<PriceRow, 'daily' | 'weekdays'>;

/**
 * Tells whether a daily window holds at an instant. A window that wraps midnight belongs to the UTC day on which it begins: one
 * of Mondays from 22:00 to 02:00 holds early on Tuesday, not early on Monday.
 */
export function windowHolds(window: Window, instant: number): boolean {
  if (isAlways(window)) return true;
  const { daily, weekdays } = window;
  const { fromSecond, toSecond } = daily ?? { fromSecond: 0, toSecond: SECONDS_PER_DAY };
  const seconds = instant / MS_PER_SECOND;
  const day = Math.floor(seconds / SECONDS_PER_DAY);
  const second = seconds - day * SECONDS_PER_DAY;
  if (fromSecond < toSecond) return second >= fromSecond && second < toSecond && isOn(weekdays, day);
  if (second >= fromSecond) return isOn(weekdays, day);
  return second < toSecond && isOn(weekdays, day - 1);
}

/** Tells whether there is a moment of the week in which two windows hold both. */
export function windowsMeet(a: Window, b: Window): boolean {
  if (isAlways(a) || isAlways(b)) return true;
  const others = weekSpans(b);
  return weekSpans(a).some(([start, end]) => others.some(([s, e]) => start < e && s < end));
}

/** A window as spans of seconds of a week that starts on Sunday; none of them wraps. */
function weekSpans({ daily, weekdays }: Window): (readonly [number, number])[] {
  const { fromSecond, toSecond } = daily ?? { fromSecond: 0, toSecond: SECONDS_PER_DAY };
  const length = toSecond > fromSecond ? toSecond - fromSecond : toSecond - fromSecond + SECONDS_PER_DAY;
  const week = DAYS_PER_WEEK * SECONDS_PER_DAY;
  return [...new Set(weekdays ?? [0, 1, 2, 3, 4, 5, 6])].flatMap((weekday) => {
    const start = weekday * SECONDS_PER_DAY + fromSecond;
    const end = start + length;
    return end <= week
      ? [[start, end] as const]
      : [
          [start, week],
          [0, end - week],
        ];
  });
}

function isOn(weekdays: readonly number[] | undefined, dayNumber: number): boolean {
  if (weekdays === undefined) return true;
  const weekday = (((dayNumber + EPOCH_WEEKDAY) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
  return weekdays.includes(weekday);
}

function isAlways({ daily, weekdays }: Window): boolean {
  return daily === null && weekdays === undefined;
}
