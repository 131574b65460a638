import type { Leaf } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';

/** What a key of an entry prices, and for which calls. */
export interface PriceKey {
  readonly leaf: Leaf;
  /** As rows name it; null is the standard one. */
  readonly serviceTier: string | null;
  /** As the key says, in tokens; 0 for calls of any size. */
  readonly aboveInputTokens: number;
  /** The region it is for; null is any. */
  readonly region: string | null;
}

/** The price of a leaf for some calls. */
export interface EntryPrice extends PriceKey {
  readonly unitPrice: string;
  readonly artefact: boolean;
}

/** Keys that price a leaf whatever the entry is for. */
const LEAF_OF: Readonly<Record<string, Leaf>> = {
  input_cost_per_token: 'uncached_input',
  cache_read_input_token_cost: 'cache_read',
  input_cost_per_token_cache_hit: 'cache_read',
  // A write of unknown life is filed with the five-minute ones, which are the providers' default.
  cache_creation_input_token_cost: 'cache_write_5m',
  cache_creation_input_token_cost_above_1hr: 'cache_write_1h',
  input_cost_per_audio_token: 'audio_in',
  cache_read_input_audio_token_cost: 'cache_read_audio',
  cache_read_input_image_token_cost: 'cache_read_image',
  input_cost_per_image_token: 'image_in',
  output_cost_per_token: 'output_text',
  output_cost_per_reasoning_token: 'reasoning',
  output_cost_per_audio_token: 'audio_out',
  output_cost_per_image_token: 'image_out',
  input_cost_per_query: 'request',
  input_cost_per_request: 'request',
  ocr_cost_per_page: 'page',
};

/** Keys that price a leaf only in entries of some modes: elsewhere the same key means something that is not metered. */
const LEAF_BY_MODE: Readonly<Record<string, { readonly leaf: Leaf; readonly modes: readonly string[] }>> = {
  input_cost_per_image: { leaf: 'image', modes: ['image_generation', 'image_edit'] },
  output_cost_per_image: { leaf: 'image', modes: ['image_generation', 'image_edit'] },
  input_cost_per_second: { leaf: 'second', modes: ['audio_transcription', 'audio_speech', 'video_generation'] },
  output_cost_per_second: { leaf: 'second', modes: ['audio_transcription', 'audio_speech', 'video_generation'] },
  input_cost_per_character: { leaf: 'character', modes: ['audio_speech'] },
  output_cost_per_character: { leaf: 'character', modes: ['audio_speech'] },
};

/** Service tiers as ends of keys, and the names rows have for them. */
const TIERS: Readonly<Record<string, string>> = {
  _batches: 'batch',
  _batch_requests: 'batch',
  _flex: 'flex',
  _priority: 'priority',
  _ultrafast: 'ultrafast',
  _balanced: 'balanced',
  _decisions: 'decisions',
};

const TIER_END = /_(?:batches|batch_requests|flex|priority|ultrafast|balanced|decisions)$/;
const CONTEXT_END = /_above_(\d{1,5})k_tokens$/;

/**
 * Reads a key such as `input_cost_per_token_above_200k_tokens_priority`, whose ends may stand in either order. `undefined` for
 * one that prices nothing we meter in an entry of this mode.
 */
export function readPriceKey(key: string, mode: string): PriceKey | undefined {
  let base = key;
  let serviceTier: string | null = null;
  let aboveInputTokens = 0;
  for (;;) {
    const tier: string | undefined = serviceTier === null ? TIER_END.exec(base)?.[0] : undefined;
    const context: RegExpExecArray | null = aboveInputTokens === 0 ? CONTEXT_END.exec(base) : null;
    if (tier !== undefined) {
      serviceTier = TIERS[tier] ?? null;
      base = base.slice(0, -tier.length);
    } else if (context !== null) {
      aboveInputTokens = Number(context[1]) * 1000;
      base = base.slice(0, -context[0].length);
    } else break;
  }
  const byMode = Object.hasOwn(LEAF_BY_MODE, base) ? LEAF_BY_MODE[base] : undefined;
  const always = Object.hasOwn(LEAF_OF, base) ? LEAF_OF[base] : undefined;
  const leaf = always ?? (byMode?.modes.includes(mode) ? byMode.leaf : undefined);
  return leaf === undefined ? undefined : { leaf, serviceTier, aboveInputTokens, region: null };
}

const PRICE = /cost|pric|multiplier|dbu/;

/** Keys that may be prices and give no row, and what that means for a bill. What is in no table fails the import. */
const UNMETERED: readonly (readonly [RegExp, string])[] = [
  [/dbu/, 'prices in units of a platform are not taken over'],
  [/per_pixel/, 'pixels are billed by the provider and not metered'],
  [/^annotation_cost_per_page/, 'annotated pages are billed by the provider and not metered'],
  [/_per_credit$|guardrail_cost_per_unit/, 'units of this service are billed by the provider and not metered'],
  [/_above_12hr/, 'cache writes of twelve hours have no leaf: they are priced as those of one hour'],
  [/^cache_creation_input_audio/, 'cached audio has no leaf of its own when written: it is priced as cache writes'],
  [/^explicit_cache_read/, 'cache reads of an explicit cache are not told from others and priced as them'],
  [/_per_second_\d+[pk]$|_per_image_[\d.]+K?$/, 'a size or quality that calls do not name'],
  [/_above_\d+s_interval$/, 'seconds of this kind of call are not metered'],
  [/per_text_message$/, 'text messages are billed by the provider and not metered'],
  [/video/, 'video has no leaf: its tokens are priced as those of text'],
  [/session|code_interpreter/, 'sessions are billed by the provider and not metered'],
  [/google_maps_grounding/, 'grounding by maps is billed by the provider and not metered'],
  [/search|vector_store|file_search/, 'searches of this kind are billed by the provider and not metered'],
  [/_per_second(?:_above_\d+k_tokens)?$/, 'seconds of this kind of call are not metered'],
  [/_per_image(?:_above_\d+k_tokens)?$/, 'images of this kind of call are priced by their tokens'],
  [/_per_character(?:_above_\d+k_tokens)?$/, 'this kind of call is priced by tokens'],
  [/^(?:fedramp|regional_endpoint)_uplift_multiplier$/, 'calls to such an endpoint are priced without the uplift'],
  [/^citation_cost_per_token$/, 'citation tokens have no leaf: they are priced as output text'],
];

/** Keys that look like prices and are none. */
const NO_PRICES: readonly string[] = ['tiered_pricing', 'off_peak_pricing', 'comment', 'pricing_source'];

/**
 * Why a key that may be a price gives no row; `undefined` for a key that is none. `price_invalid` for one that is not known: its price
 * must neither vanish nor be billed as something else.
 */
export function whyUnmetered(key: string): string | undefined {
  if (!PRICE.test(key) || NO_PRICES.includes(key)) return undefined;
  const why = UNMETERED.find(([pattern]) => pattern.test(key))?.[1];
  if (why === undefined) throw new Fault('price_invalid', `The map prices ${key}, which is not known.`);
  return why;
}
