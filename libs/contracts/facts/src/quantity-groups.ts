import {
  type Leaf,
  type OverlapQuantity,
  QUANTITIES,
  type Quantity,
  type QuantityField,
  type QuantityUnit,
  type TokenLeaf,
  type TokenQuantity,
  type TotalQuantity,
} from './quantities.ts';

/** The quantities inside a total or none: the rows that name it, and those that name one of them. */
export interface QuantityGroup {
  readonly total: TotalQuantity;
  /** In the order in which they are cut where they contradict the total. */
  readonly subsets: readonly TokenQuantity[];
  /** Quantities that two of the subsets share. */
  readonly overlaps: readonly OverlapQuantity[];
  /** Of the total and of all that is inside it, in the order of the table. */
  readonly leaves: readonly TokenLeaf[];
}

function isTokens(quantity: Quantity): quantity is TokenQuantity {
  return quantity.kind === 'tokens';
}

function isTotal(quantity: Quantity): quantity is TotalQuantity {
  return isTokens(quantity) && quantity.within.length === 0;
}

function isOverlap(quantity: TokenQuantity): quantity is OverlapQuantity {
  return quantity.within.length === 2;
}

function groupOf(total: TotalQuantity): QuantityGroup {
  const tokens = QUANTITIES.filter(isTokens);
  const subsets = tokens.filter(({ within }) => within.length === 1 && within[0] === total.field);
  const fields: readonly string[] = subsets.map(({ field }) => field);
  const overlaps = tokens.filter(isOverlap).filter(({ within }) => fields.includes(within[0]));
  const inside: readonly TokenQuantity[] = [total, ...subsets, ...overlaps];
  const leaves = tokens.filter((quantity) => inside.includes(quantity)).map(({ leaf }) => leaf);
  return { total, subsets, overlaps, leaves };
}

/** The token totals with what is inside them. */
export const TOKEN_GROUPS: readonly QuantityGroup[] = QUANTITIES.filter(isTotal).map(groupOf);

/** What is counted otherwise than in tokens. */
export const UNIT_QUANTITIES = QUANTITIES.filter((quantity) => !isTokens(quantity)) as readonly Exclude<
  Quantity,
  TokenQuantity
>[];

/**
 * The leaf quantities: mutually exclusive buckets a price applies to. Each token of a call lands in exactly one of the
 * token leaves; the remaining leaves count other units. Totals come before what is inside them.
 */
export const TOKEN_LEAVES = TOKEN_GROUPS.flatMap(({ leaves }) => leaves) as unknown as readonly [
  TokenLeaf,
  ...TokenLeaf[],
];

export const LEAVES: readonly [Leaf, ...Leaf[]] = [...TOKEN_LEAVES, ...UNIT_QUANTITIES.map(({ leaf }) => leaf)];

const BY_LEAF = new Map<string, Quantity>(QUANTITIES.map((quantity) => [quantity.leaf, quantity]));

/** The quantity of a leaf; `undefined` for a charge without usage and for what is no leaf. */
export function quantityOfLeaf(leaf: string): Quantity | undefined {
  return BY_LEAF.get(leaf);
}

/** Units that quantities are counted in, each once: `token` and the others. */
export const QUANTITY_UNITS = [...new Set(QUANTITIES.map(({ unit }) => unit))] as unknown as readonly [
  QuantityUnit,
  ...QuantityUnit[],
];

/** Where a field stands in `QUANTITIES`, and in what `quantityValues` gives. */
export const QUANTITY_PLACES = Object.fromEntries(QUANTITIES.map(({ field }, place) => [field, place])) as Readonly<
  Record<QuantityField, number>
>;
