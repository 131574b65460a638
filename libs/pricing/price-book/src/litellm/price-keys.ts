import type { Leaf } from '@suanpan/facts';

/** What a key of an entry prices, and for which calls. */
export interface PriceKey {
  readonly leaf: Leaf;
  /** As rows name it; null is the standard one. */
  readonly serviceTier: string | null;
  /** As the key says, in tokens; 0 for calls of any size. */
  readonly aboveInputTokens: number;
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
  input_cost_per_image_token: 'image_in',
  output_cost_per_token: 'output_text',
  output_cost_per_reasoning_token: 'reasoning',
  output_cost_per_audio_token: 'audio_out',
  output_cost_per_image_token: 'image_out',
  input_cost_per_query: 'request',
  input_cost_per_request: 'request',
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
};

const TIER_END = /_(?:batches|batch_requests|flex|priority)$/;
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
  return leaf === undefined ? undefined : { leaf, serviceTier, aboveInputTokens };
}

const PRICE = /cost|pric|multiplier|dbu/;

const UNMETERED: readonly (readonly [RegExp, string])[] = [
  [/per_pixel/, 'pixels are billed by the provider and not metered'],
  [/_page/, 'pages are billed by the provider and not metered'],
  [/video/, 'video has no leaf: its tokens are priced as those of text'],
  [/session|code_interpreter/, 'sessions are billed by the provider and not metered'],
  [/search/, 'searches are billed by the provider and not metered'],
  [/_per_second/, 'seconds of this kind of call are not metered'],
  [/image_token/, 'cached images have no leaf: they are priced as cache reads'],
  [/_per_image/, 'images of this kind of call are priced by their tokens'],
  [/_per_character/, 'this kind of call is priced by tokens'],
  [/uplift|multiplier/, 'calls to such a region are priced without the uplift'],
  [/provider_specific/, 'calls of such a kind are priced without the multiplier'],
  [/citation/, 'citation tokens have no leaf: they are priced as output text'],
];

/** Why a key that may be a price gives no row; `undefined` for a key that is none. */
export function whyUnmetered(key: string): string | undefined {
  if (!PRICE.test(key) && key !== 'provider_specific_entry') return undefined;
  return UNMETERED.find(([pattern]) => pattern.test(key))?.[1] ?? 'the unit is not known';
}
