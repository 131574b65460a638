import { expect, test } from '@jest/globals';
import { jsonFigures, printFigures } from './report.ts';

const figures = [
  { key: 'a', text: 'fast enough', value: 120_000.4, unit: 'ev/s', target: { least: 100_000 } },
  { key: 'b', text: 'too slow', value: 312.04, unit: 'ms', target: { most: 300 } },
  { key: 'c', text: 'informs', value: 0.61234, unit: '' },
];

test('a missed target is marked in the table', () => {
  const lines = printFigures(figures).split('\n');
  expect(lines[0]).toContain('reached');
  expect(lines[1]).toContain('missed, at most 300');
  expect(lines[2]?.trimEnd()).toMatch(/0\.612$/);
});

test('the JSON report holds every figure under its key', () => {
  expect(JSON.parse(jsonFigures(figures))).toEqual({ a: 120000, b: 312, c: 0.612 });
});
