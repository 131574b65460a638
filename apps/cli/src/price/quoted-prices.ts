import type { Leaf } from '@suanpan/facts';
import type { QuotedPrice } from '@suanpan/price-book';

/** What a price option is for: its name before `-per-…`, and the leaf it prices. */
export const PRICED_LEAVES: readonly { readonly option: string; readonly leaf: Leaf; readonly what: string }[] = [
  { option: 'input', leaf: 'uncached_input', what: 'input tokens' },
  { option: 'output', leaf: 'output_text', what: 'output tokens' },
  { option: 'cache-read', leaf: 'cache_read', what: 'input tokens read from a cache' },
  { option: 'cache-write', leaf: 'cache_write_5m', what: 'input tokens written to a cache' },
  { option: 'cache-write-1h', leaf: 'cache_write_1h', what: 'input tokens written to a cache for an hour' },
  { option: 'reasoning', leaf: 'reasoning', what: 'reasoning tokens' },
  { option: 'audio-in', leaf: 'audio_in', what: 'audio input tokens' },
  { option: 'audio-out', leaf: 'audio_out', what: 'audio output tokens' },
  { option: 'image-in', leaf: 'image_in', what: 'image input tokens' },
  { option: 'image-out', leaf: 'image_out', what: 'image output tokens' },
  { option: 'request', leaf: 'request', what: 'requests' },
  { option: 'image', leaf: 'image', what: 'images' },
  { option: 'second', leaf: 'second', what: 'seconds' },
  { option: 'character', leaf: 'character', what: 'characters' },
];

/** The numbers of units a price may be quoted for, by the end of the option's name. */
export const PRICE_UNITS: readonly { readonly suffix: string; readonly per: number }[] = [
  { suffix: 'per-million', per: 1_000_000 },
  { suffix: 'per-1k', per: 1_000 },
  { suffix: 'each', per: 1 },
];

/** The prices among a command's options, by leaf; `twice` names an option that prices a leaf a second time. */
export function quotedPrices(options: Readonly<Record<string, unknown>>): {
  readonly prices: Partial<Record<Leaf, QuotedPrice>>;
  readonly twice?: string;
} {
  const prices: Partial<Record<Leaf, QuotedPrice>> = {};
  for (const { option, leaf } of PRICED_LEAVES) {
    for (const { suffix, per } of PRICE_UNITS) {
      const amount = options[camelCase(`${option}-${suffix}`)];
      if (typeof amount !== 'string') continue;
      if (prices[leaf] !== undefined) return { prices, twice: `--${option}-${suffix}` };
      prices[leaf] = { amount, per };
    }
  }
  return { prices };
}

/** The name commander gives an option: `input-per-1k` is `inputPer1k`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
