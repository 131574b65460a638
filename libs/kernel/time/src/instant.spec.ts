import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dateOf, formatInstant, isInstantText, parseInstant, utcDayNumber } from './index.ts';

describe('reading an RFC 3339 instant', () => {
  test.each([
    ['2026-11-24T01:02:03Z', Date.UTC(2026, 10, 24, 1, 2, 3)],
    ['2026-11-24t01:02:03.999999z', Date.UTC(2026, 10, 24, 1, 2, 3, 999)],
    ['2026-11-24T09:02:03+08:00', Date.UTC(2026, 10, 24, 1, 2, 3)],
    ['2024-02-29T23:30:00-00:30', Date.UTC(2024, 2, 1)],
  ])('%s', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  test.each([
    '2026-11-24',
    '2026-11-24T01:02:03',
    '2026-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-06-30T22:59:60Z',
    '2026-06-29T23:59:60Z',
    '2026-06-30T23:59:61Z',
    '0099-01-01T00:00:00Z',
    '2026-01-01T00:00:00+24:00',
    '2026-01-01 00:00:00Z',
    '2026-01-01T24:00:00.000Z',
    '2026-02-30T00:00:00.000Z',
    '2026-01-01T00:60:00.000Z',
  ])('refuses %s', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  test('every written instant is read back as itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) }), (instant) => {
        const text = formatInstant(instant);
        expect(isInstantText(text)).toBe(true);
        expect(parseInstant(text)).toBe(instant);
        expect(dateOf(instant).getTime()).toBe(instant);
      }),
    );
  });
});

test('a UTC day starts at midnight', () => {
  const midnight = Date.UTC(2026, 10, 24);
  expect(utcDayNumber(midnight)).toBe(utcDayNumber(midnight + 86_399_999));
  expect(utcDayNumber(midnight - 1)).toBe(utcDayNumber(midnight) - 1);
});

test('a leap second is the last millisecond before it, in the month it belongs to', () => {
  const last = Date.parse('2026-06-30T23:59:59.999Z');
  for (const text of ['2026-06-30T23:59:60Z', '2026-06-30T23:59:60.5Z', '2026-07-01T07:59:60+08:00'])
    expect(parseInstant(text)).toBe(last);
  expect(parseInstant('2026-06-30T23:59:60.000Z')).toBe(last);
  expect(isInstantText('2026-06-30T23:59:60.000Z')).toBe(false);
});

test('a fraction may have any number of digits', () => {
  expect(parseInstant('2026-12-01T02:00:00.1234567891Z')).toBe(Date.parse('2026-12-01T02:00:00.123Z'));
  expect(parseInstant(`2026-12-01T02:00:00.${'9'.repeat(40)}Z`)).toBe(Date.parse('2026-12-01T02:00:00.999Z'));
});
