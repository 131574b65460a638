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
  return shortAtto(text) ?? anyAtto(text);
}

/** Digits that a JavaScript number holds exactly, whatever they are. */
const SHORT_DIGITS = 15;

/** Most amounts are short: read digit by digit they cost half as much. `undefined` says nothing about what is longer. */
function shortAtto(text: string): bigint | undefined {
  let digits = 0;
  let point = -1;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code === 46 && point < 0 && i > 0) point = i;
    else if (code < 48 || code > 57 || i > SHORT_DIGITS) return undefined;
    else digits = digits * 10 + code - 48;
  }
  if (text.length > SHORT_DIGITS || text.length === 0 || point === text.length - 1) return undefined;
  return BigInt(digits) * (POWERS_OF_TEN[point < 0 ? 0 : text.length - 1 - point] ?? 0n);
}

/** What turns digits with so many decimals into atto units. */
const POWERS_OF_TEN = Array.from({ length: SHORT_DIGITS }, (_, decimals) => 10n ** BigInt(FRACTION_DIGITS - decimals));

function anyAtto(text: string): bigint | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const [, sign, whole = '', fraction = ''] = parts;
  if (fraction.length > FRACTION_DIGITS && /[1-9]/.test(fraction.slice(FRACTION_DIGITS))) return undefined;
  const digits = whole + fraction.slice(0, FRACTION_DIGITS).padEnd(FRACTION_DIGITS, '0');
  const atto = BigInt(digits);
  if (atto > ATTO_MAX) return undefined;
  return sign === '-' ? -atto : atto;
}

const SUM = /^(-?)(\d+)(?:\.(\d{1,18}))?$/;

/**
 * Reads the decimal text of a sum into atto units. Unlike {@link attoFromDecimal} it knows no largest magnitude: a sum of many
 * amounts, or of quantities, may be larger than any one of them. Answers `undefined` for anything else.
 */
export function attoFromSum(text: string): bigint | undefined {
  const [, sign, whole, fraction = ''] = SUM.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const atto = BigInt(whole + fraction.padEnd(FRACTION_DIGITS, '0'));
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
