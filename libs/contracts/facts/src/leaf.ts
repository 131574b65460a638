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

/**
 * What is charged or credited without usage: fees of commitments, true-ups to a minimum, credits put to use, what a money
 * commitment covers, credits for broken promises, prices of accepted results, and corrections by hand.
 */
export const CHARGES = [
  'fee',
  'true_up',
  'credit',
  'covered',
  'overage',
  'sla_credit',
  'result',
  'correction',
] as const;
export type Charge = (typeof CHARGES)[number];

export type TokenLeaf = (typeof TOKEN_LEAVES)[number];
export type Leaf = (typeof LEAVES)[number];
