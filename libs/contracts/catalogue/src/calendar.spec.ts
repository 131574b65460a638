import { expect, test } from '@jest/globals';
import { parseInstant } from '@suanpan/time';
import fc from 'fast-check';
import { newCalendar, rebuiltCalendar } from './build-calendar.ts';
import { type Calendar, monthAfter, periodAt, periodById } from './calendar.ts';
import { entityFlaw } from './entity-flaw.ts';

const CALENDAR: Calendar = { id: 'r', root: 'r', first: '2026-11', bounds: [1_000, 2_000, 3_500, 3_600] };

test('a month holds its first instant and not its last, and nothing lies outside the calendar', () => {
  expect(periodAt(CALENDAR, 999)).toBeUndefined();
  expect(periodAt(CALENDAR, 1_000)).toEqual({ id: '2026-11', from: 1_000, to: 2_000 });
  expect(periodAt(CALENDAR, 3_499)?.id).toBe('2026-12');
  expect(periodAt(CALENDAR, 3_500)?.id).toBe('2027-01');
  expect(periodAt(CALENDAR, 3_600)).toBeUndefined();
  expect(periodAt({ ...CALENDAR, bounds: [1_000] }, 1_000)).toBeUndefined();
});

test('a month is found by its name as by any instant of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 900, max: 3_700 }), (instant) => {
      const period = periodAt(CALENDAR, instant);
      if (period !== undefined) expect(periodById(CALENDAR, period.id)).toEqual(period);
    }),
  );
  for (const id of ['2026-10', '2027-02', '2026-13', '2026-1', 'x']) expect(periodById(CALENDAR, id)).toBeUndefined();
});

test('months are counted across years in both directions', () => {
  expect([monthAfter('2026-11', 2), monthAfter('2027-01', -1), monthAfter('0999-12', 1)]).toEqual([
    '2027-01',
    '2026-12',
    '1000-01',
  ]);
});

const SHANGHAI = newCalendar('r', 'Asia/Shanghai');
const UTC = newCalendar('r', 'UTC');
const at = (text: string) => parseInstant(text) ?? Number.NaN;

test('a new calendar has the months of 2024 to 2045 as the zone sees them', () => {
  expect(SHANGHAI.bounds).toHaveLength(22 * 12 + 1);
  expect(periodAt(SHANGHAI, at('2026-11-30T15:59:59.999Z'))?.id).toBe('2026-11');
  expect(periodAt(SHANGHAI, at('2026-11-30T16:00:00Z'))?.id).toBe('2026-12');
  expect(periodById(UTC, '2024-01')?.from).toBe(at('2024-01-01T00:00:00Z'));
  expect(periodById(UTC, '2045-12')?.to).toBe(at('2046-01-01T00:00:00Z'));
  expect(periodById(newCalendar('r', 'Europe/Berlin'), '2026-07')).toEqual({
    id: '2026-07',
    from: at('2026-06-30T22:00:00Z'),
    to: at('2026-07-31T22:00:00Z'),
  });
  expect(entityFlaw('calendar', SHANGHAI)).toBeUndefined();
});

test('a new zone leaves the starts of months that have begun, and the month between is longer or shorter', () => {
  const now = at('2026-11-10T00:00:00Z');
  const moved = rebuiltCalendar(UTC, 'Asia/Shanghai', now);
  expect(periodById(moved, '2026-10')).toEqual(periodById(UTC, '2026-10'));
  expect(periodById(moved, '2026-11')).toEqual({
    id: '2026-11',
    from: at('2026-11-01T00:00:00Z'),
    to: at('2026-11-30T16:00:00Z'),
  });
  expect(periodById(moved, '2026-12')).toEqual(periodById(SHANGHAI, '2026-12'));
  expect(rebuiltCalendar(moved, 'Asia/Shanghai', now)).toEqual(moved);
});

test('a month that the new zone has begun already begins at once, never in the past', () => {
  const now = at('2026-11-30T20:00:00Z');
  const moved = rebuiltCalendar(UTC, 'Asia/Shanghai', now);
  expect(periodAt(moved, now)?.id).toBe('2026-11');
  expect(periodById(moved, '2026-12')).toEqual({ id: '2026-12', from: now + 1, to: at('2026-12-31T16:00:00Z') });
});

test('whatever zones a root moves through, what had begun never moves and the starts stay in order', () => {
  const zone = fc.constantFrom('UTC', 'Asia/Shanghai', 'America/New_York', 'Europe/Berlin', 'Pacific/Kiritimati');
  const step = fc.record({ zone, hours: fc.integer({ min: 0, max: 60 * 24 }) });
  fc.assert(
    fc.property(zone, fc.array(step, { minLength: 1, maxLength: 6 }), (first, steps) => {
      let calendar = newCalendar('r', first);
      let now = at('2026-01-15T00:00:00Z');
      for (const { zone: next, hours } of steps) {
        now += hours * 3_600_000;
        const moved = rebuiltCalendar(calendar, next, now);
        expect(moved.bounds.filter((bound) => bound <= now)).toEqual(calendar.bounds.filter((bound) => bound <= now));
        expect(entityFlaw('calendar', moved)).toBeUndefined();
        calendar = moved;
      }
    }),
    { numRuns: 50 },
  );
});
