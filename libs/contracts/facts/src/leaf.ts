/**
 * The leaf quantities: mutually exclusive buckets a price applies to. Each token of a call lands in exactly one of the
 * token leaves; the remaining leaves count other units.
 */
export const TOKEN_LEAVES = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'audio_in',
  'cache_read_audio',
  'image_in',
  'output_text',
  'reasoning',
  'audio_out',
  'image_out',
] as const;

export const UNIT_LEAVES = ['request', 'image', 'second', 'character'] as const;

export const LEAVES = [...TOKEN_LEAVES, ...UNIT_LEAVES] as const;

export type TokenLeaf = (typeof TOKEN_LEAVES)[number];
export type Leaf = (typeof LEAVES)[number];
