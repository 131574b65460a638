import type { Leaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { FREE_MODELS } from '../corrections/corrections.ts';
import { LEAF_FALLBACKS } from '../leaf-fallbacks.ts';
import { type FeedPeriod, feedPeriods } from './feed-periods.ts';
import type { FeedModel, FeedVariant } from './feed-shape.ts';
import { inheritedPrice, type LeafPrices, leafPrices, type TierPrice } from './leaf-prices.ts';
import { variantPeriods } from './variant-periods.ts';
import { variantTier } from './variant-tiers.ts';

/** The price of a leaf for the calls of one service tier in one period. */
export interface ModelPrice {
  readonly leaf: Leaf;
  readonly tier: TierPrice;
  readonly period: FeedPeriod;
  readonly serviceTier: string | null;
}

/** What a model's prices come to, and what of them gives no row. */
export interface ModelRead {
  readonly prices: readonly ModelPrice[];
  readonly skipped: readonly { readonly unit: string; readonly why: string }[];
}

const MODEL_FIELDS = [
  ...['id', 'match', 'prices', 'price_variants', 'name', 'description', 'context_window', 'price_comments'],
  ...['deprecated'],
];
const VARIANT_FIELDS = ['when', 'constraint', 'prices'];

/**
 * Reads a model of the feed: its standard prices, and those of each service tier. `price_invalid` for a field, a unit or a
 * condition that is not known, because a price may stand there.
 */
export function readModel(provider: string, model: FeedModel): ModelRead {
  mustBeKnown(model, MODEL_FIELDS);
  const periods = feedPeriods(model);
  if (periods === undefined) return wholly('its times cannot be said by rows');
  const variants = model.price_variants ?? [];
  if (periods.every(({ prices }) => Object.keys(prices).length === 0) && variants.length === 0)
    return isFree(provider, model.id)
      ? { prices: FREE.map((leaf) => free(leaf)), skipped: [] }
      : wholly('the feed names no price: free and unknown look the same there');
  const standard = readPeriods(periods, null);
  if (standard.prices.length === 0) return standard;
  const ofTiers = readVariants(provider, variants, periods);
  return { prices: [...standard.prices, ...ofTiers.prices], skipped: [...standard.skipped, ...ofTiers.skipped] };
}

const FREE = ['uncached_input', 'output_text'] as const satisfies readonly Leaf[];

/** Aggregators mark the models they give away by the end of their names. */
function isFree(provider: string, model: string): boolean {
  return model.endsWith(':free') || FREE_MODELS.some((free) => free.provider === provider && free.model === model);
}

function free(leaf: Leaf): ModelPrice {
  const period = { effectiveFrom: null, effectiveTo: null, daily: null, prices: {} };
  return { leaf, tier: { aboveInputTokens: 0, unitPrice: '0', artefact: false }, period, serviceTier: null };
}

function readVariants(provider: string, variants: readonly FeedVariant[], standard: readonly FeedPeriod[]): ModelRead {
  const prices: ModelPrice[] = [];
  const skipped: { unit: string; why: string }[] = [];
  const byTier = new Map<string, FeedVariant[]>();
  for (const variant of variants) {
    mustBeKnown(variant, VARIANT_FIELDS);
    const unit = Object.entries(variant.when).map(([name, value]) => `${name}=${value}`);
    const tier = variantTier(variant, provider);
    if (tier.serviceTier === undefined) skipped.push({ unit: unit.join(), why: tier.why });
    else if (tier.serviceTier !== null)
      byTier.set(tier.serviceTier, [...(byTier.get(tier.serviceTier) ?? []), variant]);
    else if (Object.keys(variant.prices).length > 0)
      skipped.push({ unit: unit.join(), why: 'the standard tier has its standard prices' });
  }
  for (const [serviceTier, ofTier] of byTier) {
    const periods = variantPeriods(standard, ofTier);
    const read = typeof periods === 'string' ? wholly(periods) : readPeriods(periods, serviceTier);
    prices.push(...read.prices);
    skipped.push(...read.skipped.map(({ unit, why }) => ({ unit: `${serviceTier}: ${unit}`, why })));
  }
  return { prices, skipped };
}

function readPeriods(periods: readonly FeedPeriod[], serviceTier: string | null): ModelRead {
  const read = periods.map((period) => ({ period, prices: leafPrices(period.prices) }));
  const lost = read.flatMap(({ prices }) => prices.unreadable).find((leaf) => LEAF_FALLBACKS[leaf] !== undefined);
  if (lost !== undefined) return wholly(`its price of ${lost} cannot be taken over, and would be billed as another`);
  const allDay = new Set(
    read.flatMap(({ period, prices }) => (period.daily === null ? [...prices.byLeaf.keys()] : [])),
  );
  const found: ModelPrice[] = [];
  for (const { period, prices } of read) {
    // A window is taken whole: what only the rest of the day prices must not shine through it.
    const leaves = period.daily === null ? prices.byLeaf : completed(prices.byLeaf, allDay);
    if (leaves === undefined) return wholly('a daily window leaves out what the rest of the day prices');
    for (const [leaf, tiers] of leaves) for (const tier of tiers) found.push({ leaf, tier, period, serviceTier });
  }
  return { prices: found, skipped: uniqueSkips(read.flatMap(({ prices }) => prices.skipped)) };
}

function wholly(why: string): ModelRead {
  return { prices: [], skipped: [{ unit: '*', why }] };
}

function completed(byLeaf: LeafPrices['byLeaf'], leaves: ReadonlySet<Leaf>): LeafPrices['byLeaf'] | undefined {
  const whole = new Map(byLeaf);
  for (const leaf of leaves) {
    const tiers = byLeaf.get(leaf) ?? inheritedPrice({ byLeaf }, leaf);
    if (tiers === undefined) return undefined;
    whole.set(leaf, tiers);
  }
  return whole;
}

function uniqueSkips(skips: ModelRead['skipped']): ModelRead['skipped'] {
  return [...new Map(skips.map((skip) => [`${skip.unit} ${skip.why}`, skip])).values()];
}

function mustBeKnown(value: object, fields: readonly string[]): void {
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw new Fault('price_invalid', `The feed has ${unknown}, which is not known.`);
}
