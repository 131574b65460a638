import { isJsonObject } from '../exact-json.ts';
import { unitPriceOf } from '../exact-number.ts';
import { multiplied, multipliersOf, thoughtsOfTiers } from './derived-prices.ts';
import { isFreeEntry } from './free-entries.ts';
import { type EntryPrice, type PriceKey, readPriceKey, whyUnmetered } from './price-keys.ts';

/** What an entry says, or why nothing of it can be taken over. */
export interface EntryPrices {
  readonly prices: readonly EntryPrice[];
  readonly skipped: readonly { readonly unit: string; readonly why: string }[];
}

type Entry = Readonly<Record<string, unknown>>;
type Skipped = { readonly unit: string; readonly why: string };

/**
 * The prices of one entry of the map; every key that may be a price is taken over or skipped with the reason. `price_invalid` for a key
 * that is not known.
 */
export function entryPrices(key: string, entry: Entry): EntryPrices {
  const { named, skipped } = keysOf(entry);
  if (entry.off_peak_pricing !== undefined && entry.off_peak_pricing !== null)
    return wholly('its prices depend on the time of day in a way that is not taken over');
  const found = new Map<string, EntryPrice>();
  for (const { unit, value, price } of named) {
    const exact = unitPriceOf(typeof value === 'string' ? value.trim() : '', 1n);
    // A price that is lost must not let its leaf be billed as another.
    if (exact.unitPrice === undefined) return wholly(`${unit}: ${exact.why}`);
    const flaw = put(found, { ...price, unitPrice: exact.unitPrice, artefact: exact.artefact }, unit);
    if (flaw !== undefined) return wholly(flaw);
  }
  const prices = [...found.values()];
  if (prices.length === 0) return { prices: [], skipped: [...skipped, { unit: '*', why: 'no price that is metered' }] };
  if (prices.every(({ unitPrice }) => unitPrice === '0') && !isFreeEntry(key, entry))
    return wholly('all its prices are 0: free and unknown look the same there');
  const multipliers = multipliersOf(entry);
  const told = [...prices, ...thoughtsOfTiers(prices)];
  return {
    prices: multiplied(told, multipliers.known),
    skipped: [...skipped, ...multipliers.skipped, ...tiersWithoutPrice(told)],
  };
}

/** A price as the map names it. */
interface NamedPrice {
  readonly unit: string;
  readonly value: unknown;
  readonly price: PriceKey;
}

/** Sorts the keys of an entry: those that price a leaf, and why the others that may be prices do not. */
function keysOf(entry: Entry): { readonly named: readonly NamedPrice[]; readonly skipped: readonly Skipped[] } {
  const named: NamedPrice[] = [];
  const skipped: Skipped[] = [];
  for (const [unit, value, above] of valuesOf(entry)) {
    if (isMultiplier(unit)) continue;
    const price = readPriceKey(unit, String(entry.mode ?? ''));
    if (price !== undefined) {
      if (value !== null && value !== undefined) named.push({ unit, value, price: { ...price, ...above } });
      continue;
    }
    if (unit === 'search_context_cost_per_query' && isJsonObject(value)) {
      const search = searchPrice(value);
      if (search === undefined) skipped.push({ unit, why: 'searches cost by a context size that calls do not name' });
      else named.push({ unit, value: search, price: SEARCH });
      continue;
    }
    const why = whyUnmetered(unit);
    if (why !== undefined && !isNothing(value)) skipped.push({ unit, why });
  }
  return { named, skipped };
}

const SEARCH: PriceKey = { leaf: 'web_search', serviceTier: null, aboveInputTokens: 0, region: null };

/** One price for searches of every size, or none. */
function searchPrice(bySize: Entry): unknown {
  const prices = [...new Set(Object.values(bySize))];
  return prices.length === 1 ? prices[0] : undefined;
}

function isMultiplier(unit: string): boolean {
  return unit === 'provider_specific_entry' || unit.startsWith('regional_processing_uplift_multiplier_');
}

/** Files a price; why not, where another of the same calls is there. */
function put(found: Map<string, EntryPrice>, price: EntryPrice, unit: string): string | undefined {
  const condition = conditionOf(price);
  const rival = found.get(condition);
  // Older entries name a unit by its input and its output, one of them with a zero that means nothing.
  if (rival !== undefined && rival.unitPrice !== '0' && price.unitPrice !== '0' && rival.unitPrice !== price.unitPrice)
    return `${unit}: two prices of ${price.leaf}`;
  if (rival === undefined || rival.unitPrice === '0') found.set(condition, price);
  return undefined;
}

/** A name with its value and, within `tiered_pricing`, where the tier starts. */
type Named = readonly [unit: string, value: unknown, above: { readonly aboveInputTokens?: number }];

function valuesOf(entry: Entry): Named[] {
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

function conditionOf({ leaf, serviceTier, aboveInputTokens, region }: PriceKey): string {
  return JSON.stringify([leaf, serviceTier, aboveInputTokens, region]);
}

/** A value that says there is nothing: neither a price nor a table of some. */
function isNothing(value: unknown): boolean {
  return value === null || value === undefined || typeof value === 'boolean' || /^0(\.0*)?$/.test(String(value));
}

function wholly(why: string): EntryPrices {
  return { prices: [], skipped: [{ unit: '*', why }] };
}

/**
 * Calls for which some leaf has a price of its own and another has none: the price of smaller calls, or of the standard tier, holds as
 * the map says it. Worth saying, because people expect another.
 */
function tiersWithoutPrice(prices: readonly EntryPrice[]): Skipped[] {
  const conditions = new Set(prices.map(conditionOf));
  const said = new Map<string, Skipped>();
  const contexts = [...new Set(prices.map(({ aboveInputTokens }) => aboveInputTokens))].filter((above) => above > 0);
  for (const { leaf, serviceTier, aboveInputTokens: below } of prices) {
    for (const aboveInputTokens of contexts) {
      const isTold = conditions.has(conditionOf({ leaf, serviceTier, aboveInputTokens, region: null }));
      if (isTold || below >= aboveInputTokens || !TOKENS.test(leaf)) continue;
      const unit = `${leaf}${serviceTier === null ? '' : ` of tier ${serviceTier}`} above ${aboveInputTokens}`;
      said.set(unit, { unit, why: 'long calls have no price of their own here, priced as short ones' });
    }
  }
  return [...said.values()];
}

/** Leaves whose price may depend on the size of the call. */
const TOKENS = /_input$|^cache_|^output_text$|^reasoning$/;
