/** Milliseconds since 1970-01-01T00:00:00Z, an integer. */
export type EpochMs = number;

export const MS_PER_DAY = 86_400_000;

// RFC 3339 date-time: the offset is required, the fraction is optional and of any length.
const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:[0-5]\d\.\d{3}Z$/;

/**
 * Reads an RFC 3339 date-time. Digits beyond the millisecond are cut, never rounded up into the next second.
 * A leap second, which RFC 3339 allows at the end of a month in UTC, is the last millisecond before it, in the month it belongs to.
 * Answers `undefined` for an impossible date (February 30) or a missing offset.
 */
export function parseInstant(text: string): EpochMs | undefined {
  return parseCanonical(text) ?? parseAny(text);
}

/** The one form facts use, read by position: millions of lines a minute are in it. */
function parseCanonical(text: string): EpochMs | undefined {
  if (text.length !== 24 || text.charCodeAt(23) !== 90 || !isInstantText(text)) return undefined;
  const day = text.slice(0, 10);
  if (day !== lastDay.text) {
    const startsAt = parseAny(`${day}T00:00:00Z`);
    if (startsAt === undefined) return undefined;
    lastDay = { text: day, startsAt };
  }
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return lastDay.startsAt + hour * 3_600_000 + minute * 60_000 + second * 1000 + digits(text, 20, 3);
}

// Most instants fall on the day of the one before; remembering that day changes cost, never meaning.
let lastDay: { readonly text: string; readonly startsAt: EpochMs } = { text: '1970-01-01', startsAt: 0 };

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i += 1) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}

function parseAny(text: string): EpochMs | undefined {
  const parts = RFC3339.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHour = '0', offsetMinute = '0'] = parts;
  if (Number(second) === 60) return leapSecond(text);
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  if (Number(offsetHour) > 23 || Number(offsetMinute) > 59) return undefined;
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const utc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second), ms);
  const date = new Date(utc);
  // Date.UTC reads years 0 to 99 as 1900 to 1999; no usage is that old.
  if (Number(year) < 1000 || date.getUTCDate() !== Number(day) || date.getUTCMonth() !== Number(month) - 1)
    return undefined;
  const offsetMs = (Number(offsetHour) * 60 + Number(offsetMinute)) * 60_000;
  return sign === '-' ? utc + offsetMs : utc - offsetMs;
}

/** The millisecond before the leap second a text names, if a month ends there. */
function leapSecond(text: string): EpochMs | undefined {
  const before = parseAny(text.replace(/:60(?:\.\d+)?/, ':59.999'));
  const isLast = before !== undefined && (before + 1) % MS_PER_DAY === 0 && new Date(before + 1).getUTCDate() === 1;
  return isLast ? before : undefined;
}

/** Writes an instant in the one form facts use: `2026-11-24T01:02:03.004Z`. */
export function formatInstant(instant: EpochMs): string {
  return new Date(instant).toISOString();
}

/** The instant as the language's own object, for libraries that take nothing else. */
export function dateOf(instant: EpochMs): Date {
  return new Date(instant);
}

/** Tells whether a text has the one form facts use, without checking the calendar. */
export function isInstantText(text: string): boolean {
  return CANONICAL.test(text);
}

/** The number of the UTC day an instant falls in, counted from 1970-01-01. */
export function utcDayNumber(instant: EpochMs): number {
  return Math.floor(instant / MS_PER_DAY);
}
