import { ATTO_PER_UNIT, quantiseHalfEven } from '@suanpan/money';

/** A decimal number as digits and a power of ten: exact, whatever its size. */
export interface ExactDecimal {
  readonly digits: bigint;
  /** The number is digits × 10^-scale; below 0 for trailing zeros that an exponent left out. */
  readonly scale: number;
}

const NUMBER = /^([+-]?)(\d{1,60})(?:\.(\d{0,60}))?(?:[eE]([+-]?\d{1,3}))?$/;
const EXPONENT_MAX = 60;

/**
 * Reads a number as JSON and spreadsheets write it, exponents included, without ever making a floating-point number of it.
 * `undefined` for anything else and for sizes no bill has.
 */
export function exactDecimal(text: string): ExactDecimal | undefined {
  const parts = NUMBER.exec(text.trim());
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  if (Math.abs(Number(exponent)) > EXPONENT_MAX) return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length - Number(exponent) };
}

/** A count: whole and not negative, though it may be written `10.0`. */
export function exactCount(text: string): bigint | undefined {
  const number = exactDecimal(text);
  if (number === undefined || number.digits < 0n) return undefined;
  const { digits, scale } = number;
  if (scale <= 0) return digits * 10n ** BigInt(-scale);
  const unit = 10n ** BigInt(scale);
  return digits % unit === 0n ? digits / unit : undefined;
}

/** An amount of money in atto units, and whether it had more digits than those: then it is quantised once, half-even. */
export interface ExactAmount {
  readonly atto: bigint;
  readonly isQuantised: boolean;
}

/** Reads an amount that is written in units of 10^-`unitDigits` of the currency: 0 for dollars, 2 for cents. */
export function exactAmount(text: string, unitDigits = 0): ExactAmount | undefined {
  const number = exactDecimal(text);
  if (number === undefined) return undefined;
  const scale = number.scale + unitDigits;
  if (scale <= 0) return { atto: number.digits * 10n ** BigInt(-scale) * ATTO_PER_UNIT, isQuantised: false };
  const unit = 10n ** BigInt(scale);
  const numerator = number.digits * ATTO_PER_UNIT;
  return { atto: quantiseHalfEven(numerator, unit), isQuantised: numerator % unit !== 0n };
}
