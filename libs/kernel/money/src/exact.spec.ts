import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compareExact,
  dividedBy,
  EXACT_ZERO,
  type Exact,
  exactOf,
  exactOfAtto,
  exactText,
  isWholeAtto,
  minus,
  plus,
  quantiseExact,
  rationalOf,
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

describe('a number with a divisor', () => {
  const ratio = (top: string, per: bigint) => dividedBy(exactOf(top) ?? EXACT_ZERO, per);
  const arbitrary = fc
    .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.integer({ min: 0, max: 18 }), fc.bigInt(1n, 10_000n))
    .map(([digits, scale, per]) => dividedBy({ digits, scale }, per));

  test('is written as it was quoted and read back', () => {
    expect(exactText(ratio('0.04', 3600n))).toBe('0.04/3600');
    expect(rationalOf('0.04/3600')).toEqual(ratio('0.04', 3600n));
    for (const text of ['1/0', '1/', '/2', '1/2/3', '1/-2', '1/x']) expect(rationalOf(text)).toBeUndefined();
    fc.assert(fc.property(arbitrary, (value) => compareExact(rationalOf(exactText(value)) as Exact, value) === 0));
  });

  test('obeys the laws of arithmetic, and a third taken three times is one', () => {
    const third = ratio('1', 3n);
    expect(exactText(plus(plus(third, third), third))).toBe('1');
    expect(exactText(times(third, { digits: 15n, scale: 1 }))).toBe('0.5');
    fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
        const left = times(a, plus(b, c));
        const right = plus(times(a, b), times(a, c));
        expect(compareExact(left, right)).toBe(0);
        expect(compareExact(minus(plus(a, b), b), a)).toBe(0);
      }),
    );
  });

  test('is quantised once, half-even, and says whether that lost anything', () => {
    expect(quantiseExact(ratio('1', 3n))).toBe(333_333_333_333_333_333n);
    expect(isWholeAtto(ratio('1', 3n))).toBe(false);
    expect(isWholeAtto(ratio('3.6', 3600n))).toBe(true);
  });
});
