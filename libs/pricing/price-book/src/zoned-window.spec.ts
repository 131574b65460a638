import { describe, expect, test } from '@jest/globals';
import { formatInstant, startOfLocalDay } from '@suanpan/time';
import fc from 'fast-check';
import { findAmbiguities, isInForce, utcWindows, windowHolds, type ZonedWindow, zonedWindowRows } from './index.ts';

const at = (text: string): number => Date.parse(text);
const HORIZON = at('2036-01-01T00:00:00Z');
const ALWAYS = { effectiveFrom: null, effectiveTo: null, horizon: HORIZON };

function holdsAt(window: ZonedWindow, validity: Parameters<typeof utcWindows>[1], instant: number): boolean {
  return utcWindows(window, validity).some((utc) => isInForce(utc, instant) && windowHolds(utc, instant));
}

describe('a zone that keeps its offset', () => {
  test('Monday 00:30 to 08:30 in Shanghai begins on Sunday in UTC', () => {
    const window = { zone: 'Asia/Shanghai', fromTime: '00:30', toTime: '08:30', weekdays: [1] };
    expect(utcWindows(window, ALWAYS)).toEqual([
      { daily: { fromSecond: 59_400, toSecond: 1_800 }, weekdays: [0], effectiveFrom: null, effectiveTo: null },
    ]);
    // 2026-10-05 is a Monday in Shanghai.
    const holds = (text: string) => holdsAt(window, ALWAYS, at(text));
    expect(holds('2026-10-05T00:29:59+08:00')).toBe(false);
    expect(holds('2026-10-05T00:30:00+08:00')).toBe(true);
    expect(holds('2026-10-05T08:29:59+08:00')).toBe(true);
    expect(holds('2026-10-05T08:30:00+08:00')).toBe(false);
    expect(holds('2026-10-06T00:30:00+08:00')).toBe(false);
  });

  test('a window over its midnight belongs to the day on which it begins there', () => {
    const window = { zone: 'Asia/Shanghai', fromTime: '22:00', toTime: '06:00', weekdays: [5] };
    // 2026-10-02 is a Friday.
    const holds = (text: string) => holdsAt(window, ALWAYS, at(text));
    expect(holds('2026-10-02T22:00:00+08:00')).toBe(true);
    expect(holds('2026-10-03T05:59:59+08:00')).toBe(true);
    expect(holds('2026-10-02T05:59:59+08:00')).toBe(false);
    expect(holds('2026-10-03T22:00:00+08:00')).toBe(false);
  });

  test('whole local days are cut at UTC midnight, and of every day nothing needs to be cut', () => {
    const weekend = { zone: 'Asia/Shanghai', fromTime: '00:00', toTime: '24:00', weekdays: [0, 6] };
    expect(utcWindows(weekend, ALWAYS).map(({ daily, weekdays }) => [daily, weekdays])).toEqual([
      [{ fromSecond: 57_600, toSecond: 86_400 }, [5, 6]],
      [{ fromSecond: 0, toSecond: 57_600 }, [0, 6]],
    ]);
    expect(utcWindows({ ...weekend, zone: 'UTC' }, ALWAYS).map(({ daily }) => daily)).toEqual([
      { fromSecond: 0, toSecond: 86_400 },
    ]);
    const { weekdays: _, ...everyDay } = weekend;
    expect(utcWindows({ ...everyDay, zone: 'Europe/Berlin' }, ALWAYS)).toEqual([
      { daily: { fromSecond: 0, toSecond: 86_400 }, effectiveFrom: null, effectiveTo: null },
    ]);
  });

  test('no end is put where the horizon lies', () => {
    const window = { zone: 'America/Phoenix', fromTime: '20:00', toTime: '21:00' };
    const validity = { effectiveFrom: at('2026-01-01T00:00:00Z'), effectiveTo: null, horizon: HORIZON };
    expect(utcWindows(window, validity)).toEqual([
      { daily: { fromSecond: 10_800, toSecond: 14_400 }, effectiveFrom: validity.effectiveFrom, effectiveTo: null },
    ]);
  });
});

describe('a zone whose clocks change', () => {
  const year = { effectiveFrom: at('2026-01-01T00:00:00Z'), effectiveTo: null, horizon: at('2027-01-01T00:00:00Z') };
  const berlin = (fromTime: string, toTime: string) => ({ zone: 'Europe/Berlin', fromTime, toTime });

  test('has a window for each span between changes, and none beyond the horizon', () => {
    const windows = utcWindows(berlin('01:00', '04:00'), year);
    expect(
      windows.map(({ daily, effectiveFrom, effectiveTo }) => [
        daily.fromSecond / 3_600,
        daily.toSecond / 3_600,
        formatInstant(effectiveFrom ?? 0),
        formatInstant(effectiveTo ?? 0),
      ]),
    ).toEqual([
      [0, 3, '2026-01-01T00:00:00.000Z', '2026-03-29T01:00:00.000Z'],
      [23, 2, '2026-03-29T01:00:00.000Z', '2026-10-25T01:00:00.000Z'],
      [0, 3, '2026-10-25T01:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ]);
    expect(holdsAt(berlin('01:00', '04:00'), year, year.horizon + 3_600_000)).toBe(false);
  });

  test('an hour that does not exist is in no window', () => {
    const skipped = berlin('02:00', '03:00');
    for (let minute = -180; minute < 180; minute += 1) {
      expect(holdsAt(skipped, year, at('2026-03-29T01:00:00Z') + minute * 60_000)).toBe(false);
    }
    expect(holdsAt(skipped, year, at('2026-03-28T01:30:00Z'))).toBe(true);
    expect(holdsAt(skipped, year, at('2026-03-30T00:30:00Z'))).toBe(true);
  });

  test('an hour that comes twice is in its window twice, and the window before it does not grow', () => {
    const holding = (window: ZonedWindow) =>
      Array.from({ length: 6 }, (_, i) => at('2026-10-24T22:30:00Z') + i * 3_600_000)
        .filter((instant) => holdsAt(window, year, instant))
        .map((instant) => formatInstant(instant).slice(11, 16));
    expect(holding(berlin('02:00', '03:00'))).toEqual(['00:30', '01:30']);
    expect(holding(berlin('01:00', '02:00'))).toEqual(['23:30']);
    expect(holding(berlin('03:00', '04:00'))).toEqual(['02:30']);
  });

  test('holds exactly when the clocks of the zone show a time of the window on its weekday', () => {
    const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
    const half = fc.integer({ min: 0, max: 47 });
    const text = (n: number) => `${String(n >> 1).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`;
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe', 'Pacific/Chatham'),
        fc.tuple(half, half).filter(([from, to]) => from !== to),
        fc.option(fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }), { nil: undefined }),
        fc.integer({ min: 0, max: 365 * 48 - 1 }),
        (zone, [from, to], weekdays, slot) => {
          const window = {
            zone,
            fromTime: text(from),
            toTime: text(to),
            ...(weekdays === undefined ? {} : { weekdays }),
          };
          for (const instant of [year.effectiveFrom + slot * 1_800_000, at('2026-03-29T00:30:00Z') + slot * 450_000]) {
            const parts = new Intl.DateTimeFormat('en', {
              timeZone: zone,
              hourCycle: 'h23',
              ...{ weekday: 'short', hour: 'numeric', minute: 'numeric' },
            }).formatToParts(instant);
            const field = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
            const shown = Number(field('hour')) * 2 + Number(field('minute')) / 30;
            const today = days.indexOf(field('weekday'));
            const inside = from < to ? shown >= from && shown < to : shown >= from || shown < to;
            const began = from < to || shown >= from ? today : (today + 6) % 7;
            expect(holdsAt(window, year, instant)).toBe(inside && (weekdays?.includes(began) ?? true));
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('needs a start, and one that lies before the end and the horizon', () => {
    const refused = (change: object) => {
      expect(() => utcWindows(berlin('01:00', '02:00'), { ...year, ...change })).toThrow(
        expect.objectContaining({ code: 'price_invalid' }),
      );
    };
    refused({ effectiveFrom: null });
    refused({ effectiveFrom: year.horizon });
    refused({ effectiveTo: year.effectiveFrom });
    refused({ horizon: at('2080-01-01T00:00:00Z') });
  });
});

test.each([
  ['Mars/Olympus', '00:00', '01:00'],
  ['+08:00', '00:00', '01:00'],
  ['UTC', '24:30', '01:00'],
  ['UTC', '1:00', '02:00'],
  ['UTC', '01:60', '02:00'],
  ['UTC', '05:00', '05:00'],
  ['UTC', '24:00', '00:00'],
])('%s from %s to %s is refused as price_invalid', (zone, fromTime, toTime) => {
  expect(() => utcWindows({ zone, fromTime, toTime }, ALWAYS)).toThrow(
    expect.objectContaining({ code: 'price_invalid' }),
  );
});

test('rows of a zoned window beside those of the whole day do not contend, and each leaf has its own', () => {
  const effectiveFrom = startOfLocalDay('Europe/Berlin', 2026, 1, 1);
  const rows = zonedWindowRows({
    provider: 'mistral',
    model: 'm',
    currency: 'EUR',
    effectiveFrom,
    window: { zone: 'Europe/Berlin', fromTime: '00:00', toTime: '24:00', weekdays: [0, 6] },
    horizon: at('2028-01-01T00:00:00Z'),
    prices: { uncached_input: { amount: '1', per: 1_000_000 }, output_text: { amount: '2', per: 1_000_000 } },
  });
  expect(rows).toHaveLength(5 * 2 * 2);
  expect(rows[0]).toMatchObject({ effectiveFrom, unitPrice: '0.000001', leaf: 'uncached_input', weekdays: [5, 6] });
  expect(findAmbiguities(rows)).toEqual([]);
});
