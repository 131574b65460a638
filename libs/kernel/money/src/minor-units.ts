import { ATTO_PER_UNIT } from './decimal.ts';
import type { Currency } from './money.ts';
import { quantiseHalfEven } from './rational.ts';

/** Digits of the minor unit where they are not two; ISO 4217, list one, funds codes included. */
const MINOR_DIGITS: Readonly<Record<Currency, number>> = {
  ...{ BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0 },
  ...{ VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0 },
  ...{ BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4 },
};
const USUAL_DIGITS = 2;

/** How many fraction digits a currency is paid in: 2 for USD and CNY, 0 for JPY, 3 for KWD; 2 for a code nobody listed. */
export function minorDigits(currency: Currency): number {
  return MINOR_DIGITS[currency] ?? USUAL_DIGITS;
}

/** Atto units of one minor unit: a cent is 10^16. */
export function attoPerMinorUnit(currency: Currency): bigint {
  return ATTO_PER_UNIT / 10n ** BigInt(minorDigits(currency));
}

/** Rounds an amount to whole minor units of its currency, half to even; still in atto units. */
export function roundToMinorUnits(atto: bigint, currency: Currency): bigint {
  const step = attoPerMinorUnit(currency);
  return quantiseHalfEven(atto, step) * step;
}

/** Writes an amount of whole minor units with all of its digits: `12.30`, `-0.05`, `1204` for JPY. */
export function minorUnitsText(atto: bigint, currency: Currency): string {
  const digits = minorDigits(currency);
  const units = atto / attoPerMinorUnit(currency);
  const text = (units < 0n ? -units : units).toString().padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits);
  const sign = units < 0n ? '-' : '';
  return digits === 0 ? `${sign}${whole}` : `${sign}${whole}.${text.slice(text.length - digits)}`;
}
