import type { Leaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { canonicalJson } from '../canonical-json.ts';
import { unitPriceOf } from '../exact-number.ts';
import { LEAF_FALLBACKS } from '../leaf-fallbacks.ts';
import type { FeedPrice, FeedPrices } from './feed-shape.ts';
import { LEAF_UNITS, UNMETERED_UNITS } from './feed-units.ts';

/** The price of a leaf at one context tier. */
export interface TierPrice {
  readonly aboveInputTokens: number;
  readonly unitPrice: string;
  /** How many units it is for, where that is not one. */
  readonly per?: number;
  readonly artefact: boolean;
}

/** A unit that gives no row, and why. */
export interface SkippedUnit {
  readonly unit: string;
  readonly why: string;
}

export interface LeafPrices {
  readonly byLeaf: ReadonlyMap<Leaf, readonly TierPrice[]>;
  readonly skipped: readonly SkippedUnit[];
  /** Leaves the feed prices with a number that cannot be taken over; they must not be billed as another leaf instead. */
  readonly unreadable: readonly Leaf[];
}

/**
 * What the prices of one period say about each leaf. Every unit of the feed is either a leaf's or among the
 * skipped; `price_invalid` for one nobody knows.
 */
export function leafPrices(prices: FeedPrices): LeafPrices {
  const byLeaf = new Map<Leaf, readonly TierPrice[]>();
  const unitOf = new Map<Leaf, string>();
  const skipped: SkippedUnit[] = [];
  const unreadable: Leaf[] = [];
  for (const [unit, price] of Object.entries(prices)) {
    if (price === undefined) continue;
    const target = Object.hasOwn(LEAF_UNITS, unit) ? LEAF_UNITS[unit] : undefined;
    if (target === undefined) {
      const known = Object.hasOwn(UNMETERED_UNITS, unit) ? UNMETERED_UNITS[unit] : undefined;
      // Neither billed as something it is not nor left out: somebody has to say what it is.
      if (known === undefined) throw new Fault('price_invalid', `The feed prices ${unit}, which is not known.`);
      skipped.push({ unit, why: known });
      continue;
    }
    const rival = unitOf.get(target.leaf);
    if (rival !== undefined && !isSame(price, prices[rival])) {
      const [kept, dropped] = (LEAF_UNITS[rival]?.precedence ?? 0) > target.precedence ? [rival, unit] : [unit, rival];
      skipped.push({ unit: dropped, why: `${kept} prices the same leaf more exactly` });
    }
    if (rival !== undefined && (LEAF_UNITS[rival]?.precedence ?? 0) > target.precedence) continue;
    const tiers = tierPrices(price, target.per);
    if (typeof tiers === 'string') {
      skipped.push({ unit, why: tiers });
      unreadable.push(target.leaf);
      continue;
    }
    unitOf.set(target.leaf, unit);
    byLeaf.set(target.leaf, tiers);
  }
  return { byLeaf, skipped, unreadable };
}

function isSame(a: FeedPrice, b: FeedPrice | undefined): boolean {
  return canonicalJson(a) === canonicalJson(b);
}

/** The prices a leaf without one of its own is billed at in this period, as the fallbacks say. */
export function inheritedPrice({ byLeaf }: Pick<LeafPrices, 'byLeaf'>, leaf: Leaf): readonly TierPrice[] | undefined {
  for (const parents of LEAF_FALLBACKS[leaf] ?? []) {
    const priced = parents.filter((parent) => byLeaf.has(parent));
    if (priced.length > 1) return undefined;
    if (priced[0] !== undefined) return byLeaf.get(priced[0]);
  }
  return undefined;
}

function tierPrices(price: FeedPrice, per: bigint): readonly TierPrice[] | string {
  const steps =
    typeof price === 'number'
      ? [{ start: 0, price }]
      : // A tier that starts at 0 would hold for every call that has input at all, and then the base for none.
        [{ start: 0, price: price.base }, ...price.tiers];
  const tiers: TierPrice[] = [];
  for (const step of steps) {
    const exact = unitPriceOf(step.price, per);
    if (exact.unitPrice === undefined) return exact.why;
    if (tiers.some(({ aboveInputTokens }) => aboveInputTokens === step.start)) return 'two tiers start alike';
    tiers.push({ aboveInputTokens: step.start, ...exact });
  }
  return tiers;
}
