import type { Leaf } from '@suanpan/facts';
import { isJsonObject } from '../exact-json.ts';
import { unitPriceOf } from '../exact-number.ts';
import { LEAF_FALLBACKS } from '../leaf-fallbacks.ts';
import { type PriceKey, readPriceKey, whyUnmetered } from './price-keys.ts';

/** The price of a leaf for some calls. */
export interface EntryPrice extends PriceKey {
  readonly unitPrice: string;
  readonly artefact: boolean;
}

/** What an entry says, or why nothing of it can be taken over. */
export interface EntryPrices {
  readonly prices: readonly EntryPrice[];
  readonly skipped: readonly { readonly unit: string; readonly why: string }[];
}

type Entry = Readonly<Record<string, unknown>>;
type Skipped = { readonly unit: string; readonly why: string };

/** Leaves whose price within a context tier that leaves them out is that tier's input price, never another tier's. */
const CACHE_LEAVES = ['cache_read', 'cache_write_5m', 'cache_write_1h'] as const satisfies readonly Leaf[];

/** The prices of one entry of the map; every key that may be a price is taken over or skipped with the reason. */
export function entryPrices(entry: Entry): EntryPrices {
  if (entry.off_peak_pricing !== undefined && entry.off_peak_pricing !== null)
    return wholly('its prices depend on the time of day in a way that is not taken over');
  const skipped: Skipped[] = [];
  const found = new Map<string, EntryPrice>();
  const put = (price: EntryPrice, unit: string): string | undefined => {
    const rival = found.get(conditionOf(price));
    // Older entries name a unit by its input and its output, one of them with a zero that means nothing.
    if (
      rival !== undefined &&
      rival.unitPrice !== '0' &&
      price.unitPrice !== '0' &&
      rival.unitPrice !== price.unitPrice
    )
      return `${unit}: two prices of ${price.leaf}`;
    if (rival === undefined || rival.unitPrice === '0') found.set(conditionOf(price), price);
    return undefined;
  };
  for (const [unit, value, above] of pricesNamed(entry)) {
    const key = readPriceKey(unit, String(entry.mode ?? ''));
    if (key === undefined) {
      const why = isNothing(value) ? undefined : whyUnmetered(unit);
      if (why !== undefined) skipped.push({ unit, why });
      continue;
    }
    if (value === null || value === undefined) continue;
    const exact = unitPriceOf(typeof value === 'string' ? value.trim() : '', 1n);
    // A price that is lost must not let its leaf be billed as another.
    if (exact.unitPrice === undefined) return wholly(`${unit}: ${exact.why}`);
    const flaw = put({ ...key, ...above, unitPrice: exact.unitPrice, artefact: exact.artefact }, unit);
    if (flaw !== undefined) return wholly(flaw);
  }
  const prices = [...found.values()];
  if (prices.length === 0) return { prices: [], skipped: [...skipped, { unit: '*', why: 'no price that is metered' }] };
  if (prices.every(({ unitPrice }) => unitPrice === '0'))
    return wholly('all its prices are 0: free and unknown look the same there');
  return { prices: [...prices, ...tierFallbacks(prices)], skipped: [...skipped, ...tiersWithoutContext(prices)] };
}

/** A name with its value and, within `tiered_pricing`, where the tier starts. */
type Named = readonly [unit: string, value: unknown, above: { readonly aboveInputTokens?: number }];

function pricesNamed(entry: Entry): Named[] {
  const { tiered_pricing: tiers, ...flat } = entry;
  const named: Named[] = Object.entries(flat).map(([unit, value]) => [unit, value, {}]);
  if (!Array.isArray(tiers)) return named;
  for (const tier of tiers) {
    if (!isJsonObject(tier)) continue;
    const { range, ...prices } = tier;
    const aboveInputTokens = Number(Array.isArray(range) ? range[0] : Number.NaN);
    for (const [unit, value] of Object.entries(prices)) named.push([unit, value, { aboveInputTokens }]);
  }
  return named;
}

function conditionOf({ leaf, serviceTier, aboveInputTokens }: PriceKey): string {
  return JSON.stringify([leaf, serviceTier, aboveInputTokens]);
}

/** A value that says there is nothing: neither a price nor a table of some. */
function isNothing(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'boolean' || /^0(\.0*)?$/.test(String(value));
}

function wholly(why: string): EntryPrices {
  return { prices: [], skipped: [{ unit: '*', why }] };
}

/** The rows that say a context tier's prices of what it leaves out. */
function tierFallbacks(prices: readonly EntryPrice[]): EntryPrice[] {
  const byCondition = new Map(prices.map((price) => [conditionOf(price), price]));
  const added: EntryPrice[] = [];
  for (const input of prices) {
    if (input.leaf !== 'uncached_input' || input.aboveInputTokens === 0) continue;
    for (const leaf of CACHE_LEAVES) {
      const own = { ...input, leaf };
      const elsewhere = prices.some((price) => price.leaf === leaf && price.aboveInputTokens < input.aboveInputTokens);
      if (!elsewhere || byCondition.has(conditionOf(own))) continue;
      const parents = (LEAF_FALLBACKS[leaf] ?? []).flat().map((parent) => conditionOf({ ...input, leaf: parent }));
      const nearest = parents.map((condition) => byCondition.get(condition)).find((price) => price !== undefined);
      added.push({ ...own, unitPrice: (nearest ?? input).unitPrice, artefact: (nearest ?? input).artefact });
    }
  }
  return added;
}

/** Service tiers without the context tiers that the standard one has: worth saying, because they are priced as any size. */
function tiersWithoutContext(prices: readonly EntryPrice[]): Skipped[] {
  const conditions = new Set(prices.map(conditionOf));
  const said = new Map<string, Skipped>();
  for (const { leaf, serviceTier } of prices) {
    if (serviceTier === null) continue;
    for (const { aboveInputTokens } of prices.filter((price) => price.leaf === leaf && price.serviceTier === null)) {
      if (aboveInputTokens === 0 || conditions.has(conditionOf({ leaf, serviceTier, aboveInputTokens }))) continue;
      const unit = `${serviceTier} above ${aboveInputTokens}`;
      said.set(unit, {
        unit,
        why: `long calls of tier ${serviceTier} have no price of their own, priced as short ones`,
      });
    }
  }
  return [...said.values()];
}
