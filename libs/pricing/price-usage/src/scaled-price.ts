/**
 * A price as a whole number of 10^-scale, small enough that products with everyday quantities are whole numbers a JavaScript
 * number holds exactly. Most amounts are worked out this way because it is several times as fast as with bigints;
 * whatever does not fit goes the bigint way, and both give the same text.
 */
export interface ScaledPrice {
  readonly mantissa: number;
  readonly scale: number;
}

const POWERS_OF_TEN = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/** Reads plain decimal text; `undefined` where it does not fit a whole number of at most 2^53 - 1. */
export function scaledPrice(text: string): ScaledPrice | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const fraction = (parts[2] ?? '').replace(/0+$/, '');
  const mantissa = Number(parts[1] + fraction);
  return Number.isSafeInteger(mantissa) ? { mantissa, scale: fraction.length } : undefined;
}

/** The same amount at a finer scale, or `undefined` where it is no longer exact. */
export function rescale(amount: number, from: number, to: number): number | undefined {
  const power = POWERS_OF_TEN[to - from];
  if (power === undefined) return undefined;
  const scaled = amount * power;
  return Number.isSafeInteger(scaled) ? scaled : undefined;
}

/** Writes a whole number of 10^-scale as the shortest plain decimal text. */
export function scaledText(amount: number, scale: number): string {
  let whole = amount;
  let places = scale;
  while (places > 0 && whole % 10 === 0) {
    whole /= 10;
    places -= 1;
  }
  const digits = String(whole);
  if (places === 0) return digits;
  if (digits.length <= places) return `0.${'0'.repeat(places - digits.length)}${digits}`;
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
