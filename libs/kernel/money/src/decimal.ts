/** One unit of any currency in atto units (10^-18), the resolution of the ledger's Decimal(38,18). */
export const ATTO_PER_UNIT = 1_000_000_000_000_000_000n;

/** The largest magnitude Decimal(38,18) holds, in atto units. */
export const ATTO_MAX = 10n ** 38n - 1n;

const FRACTION_DIGITS = 18;
const DECIMAL = /^(-?)(\d{1,20})(?:\.(\d+))?$/;

/**
 * Reads a plain decimal text such as `0.0025` or `-12` into atto units, exactly.
 * Answers `undefined` for anything else: an exponent, more than 18 significant fraction digits, or a magnitude
 * beyond Decimal(38,18). Nothing is rounded here; a text that does not fit is not a number of ours.
 */
export function attoFromDecimal(text: string): bigint | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  if (fraction.length > FRACTION_DIGITS && /[1-9]/.test(fraction.slice(FRACTION_DIGITS))) return undefined;
  const digits = whole + fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0');
  const atto = BigInt(digits);
  if (atto > ATTO_MAX) return undefined;
  return sign === '-' ? -atto : atto;
}

/** Writes atto units as the shortest plain decimal text: `2500000000000000n` is `0.0025`. Inverse of {@link attoFromDecimal}. */
export function decimalFromAtto(atto: bigint): string {
  const negative = atto < 0n;
  const digits = (negative ? -atto : atto).toString().padStart(FRACTION_DIGITS + 1, '0');
  const whole = digits.slice(0, -FRACTION_DIGITS);
  let end = digits.length;
  while (end > whole.length && digits.charCodeAt(end - 1) === 48) end -= 1;
  const text = end === whole.length ? whole : `${whole}.${digits.slice(whole.length, end)}`;
  return negative ? `-${text}` : text;
}
