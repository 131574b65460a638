import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Calendar, monthAfter, periodAt, periodById } from './calendar.ts';

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
