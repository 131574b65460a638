import { describe, expect, test } from '@jest/globals';
import { attoFromDecimal, storedAtto } from '@suanpan/money';
import fc from 'fast-check';
import { addAmount, writeDecimal } from './decimal-bytes.ts';

function atto128(words: Uint16Array): bigint {
  let value = 0n;
  for (let i = 7; i >= 0; i -= 1) value = value * 65_536n + BigInt(words[i] ?? 0);
  return BigInt.asIntN(128, value);
}

function written(text: string): bigint | undefined {
  const words = new Uint16Array(8).fill(0xffff);
  return writeDecimal(text, words, 0) ? atto128(words) : undefined;
}

const digits = (min: number, max: number) => fc.stringMatching(new RegExp(`^[0-9]{${min},${max}}$`));
const decimal = fc
  .tuple(fc.constantFrom('', '-'), digits(1, 20), fc.option(digits(1, 18)))
  .map(([sign, whole, fraction]) => `${sign}${whole}${fraction === null ? '' : `.${fraction}`}`);

describe('the bytes of a decimal', () => {
  test('are those of its exact value', () => {
    fc.assert(
      fc.property(decimal, (text) => {
        expect(written(text)).toBe(attoFromDecimal(text));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    '',
    '-',
    '.',
    '1.',
    '.5',
    '+1',
    '1e3',
    '1,0',
    '--1',
    '1.2.3',
    ' 1',
    '123456789012345678901',
    '1.0000000000000000001',
  ])('refuse %p, as the one reader of decimals does', (text) => {
    expect(attoFromDecimal(text)).toBeUndefined();
    expect(written(text)).toBeUndefined();
  });

  test('hold the largest and the smallest amount and zeros beyond the last digit', () => {
    const nines = `${'9'.repeat(20)}.${'9'.repeat(18)}`;
    expect(written(nines)).toBe(10n ** 38n - 1n);
    expect(written(`-${nines}`)).toBe(1n - 10n ** 38n);
    expect(written('0.0000000000000000010000')).toBe(1n);
    expect(written('-0')).toBe(0n);
  });

  test('add up exactly', () => {
    fc.assert(
      fc.property(
        fc.array(
          decimal.filter((text) => text.length < 30),
          { minLength: 1, maxLength: 5 },
        ),
        (texts) => {
          const words = new Uint16Array(8);
          for (const text of texts) addAmount(text, words, 0);
          expect(atto128(words)).toBe(texts.reduce((sum, text) => sum + storedAtto(text), 0n));
        },
      ),
    );
  });
});
