import type { FeedModel, FeedPrices } from '../feed/feed-shape.ts';

/** A model of the feed that is wrong, and what is right. An entry that is not `checked` still has to be compared with its source. */
export interface Correction {
  readonly provider: string;
  /** What the feed says of the model; `null` where it does not have it. Said otherwise, the correction is not needed. */
  readonly was: FeedModel | null;
  readonly is: FeedModel;
  /** Where the right price is published. */
  readonly source: string;
  /** The day on which the entry was made. */
  readonly date: string;
  /** Whether somebody compared it with its source. */
  readonly checked: boolean;
  readonly why: string;
}

/** A model that costs nothing, where the feed names no price. */
export interface FreeModel {
  readonly provider: string;
  readonly model: string;
  readonly source: string;
  readonly date: string;
  readonly checked: boolean;
}

/** The feed's own later data says it. */
const GROQ = { source: 'https://github.com/pydantic/genai-prices', date: '2026-12-01', checked: true };

/** Corrections of genai-prices, applied to the shipped book and to every import of the feed. */
export const CORRECTIONS: readonly Correction[] = [
  {
    provider: 'groq',
    was: {
      id: 'openai/gpt-oss-120b',
      match: { or: [{ equals: 'openai/gpt-oss-120b' }, { equals: 'openai/gpt-oss-safeguard-20b' }] },
      prices: { input_mtok: 0.15, cache_read_mtok: 0.075, output_mtok: 0.6 },
    },
    is: {
      id: 'openai/gpt-oss-120b',
      match: { equals: 'openai/gpt-oss-120b' },
      prices: { input_mtok: 0.15, cache_read_mtok: 0.075, output_mtok: 0.6 },
    },
    ...GROQ,
    why: 'The feed up to 0.1.8 prices gpt-oss-safeguard-20b as gpt-oss-120b, at twice its price.',
  },
  {
    provider: 'groq',
    was: null,
    is: {
      id: 'openai/gpt-oss-safeguard-20b',
      match: { equals: 'openai/gpt-oss-safeguard-20b' },
      prices: { input_mtok: 0.075, cache_read_mtok: 0.0375, output_mtok: 0.3 },
    },
    ...GROQ,
    why: 'The feed up to 0.1.8 prices gpt-oss-safeguard-20b as gpt-oss-120b, at twice its price.',
  },
  tuned('ft:gpt-4o', { input_mtok: 3.75, output_mtok: 15 }),
  tuned('ft:gpt-4o-mini', { input_mtok: 0.3, output_mtok: 1.2 }),
  {
    provider: 'azure',
    was: {
      id: 'o4-mini',
      match: { or: [{ contains: 'o4-mini' }, { contains: 'o4-mini-2025-04-16' }] },
      prices: { input_mtok: 1.1, cache_read_mtok: 0.275, output_mtok: 4.4 },
    },
    is: {
      id: 'o4-mini',
      match: { or: [{ equals: 'o4-mini' }, { equals: 'o4-mini-2025-04-16' }] },
      prices: { input_mtok: 1.1, cache_read_mtok: 0.275, output_mtok: 4.4 },
    },
    source: 'https://azure.microsoft.com/en-us/pricing/details/azure-openai/',
    date: '2026-12-01',
    checked: false,
    why: 'The feed takes every name that contains o4-mini for it, such as o4-mini-deep-research, which costs more.',
  },
  {
    provider: 'openrouter',
    was: null,
    is: { id: 'openrouter:free', match: { ends_with: ':free' }, prices: {} },
    source: 'https://openrouter.ai/docs/guides/routing/model-variants/free',
    date: '2026-12-01',
    checked: false,
    why: 'Whatever model it is, its free variant costs nothing; the feed names those that exist on one day.',
  },
];

/** Gateways write a tuned model without the date of its base, of which there is one price. */
function tuned(id: string, prices: FeedPrices): Correction {
  return {
    provider: 'openai',
    was: { id, match: { starts_with: `${id}-2024-` }, prices },
    is: { id, match: { or: [{ starts_with: `${id}-2024-` }, { starts_with: `${id}:` }] }, prices },
    source: 'https://platform.openai.com/docs/pricing',
    date: '2026-12-01',
    checked: false,
    why: 'A name without the date of the base is in no list of the feed.',
  };
}

/** Models without a price in the feed that are free by what their provider says; names that end in `:free` need no entry. */
export const FREE_MODELS: readonly FreeModel[] = [
  {
    provider: 'openai',
    model: 'moderation',
    source: 'https://platform.openai.com/docs/models/omni-moderation-latest',
    date: '2026-12-01',
    checked: false,
  },
];
