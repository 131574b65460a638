import type { Mark } from './marks.ts';

/** What an entry of the table of quantities says. */
interface QuantityRow {
  /** Name in a usage event, and of the field that senders write. */
  readonly field: string;
  /** The bucket a price applies to. For a token total: what none of its subsets takes. */
  readonly leaf: string;
  /** What one of it is; components of plans count by it. Every token leaf is in tokens, any other is a unit of its own. */
  readonly unit: string;
  /** `tokens` and `count` are whole numbers, `decimal` is decimal text with at most six fraction digits. */
  readonly kind: 'tokens' | 'count' | 'decimal';
  /**
   * Quantities that include it, each named in a row before this one. A token total has none and is required in every event;
   * one with two is their overlap.
   */
  readonly within: readonly string[];
  /** Name in the ledger. */
  readonly column: string;
  /** Whether the ledger has columns of its own for quantity, priced quantity and cost, or keeps it in maps. */
  readonly stored: 'column' | 'map';
  /** Heading on paper. */
  readonly title: string;
  /** In a sentence: "price of one million …". */
  readonly words: string;
  /** For those who send it. */
  readonly meaning: string;
}

/**
 * Every quantity a call can use: the one list that intake, canonical line, leaves, ledger, views, what-if, corrections, price
 * entry, units of plans, statements and both OpenAPI documents are derived from. The order is that of the canonical
 * line: a new quantity goes to the end. A field, leaf or column is never renamed or removed, because logs and ledgers hold it.
 */
export const QUANTITIES = [
  {
    field: 'inputTokens',
    leaf: 'uncached_input',
    unit: 'token',
    kind: 'tokens',
    within: [],
    column: 'input_tokens',
    stored: 'column',
    title: 'Input',
    words: 'input tokens',
    meaning: 'All input tokens: cache reads and writes, audio and images are parts of it.',
  },
  {
    field: 'outputTokens',
    leaf: 'output_text',
    unit: 'token',
    kind: 'tokens',
    within: [],
    column: 'output_tokens',
    stored: 'column',
    title: 'Output',
    words: 'output tokens',
    meaning: 'All output tokens: reasoning, audio and images are parts of it.',
  },
  {
    field: 'cacheReadTokens',
    leaf: 'cache_read',
    unit: 'token',
    kind: 'tokens',
    within: ['inputTokens'],
    column: 'cache_read_tokens',
    stored: 'column',
    title: 'Cache read',
    words: 'input tokens read from a cache',
    meaning: 'Part of inputTokens: read from a cache.',
  },
  {
    field: 'cacheWrite5mTokens',
    leaf: 'cache_write_5m',
    unit: 'token',
    kind: 'tokens',
    within: ['inputTokens'],
    column: 'cache_write_5m_tokens',
    stored: 'column',
    title: 'Cache write 5 min',
    words: 'input tokens written to a cache',
    meaning: 'Part of inputTokens: written to a cache for five minutes or an unknown time.',
  },
  {
    field: 'cacheWrite1hTokens',
    leaf: 'cache_write_1h',
    unit: 'token',
    kind: 'tokens',
    within: ['inputTokens'],
    column: 'cache_write_1h_tokens',
    stored: 'column',
    title: 'Cache write 1 h',
    words: 'input tokens written to a cache for an hour',
    meaning: 'Part of inputTokens: written to a cache for an hour.',
  },
  {
    field: 'audioInputTokens',
    leaf: 'audio_in',
    unit: 'token',
    kind: 'tokens',
    within: ['inputTokens'],
    column: 'audio_input_tokens',
    stored: 'map',
    title: 'Audio input',
    words: 'audio input tokens',
    meaning: 'Part of inputTokens: audio, cached or not.',
  },
  {
    field: 'cacheReadAudioTokens',
    leaf: 'cache_read_audio',
    unit: 'token',
    kind: 'tokens',
    within: ['cacheReadTokens', 'audioInputTokens'],
    column: 'cache_read_audio_tokens',
    stored: 'map',
    title: 'Cache read, audio',
    words: 'audio input tokens read from a cache',
    meaning: 'Part of both cacheReadTokens and audioInputTokens.',
  },
  {
    field: 'imageInputTokens',
    leaf: 'image_in',
    unit: 'token',
    kind: 'tokens',
    within: ['inputTokens'],
    column: 'image_input_tokens',
    stored: 'map',
    title: 'Image input',
    words: 'image input tokens',
    meaning: 'Part of inputTokens: images.',
  },
  {
    field: 'reasoningTokens',
    leaf: 'reasoning',
    unit: 'token',
    kind: 'tokens',
    within: ['outputTokens'],
    column: 'reasoning_tokens',
    stored: 'column',
    title: 'Reasoning',
    words: 'reasoning tokens',
    meaning: 'Part of outputTokens: reasoning.',
  },
  {
    field: 'audioOutputTokens',
    leaf: 'audio_out',
    unit: 'token',
    kind: 'tokens',
    within: ['outputTokens'],
    column: 'audio_output_tokens',
    stored: 'map',
    title: 'Audio output',
    words: 'audio output tokens',
    meaning: 'Part of outputTokens: audio.',
  },
  {
    field: 'imageOutputTokens',
    leaf: 'image_out',
    unit: 'token',
    kind: 'tokens',
    within: ['outputTokens'],
    column: 'image_output_tokens',
    stored: 'map',
    title: 'Image output',
    words: 'image output tokens',
    meaning: 'Part of outputTokens: images.',
  },
  {
    field: 'requests',
    leaf: 'request',
    unit: 'request',
    kind: 'count',
    within: [],
    column: 'requests',
    stored: 'map',
    title: 'Requests',
    words: 'requests',
    meaning: 'Requests billed by number; a call that did not fail is one if absent.',
  },
  {
    field: 'images',
    leaf: 'image',
    unit: 'image',
    kind: 'count',
    within: [],
    column: 'images',
    stored: 'map',
    title: 'Images',
    words: 'images',
    meaning: 'Images billed by number.',
  },
  {
    field: 'seconds',
    leaf: 'second',
    unit: 'second',
    kind: 'decimal',
    within: [],
    column: 'seconds',
    stored: 'map',
    title: 'Seconds',
    words: 'seconds',
    meaning: 'Seconds of audio or video billed by duration.',
  },
  {
    field: 'characters',
    leaf: 'character',
    unit: 'character',
    kind: 'count',
    within: [],
    column: 'characters',
    stored: 'map',
    title: 'Characters',
    words: 'characters',
    meaning: 'Characters billed by number.',
  },
  {
    field: 'webSearches',
    leaf: 'web_search',
    unit: 'web_search',
    kind: 'count',
    within: [],
    column: 'web_searches',
    stored: 'map',
    title: 'Web searches',
    words: 'web searches',
    meaning: 'Searches of the web that the provider made for the call and bills by number.',
  },
  {
    field: 'fileSearches',
    leaf: 'file_search',
    unit: 'file_search',
    kind: 'count',
    within: [],
    column: 'file_searches',
    stored: 'map',
    title: 'File searches',
    words: 'file searches',
    meaning: 'Searches of stored files that the provider made for the call and bills by number.',
  },
  {
    field: 'rerankSearches',
    leaf: 'rerank_search',
    unit: 'rerank_search',
    kind: 'count',
    within: [],
    column: 'rerank_searches',
    stored: 'map',
    title: 'Rerank searches',
    words: 'rerank searches',
    meaning: 'Search units of reranking: a query with up to so many documents.',
  },
  {
    field: 'pages',
    leaf: 'page',
    unit: 'page',
    kind: 'count',
    within: [],
    column: 'pages',
    stored: 'map',
    title: 'Pages',
    words: 'pages',
    meaning: 'Pages of documents billed by number.',
  },
  {
    field: 'cacheReadImageTokens',
    leaf: 'cache_read_image',
    unit: 'token',
    kind: 'tokens',
    within: ['cacheReadTokens', 'imageInputTokens'],
    column: 'cache_read_image_tokens',
    stored: 'map',
    title: 'Cache read, images',
    words: 'image input tokens read from a cache',
    meaning: 'Part of both cacheReadTokens and imageInputTokens.',
  },
] as const satisfies readonly QuantityRow[];

export type Quantity = (typeof QUANTITIES)[number];
export type QuantityField = Quantity['field'];
export type Leaf = Quantity['leaf'];
export type QuantityUnit = Quantity['unit'];

export type TokenQuantity = Extract<Quantity, { readonly kind: 'tokens' }>;
export type TotalQuantity = Extract<TokenQuantity, { readonly within: readonly [] }>;
type ValueOf<Q extends Quantity> = Q extends { readonly kind: 'decimal' } ? string : number;

export type OverlapQuantity = Extract<TokenQuantity, { readonly within: readonly [string, string] }>;

/** What an event is marked with where the subsets of a total exceed it, or an overlap what it is part of. */
export const EXCEEDS: Readonly<Record<(TotalQuantity | OverlapQuantity)['field'], Mark>> = {
  inputTokens: 'input_subsets_exceed_total',
  outputTokens: 'output_subsets_exceed_total',
  cacheReadAudioTokens: 'cached_audio_exceeds_total',
  cacheReadImageTokens: 'cached_image_exceeds_total',
};

export type TokenLeaf = TokenQuantity['leaf'];

/** The tokens of a call: inclusive totals, and named subsets of them. */
export type EventTokens = { readonly [Q in TotalQuantity as Q['field']]: number } & {
  readonly [Q in Exclude<TokenQuantity, TotalQuantity> as Q['field']]?: number;
};

/** What a call used besides tokens: whole numbers, and decimal text with at most six fraction digits. */
export type EventUnits = { readonly [Q in Exclude<Quantity, TokenQuantity> as Q['field']]?: ValueOf<Q> };

type Row<T, Rows extends readonly unknown[] = typeof QUANTITIES> = { -readonly [Place in keyof Rows]: T | undefined };

/**
 * The quantities of an object in the order of the table. Written out field by field, because a name that is only known at run
 * time costs several times as much to read, and every event is read so.
 */
export function quantityValues<T>(of: { readonly [F in QuantityField]?: T }): (T | undefined)[] {
  const values: Row<T> = [
    of.inputTokens,
    of.outputTokens,
    of.cacheReadTokens,
    of.cacheWrite5mTokens,
    of.cacheWrite1hTokens,
    of.audioInputTokens,
    of.cacheReadAudioTokens,
    of.imageInputTokens,
    of.reasoningTokens,
    of.audioOutputTokens,
    of.imageOutputTokens,
    of.requests,
    of.images,
    of.seconds,
    of.characters,
    of.webSearches,
    of.fileSearches,
    of.rerankSearches,
    of.pages,
    of.cacheReadImageTokens,
  ];
  return values;
}
