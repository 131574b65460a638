/** A quotient of whole numbers in lowest terms. The bottom is above 0. */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export const ZERO: Fraction = { top: 0n, bottom: 1n };
export const ONE: Fraction = { top: 1n, bottom: 1n };

/** Decimal text, or a whole number. */
export function fraction(text: string | number | bigint): Fraction {
  const [whole = '0', decimals = ''] = String(text).split('.');
  return { top: BigInt(whole + decimals), bottom: 10n ** BigInt(decimals.length) };
}

export function add(a: Fraction, b: Fraction): Fraction {
  return reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
}

/** In lowest terms, because sums of sums would otherwise double their digits with every step. */
function reduced(top: bigint, bottom: bigint): Fraction {
  let [a, b] = [top < 0n ? -top : top, bottom];
  while (b !== 0n) [a, b] = [b, a % b];
  return { top: top / a, bottom: bottom / a };
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { top: -b.top, bottom: b.bottom });
}

export function multiply(...factors: readonly Fraction[]): Fraction {
  return factors.reduce((a, b) => reduced(a.top * b.top, a.bottom * b.bottom), ONE);
}

export function sum(terms: readonly Fraction[]): Fraction {
  return terms.reduce(add, ZERO);
}

export function isLess(a: Fraction, b: Fraction): boolean {
  return a.top * b.bottom < b.top * a.bottom;
}

export function least(a: Fraction, b: Fraction): Fraction {
  return isLess(a, b) ? a : b;
}

export function greatest(a: Fraction, b: Fraction): Fraction {
  return isLess(a, b) ? b : a;
}

/** Rounded down to a whole multiple of 1/`per`. */
export function floorTo(value: Fraction, per: bigint): Fraction {
  const scaled = value.top * per;
  const cut = scaled / value.bottom - (scaled < 0n && scaled % value.bottom !== 0n ? 1n : 0n);
  return { top: cut, bottom: per };
}

const ATTO = 10n ** 18n;

/** In units of 10^-18, half to even. */
export function atto(value: Fraction): bigint {
  const floor = floorTo(value, ATTO).top;
  const rest = 2n * (value.top * ATTO - floor * value.bottom);
  if (rest === value.bottom) return floor % 2n === 0n ? floor : floor + 1n;
  return rest > value.bottom ? floor + 1n : floor;
}

export function fromAtto(units: bigint): Fraction {
  return { top: units, bottom: ATTO };
}

/** The smaller of two amounts in atto units. */
export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
