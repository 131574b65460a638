import type { Leaf } from '@suanpan/facts';

/** Which model names a price row is for. Comparisons ignore case; an expression is tried against the whole name. */
export type ModelMatcher =
  | { readonly equals: string }
  | { readonly startsWith: string }
  | { readonly endsWith: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly any: readonly ModelMatcher[] }
  | { readonly all: readonly ModelMatcher[] };

/** A list price of one leaf of one model, with the conditions it holds under. Rows are appended, never changed. */
export interface PriceRow {
  readonly id: string;
  /** The book it came from: `genai-prices`, `own`, … */
  readonly book: string;
  readonly provider: string;
  /** The model's name in the book; rows with the same (book, provider, model) belong together. */
  readonly model: string;
  readonly matcher: ModelMatcher;
  readonly leaf: Leaf;
  /** Decimal text of currency units for one token, request, image, second or character. At most 18 fraction digits. */
  readonly unitPrice: string;
  readonly currency: string;
  /** Instants of the event's own time, from inclusive, to exclusive; null is open. Epoch milliseconds. */
  readonly effectiveFrom: number | null;
  readonly effectiveTo: number | null;
  /** Daily window in seconds of the UTC day, from inclusive, to exclusive; it may wrap midnight. */
  readonly daily: { readonly fromSecond: number; readonly toSecond: number } | null;
  /**
   * Context tier as a cliff: the row holds when the call's total input exceeds this, and the highest such row of the
   * leaf wins for every token of the call. 0 holds always.
   */
  readonly aboveInputTokens: number;
  /** Service tier the row is for; null is the standard one. */
  readonly serviceTier: string | null;
  /** Region the row is for; null is any. */
  readonly region: string | null;
  /** The root whose own price it is; null is everybody's. */
  readonly root: string | null;
  /** Where the number came from. */
  readonly source: { readonly feed: string; readonly version: string };
  /** Set where the number is visibly damaged (a float's artefact): such a row matches but is never billed. */
  readonly flag: 'float_artefact' | null;
}
