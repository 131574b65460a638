import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { MS_PER_DAY } from '@suanpan/time';
import fc from 'fast-check';
import { readTrace } from './read-trace.ts';
import { daysToYesterday, shiftDays } from './shift-days.ts';
import { batchesOf, traceEvent, traceSource } from './trace-events.ts';

const TITLE = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const SAMPLE = readFileSync(join(import.meta.dirname, '../../sample/azure-llm-inference-2023-conv.csv'), 'utf8');

test('the sample holds 19,366 calls with the tokens its bill is made of, the last line included', () => {
  const rows = readTrace(SAMPLE, 'sample.csv');
  expect(rows).toHaveLength(19_366);
  const input = rows.reduce((sum, row) => sum + row.inputTokens, 0);
  const output = rows.reduce((sum, row) => sum + row.outputTokens, 0);
  expect([input, output]).toEqual([22_361_870, 4_088_665]);
  const unitPrice = storedAtto('0.000002');
  expect(decimalFromAtto(unitPrice * BigInt(input + output))).toBe('52.90107');
  expect(rows.at(-1)).toMatchObject({ line: 19_367 });
});

test('line ends, a byte order mark, missing fractions and zones are all read', () => {
  const text = `\uFEFF${TITLE}\r\n2023-11-16 18:15:46.6805900,374,44\n2023-11-16 18:15:47,1,2\r\n2023-11-16T18:15:48Z,0,0`;
  expect(readTrace(text, 'f')).toEqual([
    { line: 2, time: Date.UTC(2023, 10, 16, 18, 15, 46, 680), inputTokens: 374, outputTokens: 44 },
    { line: 3, time: Date.UTC(2023, 10, 16, 18, 15, 47), inputTokens: 1, outputTokens: 2 },
    { line: 4, time: Date.UTC(2023, 10, 16, 18, 15, 48), inputTokens: 0, outputTokens: 0 },
  ]);
});

const GOOD = '2023-11-16 18:15:46.6805900,374,44';
test.each([
  ['another title', 'time,in,out\n', /^f line 1: the title must be/],
  ['an empty file', '', /^f line 1: the title must be/],
  ['a title alone', `${TITLE}\n`, /^f line 1: there is no call/],
  ['a column too few', `${TITLE}\n${GOOD}\n2023-11-16 18:15:46,374`, /^f line 3: 3 columns are needed, not 2/],
  ['a column too many', `${TITLE}\n${GOOD},1`, /^f line 2: 3 columns are needed, not 4/],
  ['an empty line in the middle', `${TITLE}\n\n${GOOD}`, /^f line 2: 3 columns are needed, not 1/],
  ['a day that does not exist', `${TITLE}\n2023-02-30 00:00:00,1,1`, /^f line 2: '2023-02-30 00:00:00' is not a time/],
  ['a negative count', `${TITLE}\n2023-11-16 18:15:46,-1,1`, /^f line 2: ContextTokens '-1' is not a whole number/],
  ['a count with a fraction', `${TITLE}\n2023-11-16 18:15:46,1,1.5`, /^f line 2: GeneratedTokens '1.5' is not/],
  ['a missing count', `${TITLE}\n2023-11-16 18:15:46,1,`, /^f line 2: GeneratedTokens '' is not/],
])('%s is refused, naming file and line', (_name, text, detail) => {
  expect(() => readTrace(text, 'f')).toThrow(
    expect.objectContaining({ code: 'config_invalid', detail: expect.stringMatching(detail) }),
  );
});

test('a trace is moved by whole days so that its last call falls on yesterday, whatever the hour', () => {
  const day = fc.integer({ min: 15_000, max: 25_000 });
  const inDay = fc.integer({ min: 0, max: MS_PER_DAY - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(day, inDay), { minLength: 1 }), day, inDay, (calls, nowDay, nowMs) => {
      const times = calls.map(([d, ms]) => d * MS_PER_DAY + ms);
      const days = daysToYesterday(times, nowDay * MS_PER_DAY + nowMs);
      expect(Number.isSafeInteger(days)).toBe(true);
      const moved = times.map((time) => shiftDays(time, days));
      expect(Math.floor(Math.max(...moved) / MS_PER_DAY)).toBe(nowDay - 1);
      expect(moved.map((time) => time % MS_PER_DAY)).toEqual(calls.map(([, ms]) => ms));
    }),
  );
});

test('the sample of November 2023 moves onto the day before', () => {
  const times = readTrace(SAMPLE, 'sample.csv').map((row) => row.time);
  const days = daysToYesterday(times, Date.UTC(2026, 10, 24, 3));
  expect(new Date(shiftDays(times[0] ?? 0, days)).toISOString()).toBe('2026-11-23T18:15:46.680Z');
});

test('the identity of an event follows from file and line alone, not from the day it is sent on', () => {
  const [row] = readTrace(`${TITLE}\n${GOOD}`, 'f');
  if (row === undefined) throw new Error('One line is one row.');
  const source = traceSource(SAMPLE);
  const [today, tomorrow] = [traceEvent(row, source, 5), traceEvent(row, source, 6)];
  expect([today.id, today.source]).toEqual([tomorrow.id, tomorrow.source]);
  expect({ ...today, time: '' }).toEqual({ ...tomorrow, time: '' });
  expect(traceSource(`${SAMPLE} `)).not.toBe(source);
});

test('batches hold every element once, in order, and none is too large', () => {
  fc.assert(
    fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 7 }), (list, size) => {
      const batches = batchesOf(list, size);
      expect(batches.flat()).toEqual(list);
      for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(size);
      expect(batches.length).toBe(Math.ceil(list.length / size));
    }),
  );
});
