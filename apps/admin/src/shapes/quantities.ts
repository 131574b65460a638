import { QUANTITIES, type Quantity } from '@suanpan/facts';
import { z } from 'zod';

/** The largest count one call may report, as at intake. */
export const COUNT_MAX = 1_000_000_000_000;

const Whole = z.int().min(0).max(COUNT_MAX);
const Decimal = z.string().regex(/^\d{1,15}(\.\d{1,6})?$/, 'decimal text with at most six fraction digits');

type Total = Extract<Quantity, { readonly kind: 'tokens'; readonly within: readonly [] }>['field'];
type Shape<Q extends Quantity> = Q extends { readonly kind: 'decimal' } ? typeof Decimal : typeof Whole;
type Totals = { readonly [Q in Quantity as Q['field'] & Total]: typeof Whole };
type Others<Wrapped extends 'exact' | 'nullable'> = {
  readonly [Q in Quantity as Exclude<Q['field'], Total>]: z.ZodExactOptional<
    Wrapped extends 'exact' ? Shape<Q> : z.ZodNullable<Shape<Q>>
  >;
};

function isTotal({ kind, within }: Quantity): boolean {
  return kind === 'tokens' && within.length === 0;
}

function shapeOf({ kind, meaning }: Quantity) {
  return (kind === 'decimal' ? Decimal : Whole).describe(meaning);
}

/** Token totals: what every call must say. */
export const TOTALS = Object.fromEntries(
  QUANTITIES.filter(isTotal).map((quantity) => [quantity.field, shapeOf(quantity)]),
) as unknown as Totals;

/** What a call may go without. */
export const OPTIONAL_QUANTITIES = Object.fromEntries(
  QUANTITIES.filter((quantity) => !isTotal(quantity)).map((quantity) => [
    quantity.field,
    shapeOf(quantity).exactOptional(),
  ]),
) as unknown as Others<'exact'>;

/** Changes of what a call may go without: null takes it away. */
export const CHANGED_QUANTITIES = Object.fromEntries(
  QUANTITIES.filter((quantity) => !isTotal(quantity)).map((quantity) => [
    quantity.field,
    shapeOf(quantity).nullable().exactOptional(),
  ]),
) as unknown as Others<'nullable'>;
