import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { GENAI_PRICES_BOOK } from '../books.ts';
import { type FeedImport, feedImport, type SkippedPrice } from '../feed-import.ts';
import { LEAF_FALLBACKS } from '../leaf-fallbacks.ts';
import { priceRowId } from '../price-row-id.ts';
import { type FeedPeriod, feedPeriods } from './feed-periods.ts';
import type { FeedMatch, FeedModel, FeedProvider } from './feed-shape.ts';
import { inheritedPrice, type LeafPrices, leafPrices, type TierPrice } from './leaf-prices.ts';

/**
 * The price rows of `@pydantic/genai-prices`' provider data. All of its prices are USD. Ids do not depend on `version`, so
 * that importing an unchanged price again gives the same row.
 */
export function rowsFromGenaiPrices(data: readonly FeedProvider[], version: string): FeedImport {
  const rows = new Map<string, PriceRow>();
  const skipped: SkippedPrice[] = [];
  for (const provider of data) {
    for (const model of provider.models) {
      const read = readModel(provider, model, version);
      for (const row of read.rows) rows.set(row.id, row);
      for (const { unit, why } of read.skipped) skipped.push({ provider: provider.id, model: model.id, unit, why });
    }
  }
  return feedImport([...rows.values()], skipped);
}

interface ModelRead {
  readonly rows: readonly PriceRow[];
  readonly skipped: readonly { readonly unit: string; readonly why: string }[];
}

function readModel(provider: FeedProvider, model: FeedModel, version: string): ModelRead {
  const periods = feedPeriods(model)?.map((period) => ({ period, prices: leafPrices(period.prices) }));
  if (periods === undefined) return wholly('its times cannot be said by rows');
  if (periods.every(({ period }) => Object.keys(period.prices).length === 0))
    return wholly('the feed names no price: free and unknown look the same there');
  const lost = periods.flatMap(({ prices }) => prices.unreadable).find((leaf) => LEAF_FALLBACKS[leaf] !== undefined);
  if (lost !== undefined) return wholly(`its price of ${lost} cannot be taken over, and would be billed as another`);
  const allDay = new Set(
    periods.flatMap(({ period, prices }) => (period.daily === null ? [...prices.byLeaf.keys()] : [])),
  );
  const rows: PriceRow[] = [];
  for (const { period, prices } of periods) {
    // A window is taken whole: what only the rest of the day prices must not shine through it.
    const leaves = period.daily === null ? prices.byLeaf : completed(prices.byLeaf, allDay);
    if (leaves === undefined) return wholly('a daily window leaves out what the rest of the day prices');
    for (const [leaf, tiers] of leaves) {
      for (const tier of tiers) rows.push(rowOf(provider, model, { leaf, tier, period, version }));
    }
  }
  return { rows, skipped: uniqueUnits(periods.flatMap(({ prices }) => prices.skipped)) };
}

function wholly(why: string): ModelRead {
  return { rows: [], skipped: [{ unit: '*', why }] };
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

interface RowParts {
  readonly leaf: Leaf;
  readonly tier: TierPrice;
  readonly period: FeedPeriod;
  readonly version: string;
}

function rowOf(provider: FeedProvider, model: FeedModel, { leaf, tier, period, version }: RowParts): PriceRow {
  const content = {
    book: GENAI_PRICES_BOOK,
    provider: provider.id,
    model: model.id,
    matcher: matcherOf(model.match),
    leaf,
    unitPrice: tier.unitPrice,
    currency: 'USD',
    effectiveFrom: period.effectiveFrom,
    effectiveTo: period.effectiveTo,
    daily: period.daily,
    aboveInputTokens: tier.aboveInputTokens,
    serviceTier: null,
    region: null,
    root: null,
    flag: tier.artefact ? ('float_artefact' as const) : null,
  };
  return { id: priceRowId(content), ...content, source: { feed: GENAI_PRICES_BOOK, version } };
}

function matcherOf(match: FeedMatch): ModelMatcher {
  if ('or' in match) return { any: match.or.map(matcherOf) };
  if ('and' in match) return { all: match.and.map(matcherOf) };
  if ('starts_with' in match) return { startsWith: match.starts_with };
  if ('ends_with' in match) return { endsWith: match.ends_with };
  return match;
}

function uniqueUnits<T extends { readonly unit: string }>(units: readonly T[]): T[] {
  return [...new Map(units.map((skip) => [skip.unit, skip])).values()];
}
