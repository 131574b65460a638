import {
  type EventTokens,
  type EventUnits,
  EXCEEDS,
  type Inconsistency,
  LEAVES,
  type Leaf,
  QUANTITY_PLACES,
  quantityValues,
  TOKEN_GROUPS,
  UNIT_QUANTITIES,
} from '@suanpan/facts';

/** How much of one leaf a call used; never 0. Decimal quantities are decimal text, everything else is a whole number. */
export interface LeafQuantity {
  readonly leaf: Leaf;
  readonly quantity: number | string;
}

/** A call taken apart into leaves. */
export interface LeafQuantities {
  /** In the order of `LEAVES`, without those that are 0. */
  readonly quantities: readonly LeafQuantity[];
  /** Where the totals contradict their subsets, so that subsets were cut. */
  readonly inconsistencies: readonly Inconsistency[];
}

/** The counts of a usage event that make leaves. */
export type Usage = EventTokens & EventUnits;

/** A token total, its subsets and their overlaps; all but the leaves are places in the table of quantities. */
interface Group {
  readonly total: number;
  readonly rest: Leaf;
  readonly subsets: readonly number[];
  readonly leaves: readonly Leaf[];
  readonly overlaps: readonly Overlap[];
  readonly exceeds: Inconsistency;
}

interface Overlap {
  readonly place: number;
  readonly leaf: Leaf;
  /** Number of the subset that keeps its tokens in its own leaf less the overlap. */
  readonly first: number;
  /** Number of the other subset, out of which the overlap is counted. */
  readonly second: number;
  readonly exceeds: Inconsistency;
}

const GROUPS: readonly Group[] = TOKEN_GROUPS.map(({ total, subsets, overlaps }) => {
  const numberOf = (field: string | undefined) => subsets.findIndex((subset) => subset.field === field);
  return {
    total: QUANTITY_PLACES[total.field],
    rest: total.leaf,
    subsets: subsets.map(({ field }) => QUANTITY_PLACES[field]),
    leaves: subsets.map(({ leaf }) => leaf),
    overlaps: overlaps.map(({ field, leaf, within }) => ({
      place: QUANTITY_PLACES[field],
      leaf,
      first: numberOf(within[0]),
      second: numberOf(within[1]),
      exceeds: EXCEEDS[field],
    })),
    exceeds: EXCEEDS[total.field],
  };
});

const UNITS = UNIT_QUANTITIES.map(({ field, leaf, kind }) => ({
  place: QUANTITY_PLACES[field],
  leaf,
  isDecimal: kind === 'decimal',
}));
const RANK = new Map<Leaf, number>(LEAVES.map((leaf, rank) => [leaf, rank]));
const NONE: readonly Inconsistency[] = [];
type Values = readonly (number | string | undefined)[];

/**
 * Takes a call apart: each token lands in exactly one leaf, and the token leaves add up to the inclusive totals.
 *
 * An overlap (cached audio) belongs to two subsets at once and is a leaf of its own; otherwise subsets do not overlap.
 * When subsets contradict their total, the total stands and the subsets are cut so that they fit, each keeping what the ones
 * before it in the table of quantities leave over. Nothing is ever negative, and what was cut is named.
 */
export function leafQuantities(usage: Usage): LeafQuantities {
  const values: Values = quantityValues<number | string>(usage);
  const quantities: LeafQuantity[] = [];
  let inconsistencies = NONE;
  for (let i = 0; i < GROUPS.length; i += 1) {
    const found = takeGroup(GROUPS[i] as Group, values, quantities);
    if (found !== NONE) inconsistencies = [...inconsistencies, ...found];
  }
  for (let i = 0; i < UNITS.length; i += 1) {
    const { place, leaf, isDecimal } = UNITS[i] as (typeof UNITS)[number];
    const value = values[place];
    if (value === undefined) continue;
    if (!isDecimal) put(quantities, leaf, count(value));
    else if (typeof value === 'string' && /[1-9]/.test(value)) quantities.push({ leaf, quantity: value });
  }
  return { quantities, inconsistencies };
}

function takeGroup(group: Group, values: Values, into: LeafQuantity[]): readonly Inconsistency[] {
  const { total, rest, subsets, leaves, overlaps } = group;
  const whole = count(values[total]);
  let inside = 0;
  let last = -1;
  for (let i = 0; i < subsets.length; i += 1) {
    if (count(values[subsets[i] as number]) === 0) continue;
    inside += 1;
    last = i;
  }
  for (let i = 0; i < overlaps.length; i += 1) if (count(values[(overlaps[i] as Overlap).place]) > 0) inside = 2;
  if (inside > 1) return takeSubsets(group, values, whole, into);
  // Nearly every call: nothing inside the total, or one subset.
  const wanted = inside === 0 ? 0 : count(values[subsets[last] as number]);
  const taken = Math.min(wanted, whole);
  put(into, rest, whole - taken);
  if (inside === 1) put(into, leaves[last] as Leaf, taken);
  return wanted > whole ? [group.exceeds] : NONE;
}

function takeSubsets(group: Group, values: Values, whole: number, into: LeafQuantity[]): readonly Inconsistency[] {
  const { rest, leaves, overlaps, exceeds } = group;
  const wanted = group.subsets.map((place) => count(values[place]));
  let found = NONE;
  const shared = overlaps.map(({ place, first, second, exceeds: shareExceeds }) => {
    const claimed = count(values[place]);
    const both = Math.min(claimed, wanted[first] as number, wanted[second] as number);
    if (claimed > both) found = [...found, shareExceeds];
    return both;
  });
  overlaps.forEach(({ second }, at) => {
    wanted[second] = Math.max(0, (wanted[second] as number) - (shared[at] as number));
  });
  let room = whole;
  const taken = wanted.map((want) => {
    const given = Math.min(want, room);
    room -= given;
    return given;
  });
  if (wanted.reduce((sum, want) => sum + want, 0) > whole) found = [...found, exceeds];
  const inside: LeafQuantity[] = [];
  overlaps.forEach(({ leaf, first }, at) => {
    const both = Math.min(shared[at] as number, taken[first] as number);
    taken[first] = (taken[first] as number) - both;
    put(inside, leaf, both);
  });
  for (let i = 0; i < leaves.length; i += 1) put(inside, leaves[i] as Leaf, taken[i] as number);
  put(into, rest, room);
  if (inside.length > 1) inside.sort((one, other) => (RANK.get(one.leaf) ?? 0) - (RANK.get(other.leaf) ?? 0));
  for (const one of inside) into.push(one);
  return found;
}

function put(into: LeafQuantity[], leaf: Leaf, quantity: number): void {
  if (quantity > 0) into.push({ leaf, quantity });
}

/** A count that is absent, and one that is no whole number of things, counts as none. */
function count(value: number | string | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
}
