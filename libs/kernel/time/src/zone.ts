import type { EpochMs } from './instant.ts';

const ZONE = /^[A-Z][A-Za-z0-9_+-]*(\/[A-Z][A-Za-z0-9_+-]*)*$/;

/**
 * Tells whether a time zone is one of the IANA database, in its own spelling: Intl forgives `asia/shanghai`, but
 * ClickHouse does not. An offset such as `+08:00` is no zone.
 */
export function isTimeZone(zone: unknown): zone is string {
  if (typeof zone !== 'string' || !ZONE.test(zone)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
    return known.toLowerCase() !== zone.toLowerCase() || known === zone;
  } catch {
    // Intl has no question to ask; its error is the answer.
    return false;
  }
}

/** No zone is further from UTC: Manila and Alaska were, by up to 15 h 14 min, before they crossed the date line. */
const OFFSET_MAX_MS = 16 * 3_600_000;

/**
 * The first instant of a local day: the earliest at which the clocks of the zone show that day. Where midnight does not
 * exist because clocks go forward over it, the day begins with the jump; where midnight comes twice, with the first. The
 * month counts from 1. The zone must be a known one ({@link isTimeZone}).
 */
export function startOfLocalDay(zone: string, year: number, month: number, day: number): EpochMs {
  const midnight = Date.UTC(year, month - 1, day);
  const [before, after] = [midnight - OFFSET_MAX_MS, midnight + OFFSET_MAX_MS];
  const [oldOffset, newOffset] = [offsetMs(zone, before), offsetMs(zone, after)];
  const early = midnight - oldOffset;
  if (oldOffset === newOffset) return early;
  const change = firstOffsetChange(zone, before, after);
  if (early < change) return early;
  return Math.max(midnight - newOffset, change);
}

/** The starts of local months in order: of the first one (`2025-01`) and of as many after it. */
export function localMonthStarts(zone: string, first: string, count: number): EpochMs[] {
  const [year = 0, month = 1] = first.split('-').map(Number);
  return Array.from({ length: count }, (_, i) => {
    const number = year * 12 + month - 1 + i;
    return startOfLocalDay(zone, Math.floor(number / 12), (number % 12) + 1, 1);
  });
}

/** When, to the millisecond, the zone first has another offset than at `from`. It has another one at `to`. */
export function firstOffsetChange(zone: string, from: EpochMs, to: EpochMs): EpochMs {
  const offset = offsetMs(zone, from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(zone, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/** What the zone's clocks are ahead of UTC at an instant, in milliseconds; whole seconds. */
export function offsetMs(zone: string, instant: EpochMs): number {
  const fields: Record<string, number> = {};
  for (const { type, value } of clockOf(zone).formatToParts(instant)) fields[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(instant / 1000) * 1000;
}

// Making a formatter costs a hundred times its use, and a tenant's zone is asked for hundreds of months.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
      ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
    });
    clocks.set(zone, clock);
  }
  return clock;
}
