import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';

/** More significant digits than this are no price anybody wrote, but what arithmetic in floats left over. */
const SIGNIFICANT_DIGITS_MAX = 12;
const ATTO_DIGITS = 18;

/** A price of the feed for one unit. */
export type UnitPrice =
  | { readonly unitPrice: string; readonly per?: number; readonly artefact: boolean }
  | { readonly unitPrice?: undefined; readonly why: string };

/** A decimal as JSON and JavaScript write numbers, an exponent included. */
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The exact price of one unit from a number of a feed for `per` units. Text is taken digit by digit, as the feed's file has
 * it. A JavaScript number stands for the shortest decimal text that reads back as it: that is what the feed's author
 * wrote. A division that leaves a rest is not done: the price then stands for `per` units. A damaged number keeps its first 18 fraction digits, is marked, and is not
 * for billing.
 */
export function unitPriceOf(price: number | string, per: bigint): UnitPrice {
  const read = readDecimal(String(price));
  if (read === undefined) return { why: `${price} is no price` };
  const { digits, exponent } = read;
  const top = BigInt(digits) * 10n ** BigInt(Math.max(0, exponent + ATTO_DIGITS));
  const bottom = per * 10n ** BigInt(Math.max(0, -(exponent + ATTO_DIGITS)));
  const artefact = digits.length > SIGNIFICANT_DIGITS_MAX;
  if (!artefact && top % bottom !== 0n) {
    const whole = per === 1n ? undefined : unitPriceOf(price, 1n);
    if (whole?.unitPrice !== undefined) return { ...whole, per: Number(per) };
    return { why: `${price} for ${per} units is no price for one with ${ATTO_DIGITS} fraction digits` };
  }
  const unitPrice = decimalFromAtto(top / bottom);
  return attoFromDecimal(unitPrice) === undefined
    ? { why: `${price} is beyond Decimal(38,18)` }
    : { unitPrice, artefact };
}

/** The value as digits × 10^exponent, digits without zeros at either end; `undefined` for what is negative or no number. */
function readDecimal(text: string): { readonly digits: string; readonly exponent: number } | undefined {
  const [, sign, whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const all = (whole + fraction).replace(/^0+(?=\d)/, '');
  const digits = all.replace(/(?<=\d)0+$/, '');
  if (sign === '-' && digits !== '0') return undefined;
  return { digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}
