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
  /** How many units `unitPrice` is for, where that is no decimal price of one: 3,600 seconds for a price of an hour; absent is one. */
  readonly per?: number;
  readonly currency: string;
  /** Instants of the event's own time, from inclusive, to exclusive; null is open. Epoch milliseconds. */
  readonly effectiveFrom: number | null;
  readonly effectiveTo: number | null;
  /** Daily window in seconds of the UTC day, from inclusive, to exclusive; it may wrap midnight. */
  readonly daily: { readonly fromSecond: number; readonly toSecond: number } | null;
  /** UTC weekdays on which the daily window begins, or which hold whole without one; 0 is Sunday; absent for every day. */
  readonly weekdays?: readonly number[];
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
  /** The account, with everything below it, whose own price it is; absent for the whole root. */
  readonly account?: string;
  /** Where the number came from. */
  readonly source: { readonly feed: string; readonly version: string };
  /** Who proposed and who approved it, where it came by a proposal. */
  readonly approval?: { readonly proposal: string; readonly proposedBy: string; readonly approvedBy: string };
  /** Set where the number is visibly damaged (a float's artefact): such a row matches but is never billed. */
  readonly flag: 'float_artefact' | null;
}

/** A moving name such as `-latest`: from an instant to another it means a target, and is priced as that. */
export interface ModelAlias {
  readonly id: string;
  readonly provider: string;
  readonly alias: string;
  readonly target: string;
  readonly effectiveFrom: number | null;
  readonly effectiveTo: number | null;
}

/**
 * What list prices are multiplied by for an account and everything below it: a margin above 1, a negotiated share below.
 * The nearest account wins, then a named model, then a named provider; two of one rank are refused when written.
 */
export interface Markup {
  readonly id: string;
  readonly root: string;
  readonly account: string;
  readonly provider: string | null;
  readonly model: ModelMatcher | null;
  /** Decimal text. */
  readonly ratio: string;
  readonly effectiveFrom: number | null;
  readonly effectiveTo: number | null;
}

/** A dated rate of a named series: 1 `base` is `rate` `quote`, from an instant until the next row of the name and pair. */
export interface FxRate {
  readonly id: string;
  /** The series, e.g. `ecb-reference`; no conversion without one. */
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  /** Decimal text. */
  readonly rate: string;
  readonly from: number;
  readonly source: string;
}
