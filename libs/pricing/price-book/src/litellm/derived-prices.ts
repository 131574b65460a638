import { exactOf, exactText, times } from '@suanpan/money';
import { isJsonObject } from '../exact-json.ts';
import type { EntryPrice } from './price-keys.ts';

type Entry = Readonly<Record<string, unknown>>;
interface Skipped {
  readonly unit: string;
  readonly why: string;
}

/** A place or a way of being served that multiplies every price of an entry. */
interface Multiplier {
  readonly unit: string;
  readonly by: string;
  readonly region: string | null;
  readonly serviceTier: string | null;
}

/** Terms of `provider_specific_entry` that say nothing about money. */
const NO_TERMS_OF_MONEY =
  /^(?:realtime_ga_only|bedrock_invocation_schema|dashscope_video_reference_input|minimax_free_input_images|volcengine_video_frames|transcription_.*)$/;
const UPLIFT = /^regional_processing_uplift_multiplier_(eu|us)$/;

/**
 * The multipliers of an entry: `regional_processing_uplift_multiplier_eu`, and Anthropic's `{"fast": 6, "us": 1.1}`. A term that is not
 * known, or is another provider's, is named.
 */
export function multipliersOf(entry: Entry): {
  readonly known: readonly Multiplier[];
  readonly skipped: readonly Skipped[];
} {
  const known: Multiplier[] = [];
  const skipped: Skipped[] = [];
  for (const [unit, value] of Object.entries(entry)) {
    const region = UPLIFT.exec(unit)?.[1];
    if (region !== undefined && value !== null) known.push({ unit, by: String(value), region, serviceTier: null });
  }
  const terms = isJsonObject(entry.provider_specific_entry) ? entry.provider_specific_entry : {};
  for (const [term, value] of Object.entries(terms)) {
    if (NO_TERMS_OF_MONEY.test(term)) continue;
    const unit = `provider_specific_entry.${term}`;
    if (entry.litellm_provider !== 'anthropic' || !['us', 'fast'].includes(term))
      skipped.push({ unit, why: 'calls of such a kind are priced without the multiplier' });
    else if (term === 'fast') known.push({ unit, by: String(value), region: null, serviceTier: 'fast' });
    else known.push({ unit, by: String(value), region: term, serviceTier: null });
  }
  return { known, skipped };
}

/** Every price times each multiplier, exactly: tiers first, so that a place multiplies those as well. */
export function multiplied(prices: readonly EntryPrice[], multipliers: readonly Multiplier[]): EntryPrice[] {
  const all = [...prices];
  for (const { by, serviceTier } of multipliers.filter(({ region }) => region === null)) {
    // A speed is one of the standard tier.
    for (const price of prices) if (price.serviceTier === null) all.push({ ...product(price, by), serviceTier });
  }
  const places = multipliers.filter(({ region }) => region !== null);
  return [...all, ...places.flatMap(({ by, region }) => all.map((price) => ({ ...product(price, by), region })))];
}

function product(price: EntryPrice, by: string): EntryPrice {
  const [unit, factor] = [exactOf(price.unitPrice), exactOf(by)];
  // What cannot be read is marked as damaged: it matches and is never billed.
  if (unit === undefined || factor === undefined) return { ...price, artefact: true };
  const exact = times(unit, factor);
  return { ...price, unitPrice: exactText(exact), artefact: price.artefact };
}

/**
 * Thoughts that cost what other output does go on doing so: they follow the output price of each service tier and context tier that
 * names none for them.
 */
export function thoughtsOfTiers(prices: readonly EntryPrice[]): EntryPrice[] {
  const standard = (leaf: EntryPrice['leaf']) =>
    prices.find((price) => price.leaf === leaf && price.serviceTier === null && price.aboveInputTokens === 0)
      ?.unitPrice;
  const thoughts = standard('reasoning');
  if (thoughts === undefined || thoughts !== standard('output_text')) return [];
  const told = (of: EntryPrice) =>
    prices.some(
      ({ leaf, serviceTier, aboveInputTokens }) =>
        leaf === 'reasoning' && serviceTier === of.serviceTier && aboveInputTokens === of.aboveInputTokens,
    );
  return prices
    .filter((price) => price.leaf === 'output_text' && !told(price))
    .map((price) => ({ ...price, leaf: 'reasoning' }));
}
