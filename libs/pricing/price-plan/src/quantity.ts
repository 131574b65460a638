import { type Charge, type Leaf, quantityOfLeaf } from '@suanpan/facts';
import { decimalFromAtto, type Exact } from '@suanpan/money';

/**
 * Quantities are counted in millionths of a unit, because seconds have six fraction digits; everything else is whole. One
 * form for all lets a component count seconds and tokens alike.
 */
export const MICRO_PER_UNIT = 1_000_000n;
const MICRO_SCALE = 6;
const ATTO_PER_MICRO = 1_000_000_000_000n;
const QUANTITY = /^(-?)(\d{1,30})(?:\.(\d{1,6}))?$/;

/** A quantity of a line or a counter in millionths; `undefined` for what is none. */
export function microOf(quantity: number | string): bigint | undefined {
  if (typeof quantity === 'number')
    return Number.isSafeInteger(quantity) ? BigInt(quantity) * MICRO_PER_UNIT : undefined;
  const parts = QUANTITY.exec(quantity);
  if (parts === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = parts;
  return BigInt(sign + whole + fraction.padEnd(MICRO_SCALE, '0'));
}

/** A quantity as lines write it: a whole number; decimal text for seconds, and for what should be whole and is not. */
export function quantityOf(micro: bigint, leaf: Leaf | Charge): number | string {
  const isWhole = quantityOfLeaf(leaf)?.kind !== 'decimal' && micro % MICRO_PER_UNIT === 0n;
  return isWhole ? Number(micro / MICRO_PER_UNIT) : microText(micro);
}

/** Millionths as decimal text of units. */
export function microText(micro: bigint): string {
  return decimalFromAtto(micro * ATTO_PER_MICRO);
}

/** Millionths as an exact decimal of units. */
export function exactOfMicro(micro: bigint): Exact {
  return { digits: micro, scale: MICRO_SCALE };
}

/** The smaller of two whole numbers of any size. */
export function smaller(a: bigint, b: bigint): bigint {
  if (a < b) return a;
  return b;
}
