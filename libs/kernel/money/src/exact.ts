import { ATTO_PER_UNIT } from './decimal.ts';
import { quantiseHalfEven } from './rational.ts';

/**
 * An exact decimal of any length: `digits` × 10^-`scale`. Products of prices, quantities and factors have more digits than an
 * amount holds; they stay exact in this form until the one place that quantises them.
 */
export interface Exact {
  readonly digits: bigint;
  readonly scale: number;
}

export const EXACT_ZERO: Exact = { digits: 0n, scale: 0 };
export const EXACT_ONE: Exact = { digits: 1n, scale: 0 };

const ATTO_SCALE = 18;
const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;
const POWERS = Array.from({ length: 128 }, (_, exponent) => 10n ** BigInt(exponent));

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/** Reads plain decimal text of any length; `undefined` for anything else. */
export function exactOf(text: string): Exact | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', decimals = ''] = parts;
  const fraction = withoutZeros(decimals);
  return { digits: BigInt(sign + whole + fraction), scale: fraction.length };
}

/** Atto units as an exact decimal. */
export function exactOfAtto(atto: bigint): Exact {
  return { digits: atto, scale: ATTO_SCALE };
}

/** The shortest plain decimal text. Inverse of {@link exactOf}. */
export function exactText({ digits, scale }: Exact): string {
  if (scale === 0) return digits.toString();
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = withoutZeros(text.slice(-scale));
  const whole = text.slice(0, -scale);
  return `${digits < 0n ? '-' : ''}${fraction === '' ? whole : `${whole}.${fraction}`}`;
}

export function plus(a: Exact, b: Exact): Exact {
  if (a.scale === b.scale) return { digits: a.digits + b.digits, scale: a.scale };
  if (a.scale < b.scale) return { digits: a.digits * powerOfTen(b.scale - a.scale) + b.digits, scale: b.scale };
  return { digits: a.digits + b.digits * powerOfTen(a.scale - b.scale), scale: a.scale };
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, { digits: -b.digits, scale: b.scale });
}

export function times(a: Exact, b: Exact): Exact {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** Below 0, 0 or above 0, as the first is less than, equal to or more than the second. */
export function compareExact(a: Exact, b: Exact): number {
  const { digits } = minus(a, b);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** The atto units of an exact decimal, quantised half-even: the one place where it loses digits. */
export function quantiseExact({ digits, scale }: Exact): bigint {
  if (scale <= ATTO_SCALE) return digits * powerOfTen(ATTO_SCALE - scale);
  return quantiseHalfEven(digits * ATTO_PER_UNIT, powerOfTen(scale));
}

/** Whether {@link quantiseExact} loses nothing. */
export function isWholeAtto({ digits, scale }: Exact): boolean {
  return scale <= ATTO_SCALE || digits % powerOfTen(scale - ATTO_SCALE) === 0n;
}

/** Digits of a fraction without the zeros at their end, which say nothing. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
