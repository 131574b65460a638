import { ATTO_PER_UNIT } from './decimal.ts';
import { quantiseHalfEven } from './rational.ts';

/**
 * An exact number: `digits` × 10^-`scale`, divided by `per` where that is there, as a price for 3,600 seconds is. Products of prices, quantities and factors have more digits than an
 * amount holds; they stay exact in this form until the one place that quantises them.
 */
export interface Exact {
  readonly digits: bigint;
  readonly scale: number;
  /** A whole number from 2 on; absent for a decimal. */
  readonly per?: bigint;
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

/** Reads what {@link exactText} writes: decimal text, or such a text, a slash and a whole number. */
export function rationalOf(text: string): Exact | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return exactOf(text);
  const [top, per] = [exactOf(text.slice(0, slash)), text.slice(slash + 1)];
  return top === undefined || !/^[1-9]\d*$/.test(per) ? undefined : dividedBy(top, BigInt(per));
}

/** An exact number divided by a whole one above 0, in these very numbers: 0.04 by 3,600 is written `0.04/3600`. */
export function dividedBy({ digits, scale, per = 1n }: Exact, by: bigint): Exact {
  return per * by === 1n ? { digits, scale } : { digits, scale, per: per * by };
}

/** The number in its shortest form, so that sums of prices for an hour stay as short as one of them. */
function reduced(digits: bigint, scale: number, per: bigint): Exact {
  if (per === 1n) return { digits, scale };
  const shared = commonDivisor(digits < 0n ? -digits : digits, per);
  const [top, rest] = [digits / shared, per / shared];
  // What is left of twos and fives is decimal digits.
  let [bottom, places] = [rest, 0];
  let more = top;
  for (const [prime, other] of [
    [2n, 5n],
    [5n, 2n],
  ] as const)
    while (bottom % prime === 0n) {
      bottom /= prime;
      more *= other;
      places += 1;
    }
  return bottom === 1n ? { digits: more, scale: scale + places } : { digits: more, scale: scale + places, per: bottom };
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [large, small] = [a, b];
  while (small !== 0n) [large, small] = [small, large % small];
  return large;
}

/** Atto units as an exact decimal. */
export function exactOfAtto(atto: bigint): Exact {
  return { digits: atto, scale: ATTO_SCALE };
}

/** The shortest plain decimal text, and `/` with the divisor where there is one. Inverse of {@link rationalOf}. */
export function exactText({ digits, scale, per }: Exact): string {
  if (per !== undefined) return `${exactText({ digits, scale })}/${per}`;
  if (scale === 0) return digits.toString();
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const fraction = withoutZeros(text.slice(-scale));
  const whole = text.slice(0, -scale);
  return `${digits < 0n ? '-' : ''}${fraction === '' ? whole : `${whole}.${fraction}`}`;
}

export function plus(a: Exact, b: Exact): Exact {
  if (a.per !== undefined || b.per !== undefined) {
    const [aPer, bPer] = [a.per ?? 1n, b.per ?? 1n];
    const scale = Math.max(a.scale, b.scale);
    const top = a.digits * powerOfTen(scale - a.scale) * bPer + b.digits * powerOfTen(scale - b.scale) * aPer;
    return reduced(top, scale, aPer * bPer);
  }
  if (a.scale === b.scale) return { digits: a.digits + b.digits, scale: a.scale };
  if (a.scale < b.scale) return { digits: a.digits * powerOfTen(b.scale - a.scale) + b.digits, scale: b.scale };
  return { digits: a.digits + b.digits * powerOfTen(a.scale - b.scale), scale: a.scale };
}

export function minus(a: Exact, b: Exact): Exact {
  return plus(a, { ...b, digits: -b.digits });
}

export function times(a: Exact, b: Exact): Exact {
  if (a.per !== undefined || b.per !== undefined)
    return reduced(a.digits * b.digits, a.scale + b.scale, (a.per ?? 1n) * (b.per ?? 1n));
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** Below 0, 0 or above 0, as the first is less than, equal to or more than the second. */
export function compareExact(a: Exact, b: Exact): number {
  const { digits } = minus(a, b);
  return digits < 0n ? -1 : digits > 0n ? 1 : 0;
}

/** The atto units of an exact number, quantised half-even: the one place where it loses digits. */
export function quantiseExact({ digits, scale, per }: Exact): bigint {
  if (per !== undefined) return quantiseHalfEven(digits * ATTO_PER_UNIT, powerOfTen(scale) * per);
  if (scale <= ATTO_SCALE) return digits * powerOfTen(ATTO_SCALE - scale);
  return quantiseHalfEven(digits * ATTO_PER_UNIT, powerOfTen(scale));
}

/** Whether {@link quantiseExact} loses nothing. */
export function isWholeAtto({ digits, scale, per }: Exact): boolean {
  if (per !== undefined) return (digits * ATTO_PER_UNIT) % (powerOfTen(scale) * per) === 0n;
  return scale <= ATTO_SCALE || digits % powerOfTen(scale - ATTO_SCALE) === 0n;
}

/** Digits of a fraction without the zeros at their end, which say nothing. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
