import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ATTO_MAX, attoFromDecimal, decimalFromAtto, quantiseHalfEven, sumByCurrency } from './index.ts';

describe('decimal text and atto units', () => {
  test.each([
    ['0', 0n],
    ['0.002', 2_000_000_000_000_000n],
    ['-12.5', -12_500_000_000_000_000_000n],
    ['0.000000000000000001', 1n],
    ['0.1000000000000000000000', 100_000_000_000_000_000n],
  ])('reads %s exactly', (text, atto) => {
    expect(attoFromDecimal(text)).toBe(atto);
  });

  test.each(['', '.5', '1e-3', '+1', '1.', ' 1', '0.0000000000000000001', 'NaN', '1,5', '123456789012345678901'])(
    'refuses %p rather than round or guess',
    (text) => {
      expect(attoFromDecimal(text)).toBeUndefined();
    },
  );

  test.each(['1..2', '1.2.3', '.', '1.', '-', '1-2', '12a', '123456789012345a', '1234567890123.'])(
    'refuses %p, short or long',
    (text) => {
      expect(attoFromDecimal(text)).toBeUndefined();
    },
  );

  test('texts of any length around the short ones are read alike', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 10n ** 19n), fc.integer({ min: 0, max: 18 }), (digits, decimals) => {
        const text = digits.toString().padStart(decimals + 1, '0');
        const split = text.length - decimals;
        const written = decimals === 0 ? text : `${text.slice(0, split)}.${text.slice(split)}`;
        expect(attoFromDecimal(written)).toBe(digits * 10n ** BigInt(18 - decimals));
      }),
    );
  });

  test('every amount the ledger can hold survives the round trip', () => {
    fc.assert(
      fc.property(fc.bigInt(-ATTO_MAX, ATTO_MAX), (atto) => {
        expect(attoFromDecimal(decimalFromAtto(atto))).toBe(atto);
      }),
    );
  });
});

describe('quantising an exact quotient', () => {
  test.each([
    [1n, 2n, 0n],
    [3n, 2n, 2n],
    [5n, 2n, 2n],
    [-1n, 2n, 0n],
    [-3n, 2n, -2n],
    [7n, -2n, -4n],
    [2n, 3n, 1n],
    [1n, 3n, 0n],
  ])('%p / %p is %p, half to even', (top, bottom, result) => {
    expect(quantiseHalfEven(top, bottom)).toBe(result);
  });

  test('is never further than half a unit away and is symmetric in sign', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.bigInt(1n, 10n ** 12n), (top, bottom) => {
        const whole = quantiseHalfEven(top, bottom);
        const away = top - whole * bottom;
        expect((away < 0n ? -away : away) * 2n <= bottom).toBe(true);
        expect(quantiseHalfEven(-top, bottom)).toBe(-whole);
      }),
    );
  });
});

test('amounts of different currencies are never added together', () => {
  const sums = sumByCurrency([
    { currency: 'USD', atto: 1n },
    { currency: 'CNY', atto: 5n },
    { currency: 'USD', atto: 2n },
  ]);
  expect([...sums]).toEqual([
    ['USD', 3n],
    ['CNY', 5n],
  ]);
});
