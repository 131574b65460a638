import type { Leaf } from '@suanpan/facts';

/**
 * Which price a leaf is billed at when a list names none for it: the nearest kind of use that contains it, step by step, as
 * the genai-prices feed does. The line keeps its own leaf and names the row it used.
 * A step with two parents holds only if exactly one of them is priced: with both, the price of the overlap is unknown,
 * and the feed refuses such a list as well.
 */
export const LEAF_FALLBACKS: Readonly<Partial<Record<Leaf, readonly (readonly Leaf[])[]>>> = {
  cache_read: [['uncached_input']],
  // The feed's plain cache write, of unknown or five-minute life, is filed as cache_write_5m.
  cache_write_5m: [['uncached_input']],
  cache_write_1h: [['cache_write_5m'], ['uncached_input']],
  audio_in: [['uncached_input']],
  cache_read_audio: [['cache_read', 'audio_in'], ['uncached_input']],
  image_in: [['uncached_input']],
  cache_read_image: [['cache_read', 'image_in'], ['uncached_input']],
  reasoning: [['output_text']],
  audio_out: [['output_text']],
  image_out: [['output_text']],
};
