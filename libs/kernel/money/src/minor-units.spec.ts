import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { attoPerMinorUnit, minorDigits, minorUnitsText, roundToMinorUnits, storedAtto } from './index.ts';

const atto = (text: string): bigint => storedAtto(text);

test.each([
  ['USD', '0.005', '0.00'],
  ['USD', '0.015', '0.02'],
  ['USD', '-0.015', '-0.02'],
  ['USD', '-0.004', '0.00'],
  ['USD', '12.3', '12.30'],
  ['CNY', '7.125000000000000001', '7.13'],
  ['JPY', '2.5', '2'],
  ['JPY', '1204.6', '1205'],
  ['KWD', '0.0015', '0.002'],
  ['CLF', '1.00005', '1.0000'],
  ['XYZ', '0.995', '1.00'],
])('an amount in %s of %s is paid as %s', (currency, exact, paid) => {
  expect(minorUnitsText(roundToMinorUnits(atto(exact), currency), currency)).toBe(paid);
});

test('rounding moves no amount by more than half a minor unit, and a rounded one not at all', () => {
  fc.assert(
    fc.property(
      fc.bigInt(-(10n ** 30n), 10n ** 30n),
      fc.constantFrom('USD', 'JPY', 'KWD', 'CLF'),
      (exact, currency) => {
        const rounded = roundToMinorUnits(exact, currency);
        const away = exact - rounded;
        expect((away < 0n ? -away : away) * 2n <= attoPerMinorUnit(currency)).toBe(true);
        expect(roundToMinorUnits(rounded, currency)).toBe(rounded);
        expect(atto(minorUnitsText(rounded, currency))).toBe(rounded);
        expect(minorUnitsText(rounded, currency).split('.')[1]?.length ?? 0).toBe(minorDigits(currency));
      },
    ),
  );
});
