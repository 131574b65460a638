import type { PlanComponent } from '@suanpan/catalogue';
import { LEAVES } from '@suanpan/facts';
import {
  add,
  atto,
  type Fraction,
  fraction,
  greatest,
  isLess,
  least,
  multiply,
  ONE,
  subtract,
  sum,
  ZERO,
} from './fraction.ts';
import type { NaiveEntry, NaiveFactor } from './naive-entry.ts';
import { ofComponent, type Piece, type PlanScene, partsOf, unitsOf } from './naive-scene.ts';

export type Tiers = PlanComponent & { readonly kind: 'tiers' };

/** A quantity of a leaf that comes, or goes, at a list price and with factors. */
export interface Moved {
  readonly leaf: (typeof LEAVES)[number];
  readonly quantity: Fraction;
  readonly list?: Fraction;
  /** Without the band's ratio, which stands behind `markups` of them. */
  readonly factors: readonly NaiveFactor[];
  readonly markups: number;
}

export function priceOf({ bands }: Tiers, band: number): Fraction {
  const price = bands[band]?.price ?? { unitPrice: '0' };
  return fraction('ratio' in price ? price.ratio : price.unitPrice);
}

function endOf({ bands }: Tiers, band: number): Fraction | undefined {
  const upTo = bands[band]?.upTo ?? null;
  return band < 0 ? ZERO : upTo === null ? undefined : fraction(upTo);
}

export function bandOf(tiers: Tiers, total: Fraction): number {
  return tiers.bands.findIndex((_, band) => {
    const end = endOf(tiers, band);
    return end === undefined || !isLess(end, total);
  });
}

/** Everything a component was charged in the month of a scene. */
export function present(scene: PlanScene, tiers: Tiers): readonly NaiveEntry[] {
  return ofComponent(scene, scene.assignment.id, tiers.id, scene.month.id);
}

const TOGETHER = 'all but seconds';

/** What is counted together with a leaf: nothing else, or all that have no fractions. */
export function scopeOf({ per }: Tiers, leaf: string): string {
  return per === 'leaf' || leaf === 'second' ? leaf : TOGETHER;
}

/** Whether a leaf is counted in a scope. */
export function isIn(scope: string): (leaf: string) => boolean {
  return (leaf) => (scope === TOGETHER ? leaf !== 'second' : leaf === scope);
}

/** Factors with the ratio of a band in its place. */
function allFactors(tiers: Tiers, band: number, { list, factors, markups }: Moved): readonly NaiveFactor[] {
  if (list === undefined) return factors;
  return [...factors.slice(0, markups), { name: 'ratio', value: priceOf(tiers, band) }, ...factors.slice(markups)];
}

/** The pieces between two totals, at the prices of the bands they lie in; `sign` -1 takes them away. */
function between(tiers: Tiers, moved: Moved, low: Fraction, high: Fraction, sign: bigint): Piece[] {
  const pieces: Piece[] = [];
  for (let band = 0; band < tiers.bands.length; band += 1) {
    const start = endOf(tiers, band - 1) ?? ZERO;
    const from = greatest(low, start);
    const to = least(high, endOf(tiers, band) ?? high);
    if (!isLess(from, to)) continue;
    const price = moved.list ?? priceOf(tiers, band);
    const factors = allFactors(tiers, band, moved);
    const cost = (end: Fraction): bigint => atto(multiply(subtract(end, start), price));
    const step = factors.length === 0 ? { atto: sign * (cost(to) - cost(from)) } : {};
    const quantity = multiply(subtract(to, from), { top: sign, bottom: 1n });
    const list = moved.list === undefined ? {} : { list: moved.list };
    pieces.push({ band: String(band + 1), leaf: moved.leaf, quantity, price, ...list, factors, ...step });
  }
  return pieces;
}

/** Graduated tiers: what comes lies on top of the total so far, what goes is taken from the top. */
export function graduated(scene: PlanScene, tiers: Tiers, moves: readonly Moved[], sign: bigint): Piece[] {
  const pieces: Piece[] = [];
  for (const moved of sign > 0n ? moves : moves.toReversed()) {
    const scope = scopeOf(tiers, moved.leaf);
    const ofNow = sum(pieces.filter(({ leaf }) => isIn(scope)(leaf)).map(({ quantity }) => quantity));
    const total = add(unitsOf(present(scene, tiers), isIn(scope)), ofNow);
    const [low, high] = sign > 0n ? [total, add(total, moved.quantity)] : [subtract(total, moved.quantity), total];
    pieces.push(...between(tiers, moved, low, high, sign));
  }
  return pieces;
}

/** Volume tiers: everything of the period costs the price of the band reached, so that a change of band is made up for. */
export function volume(scene: PlanScene, tiers: Tiers, moves: readonly Moved[], sign: bigint): Piece[] {
  const pieces: Piece[] = [];
  for (const scope of new Set(moves.map(({ leaf }) => scopeOf(tiers, leaf)))) {
    const ofScope = moves.filter(({ leaf }) => scopeOf(tiers, leaf) === scope);
    const entries = present(scene, tiers);
    const before = unitsOf(entries, isIn(scope));
    const after = add(before, multiply(sum(ofScope.map(({ quantity }) => quantity)), { top: sign, bottom: 1n }));
    const [old, now] = [bandOf(tiers, before), bandOf(tiers, after)];
    const band = sign > 0n ? now : old;
    const basis = weights(entries, scope);
    let base = basis;
    for (const moved of ofScope) {
      const weight = multiply(moved.quantity, moved.list ?? ONE, ...moved.factors.map(({ value }) => value));
      const next = sign > 0n ? add(base, weight) : subtract(base, weight);
      const price = priceOf(tiers, band);
      const cost = atto(multiply(next, price)) - atto(multiply(base, price));
      const list = moved.list === undefined ? {} : { list: moved.list };
      const quantity = multiply(moved.quantity, { top: sign, bottom: 1n });
      const factors = allFactors(tiers, band, moved);
      pieces.push({ band: String(band + 1), leaf: moved.leaf, quantity, price, ...list, factors, atto: cost });
      base = next;
    }
    const corrected = sign > 0n ? basis : base;
    const correction = atto(multiply(corrected, priceOf(tiers, now))) - atto(multiply(corrected, priceOf(tiers, old)));
    if (correction !== 0n)
      pieces.push({ band: 'volume', leaf: 'correction', quantity: ONE, price: ZERO, factors: [], atto: correction });
  }
  return pieces;
}

/** What the price of a band is multiplied by: units, at their list price where bands are ratios, with all factors but the band's. */
export function weights(entries: readonly NaiveEntry[], scope: string): Fraction {
  return sum(
    partsOf(entries, isIn(scope)).map(({ entry, part }) => {
      const others = entry.factors.filter(({ name }) => name !== 'ratio').map(({ value }) => value);
      return multiply(part.quantity, part.list ?? ONE, ...others);
    }),
  );
}

/** What a call still holds in a component, by leaf, list price and factors. */
export function heldBy(scene: PlanScene, tiers: Tiers): readonly Moved[] {
  const own = partsOf(present(scene, tiers).filter(({ target }) => target === scene.target));
  const moves = own.map(({ entry, part }): Moved => {
    const factors = entry.factors.filter(({ name }) => name !== 'ratio');
    const list = part.list === undefined ? {} : { list: part.list };
    const markups = factors.filter(({ name }) => name.startsWith('markup:')).length;
    return { leaf: part.leaf as Moved['leaf'], quantity: part.quantity, ...list, factors, markups };
  });
  const keyOf = ({ leaf, list, factors }: Moved): string =>
    JSON.stringify([leaf, list, factors], (_, value) => (typeof value === 'bigint' ? String(value) : value));
  const keys = [...new Set(moves.map(keyOf))];
  const held = keys.flatMap((key) => {
    const same = moves.filter((moved) => keyOf(moved) === key);
    const quantity = sum(same.map((moved) => moved.quantity));
    return quantity.top === 0n || same[0] === undefined ? [] : [{ ...same[0], quantity }];
  });
  return held.toSorted((a, b) => LEAVES.indexOf(a.leaf) - LEAVES.indexOf(b.leaf));
}
