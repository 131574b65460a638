import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatInstant, isTimeZone, localMonthStarts, startOfLocalDay } from './index.ts';

const shownBy = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show, `2026-11-24 01:02`; a way of asking that the code under test does not go. */
function shown(zone: string, instant: number): string {
  const clock =
    shownBy.get(zone) ?? new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  shownBy.set(zone, clock);
  return clock.format(instant);
}

const HOUR = 3_600_000;
const MINUTE = 60_000;

test.each([
  ['a zone ahead of UTC', 'Asia/Shanghai', [2026, 12, 1], '2026-11-30T16:00:00.000Z'],
  ['UTC itself', 'UTC', [2026, 12, 1], '2026-12-01T00:00:00.000Z'],
  ['winter in New York', 'America/New_York', [2026, 12, 1], '2026-12-01T05:00:00.000Z'],
  ['summer in New York', 'America/New_York', [2026, 7, 1], '2026-07-01T04:00:00.000Z'],
  ['the day the clocks of New York go back', 'America/New_York', [2026, 11, 1], '2026-11-01T04:00:00.000Z'],
  ['the day after it', 'America/New_York', [2026, 11, 2], '2026-11-02T05:00:00.000Z'],
  ['winter in Berlin', 'Europe/Berlin', [2026, 2, 1], '2026-01-31T23:00:00.000Z'],
  ['summer in Berlin', 'Europe/Berlin', [2026, 8, 1], '2026-07-31T22:00:00.000Z'],
  ['the day the clocks of Berlin go forward', 'Europe/Berlin', [2026, 3, 29], '2026-03-28T23:00:00.000Z'],
  ['the day after that', 'Europe/Berlin', [2026, 3, 30], '2026-03-29T22:00:00.000Z'],
  ['a midnight that does not exist: Asuncion', 'America/Asuncion', [2023, 10, 1], '2023-10-01T04:00:00.000Z'],
  ['a midnight that does not exist: Sao Paulo', 'America/Sao_Paulo', [2018, 11, 4], '2018-11-04T03:00:00.000Z'],
  ['a midnight that comes twice: Havana', 'America/Havana', [2026, 11, 1], '2026-11-01T04:00:00.000Z'],
  ['a midnight the clocks went back from: Sao Paulo', 'America/Sao_Paulo', [2018, 2, 18], '2018-02-18T03:00:00.000Z'],
  ['the day after one that was left out: Apia', 'Pacific/Apia', [2011, 12, 31], '2011-12-30T10:00:00.000Z'],
  ['half an hour of summer time: Lord Howe', 'Australia/Lord_Howe', [2026, 4, 6], '2026-04-05T13:30:00.000Z'],
])('the first instant of a local day: %s', (_name, zone, [year = 0, month = 0, day = 0], instant) => {
  expect(formatInstant(startOfLocalDay(zone, year, month, day))).toBe(instant);
});

test('before the first instant of a day the clocks show an earlier day, and from it on the day itself', () => {
  const zones = Intl.supportedValuesOf('timeZone');
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 2024, max: 2045 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
      (zone, year, month, day) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const start = startOfLocalDay(zone, year, month, day);
        expect(shown(zone, start).slice(0, 10)).toBe(text);
        for (let ms = MINUTE; ms <= 30 * HOUR; ms += 10 * MINUTE) {
          expect(shown(zone, start - ms) < text).toBe(true);
        }
        expect(shown(zone, start - 1) < text).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

test('the starts of months follow one another, across years', () => {
  expect(localMonthStarts('Asia/Shanghai', '2025-11', 4).map(formatInstant)).toEqual([
    '2025-10-31T16:00:00.000Z',
    '2025-11-30T16:00:00.000Z',
    '2025-12-31T16:00:00.000Z',
    '2026-01-31T16:00:00.000Z',
  ]);
  expect(localMonthStarts('Europe/Berlin', '2026-03', 2).map(formatInstant)).toEqual([
    '2026-02-28T23:00:00.000Z',
    '2026-03-31T22:00:00.000Z',
  ]);
});

test('a time zone is known in its own spelling alone', () => {
  for (const zone of ['UTC', 'Asia/Shanghai', 'America/Argentina/Buenos_Aires', 'Etc/GMT+8'])
    expect([zone, isTimeZone(zone)]).toEqual([zone, true]);
  for (const zone of ['asia/shanghai', '+08:00', 'Mars/Base', '', 'UTC ', 8, null])
    expect(isTimeZone(zone)).toBe(false);
});
