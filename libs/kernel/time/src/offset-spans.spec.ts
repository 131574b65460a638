import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatInstant, offsetSpans } from './index.ts';

const at = (text: string): number => Date.parse(text);

test('a year of Berlin is three spans that meet where its clocks are moved', () => {
  const spans = offsetSpans('Europe/Berlin', at('2026-01-01T00:00:00Z'), at('2027-01-01T00:00:00Z'));
  expect(spans.map(({ from, to, offsetSeconds }) => [formatInstant(from), formatInstant(to), offsetSeconds])).toEqual([
    ['2026-01-01T00:00:00.000Z', '2026-03-29T01:00:00.000Z', 3_600],
    ['2026-03-29T01:00:00.000Z', '2026-10-25T01:00:00.000Z', 7_200],
    ['2026-10-25T01:00:00.000Z', '2027-01-01T00:00:00.000Z', 3_600],
  ]);
});

test.each([
  ['Asia/Shanghai', 28_800],
  ['Asia/Kathmandu', 20_700],
  ['UTC', 0],
])('%s keeps one offset', (zone, offsetSeconds) => {
  const [from, to] = [at('2020-01-01T00:00:00Z'), at('2040-01-01T00:00:00Z')];
  expect(offsetSpans(zone, from, to)).toEqual([{ from, to, offsetSeconds }]);
});

test('a change of half an hour, one that skips a day, and one on the first or last instant are all found', () => {
  const lordHowe = offsetSpans('Australia/Lord_Howe', at('2026-04-01T00:00:00Z'), at('2026-05-01T00:00:00Z'));
  expect(lordHowe.map(({ offsetSeconds }) => offsetSeconds)).toEqual([39_600, 37_800]);
  const apia = offsetSpans('Pacific/Apia', at('2011-12-01T00:00:00Z'), at('2012-01-15T00:00:00Z'));
  expect(apia.map(({ offsetSeconds }) => offsetSeconds)).toEqual([-36_000, 50_400]);
  const change = at('2026-03-29T01:00:00Z');
  expect(offsetSpans('Europe/Berlin', change, change + 1)).toHaveLength(1);
  expect(offsetSpans('Europe/Berlin', change - 1, change + 1)).toEqual([
    { from: change - 1, to: change, offsetSeconds: 3_600 },
    { from: change, to: change + 1, offsetSeconds: 7_200 },
  ]);
  expect(offsetSpans('Europe/Berlin', change - 1, change)).toHaveLength(1);
});

test('spans follow each other without gaps and their offset is what the clocks show, whatever the time', () => {
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Africa/Casablanca', 'Australia/Lord_Howe', 'UTC');
  const instant = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2030-01-01T00:00:00Z') });
  fc.assert(
    fc.property(
      zone,
      instant,
      fc.integer({ min: 1, max: 300 * 86_400_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (name, from, length, share) => {
        const spans = offsetSpans(name, from, from + length);
        expect([spans[0]?.from, spans.at(-1)?.to]).toEqual([from, from + length]);
        for (const [i, span] of spans.slice(1).entries()) expect(span.from).toBe(spans[i]?.to);
        const probe = from + Math.floor(length * share);
        const span = spans.find((each) => probe >= each.from && probe < each.to);
        const shown = new Intl.DateTimeFormat('sv', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' }).format(
          probe,
        );
        const wall = formatInstant(probe + (span?.offsetSeconds ?? Number.NaN) * 1000);
        expect(wall.slice(0, 19).replace('T', ' ')).toBe(shown);
      },
    ),
    { numRuns: 60 },
  );
});
