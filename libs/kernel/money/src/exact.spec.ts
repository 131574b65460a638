import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareExact,
  type Exact,
  exactOf,
  exactOfAtto,
  exactText,
  isWholeAtto,
  minus,
  plus,
  quantiseExact,
  times,
} from './index.ts';

const exact: fc.Arbitrary<Exact> = fc.record({
  digits: fc.bigInt(-(10n ** 40n), 10n ** 40n),
  scale: fc.integer({ min: 0, max: 150 }),
});

test.each([
  ['0', '0'],
  ['-0.50', '-0.5'],
  ['12.000', '12'],
  ['0.0000000000000000000000001', '0.0000000000000000000000001'],
  ['-0', '0'],
])('%s is read exactly and written as %s', (text, shortest) => {
  expect(exactText(exactOf(text) as Exact)).toBe(shortest);
});

test.each(['', '.5', '1e3', '+1', '1.', ' 1', 'NaN', '1,5', '--1'])('%p is no decimal', (text) => {
  expect(exactOf(text)).toBeUndefined();
});

test('sums, differences and products agree with those of whole numbers at one scale', () => {
  const at300 = ({ digits, scale }: Exact): bigint => digits * 10n ** BigInt(300 - scale);
  fc.assert(
    fc.property(exact, exact, (a, b) => {
      expect(at300(plus(a, b))).toBe(at300(a) + at300(b));
      expect(at300(minus(a, b))).toBe(at300(a) - at300(b));
      expect(at300(times(a, b))).toBe((at300(a) * at300(b)) / 10n ** 300n);
      expect(Math.sign(compareExact(a, b))).toBe(at300(a) < at300(b) ? -1 : at300(a) > at300(b) ? 1 : 0);
      expect(compareExact(exactOf(exactText(a)) as Exact, a)).toBe(0);
    }),
  );
});

test('quantising is half-even at eighteen digits, and says when it loses nothing', () => {
  const half = '0.0000000000000000005';
  const atto = (text: string): bigint => quantiseExact(exactOf(text) as Exact);
  expect([atto(half), atto(`-${half}`), atto('0.0000000000000000015'), atto('1.5')]).toEqual([
    0n,
    0n,
    2n,
    15n * 10n ** 17n,
  ]);
  fc.assert(
    fc.property(exact, (value) => {
      const quantised = exactOfAtto(quantiseExact(value));
      expect(compareExact(quantised, value) === 0).toBe(isWholeAtto(value));
    }),
  );
});
