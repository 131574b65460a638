import { expect, test } from '@jest/globals';
import { prefixedLine, readableLine } from './log-line.ts';
import { restartDelayMs } from './unit.ts';

test("a service's JSON line becomes words, and any other line stays as it is", () => {
  expect(readableLine('{"level":30,"time":1,"msg":"listening","port":8080}')).toBe('listening port=8080');
  expect(readableLine('{"level":50,"time":1,"msg":"halted","fault":{"code":"log_gap"}}')).toBe(
    'error halted fault={"code":"log_gap"}',
  );
  expect(readableLine('{"level":"warn","time":"2026","name":"rating","msg":"slow"}')).toBe('warn slow');
  for (const line of ['plain', '{"not":"a log line"}', '{torn']) expect(readableLine(line)).toBe(line);
});

test('without a terminal a prefixed line has no colour', () => {
  expect(prefixedLine('ingest', 'x', false)).toBe('ingest    | x');
  expect(prefixedLine('ingest', 'x', true)).toContain('\u001b[');
});

test('the wait before another start doubles and is bounded', () => {
  expect([1, 2, 3, 4, 5, 6, 60].map(restartDelayMs)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});
