import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';

/** More significant digits than this are no price anybody wrote, but what arithmetic in floats left over. */
const SIGNIFICANT_DIGITS_MAX = 12;
const ATTO_DIGITS = 18;

/** A price of the feed for one unit. */
export type UnitPrice =
  | { readonly unitPrice: string; readonly artefact: boolean }
  | { readonly unitPrice?: undefined; readonly why: string };

/**
 * The exact price of one unit from a number of the feed for `per` units. A JavaScript number stands for the shortest decimal text that reads
 * back as it: that is what the feed's author wrote. The division is exact or refused. A damaged number keeps its first
 * 18 fraction digits, is marked, and is not for billing.
 */
export function unitPriceOf(price: number, per: bigint): UnitPrice {
  if (!Number.isFinite(price) || price < 0) return { why: `${price} is no price` };
  const { digits, exponent } = shortestDecimal(price);
  const top = BigInt(digits) * 10n ** BigInt(Math.max(0, exponent + ATTO_DIGITS));
  const bottom = per * 10n ** BigInt(Math.max(0, -(exponent + ATTO_DIGITS)));
  const artefact = digits.length > SIGNIFICANT_DIGITS_MAX;
  if (!artefact && top % bottom !== 0n)
    return { why: `${price} for ${per} units is no price for one with ${ATTO_DIGITS} fraction digits` };
  const unitPrice = decimalFromAtto(top / bottom);
  return attoFromDecimal(unitPrice) === undefined
    ? { why: `${price} is beyond Decimal(38,18)` }
    : { unitPrice, artefact };
}

/** The shortest decimal of a number: value = digits × 10^exponent, digits without zeros at either end. */
function shortestDecimal(value: number): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '0', power = '0'] = value.toString().split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const all = (whole + fraction).replace(/^0+(?=\d)/, '');
  const digits = all.replace(/(?<=\d)0+$/, '');
  return { digits, exponent: Number(power) - fraction.length + (all.length - digits.length) };
}
