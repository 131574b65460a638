/** The part of `@pydantic/genai-prices`' provider data that prices follow from, in the feed's own words. */
export interface FeedProvider {
  readonly id: string;
  readonly fallback_model_providers?: readonly string[];
  readonly models: readonly FeedModel[];
}

export interface FeedModel {
  readonly id: string;
  readonly match: FeedMatch;
  /** Prices by unit, or several such, of which the last one whose constraint holds counts. */
  readonly prices: FeedPrices | readonly FeedConditionalPrices[];
  /** What some calls pay instead, unit by unit; for each unit the first one counts that holds for the call and prices it. */
  readonly price_variants?: readonly FeedVariant[];
}

/** Prices for calls that were served in a certain way, e.g. `{"processing": "batch"}`. */
export interface FeedVariant extends FeedConditionalPrices {
  readonly when: Readonly<Record<string, string>>;
}

export type FeedMatch =
  | { readonly equals: string }
  | { readonly starts_with: string }
  | { readonly ends_with: string }
  | { readonly contains: string }
  | { readonly regex: string }
  | { readonly or: readonly FeedMatch[] }
  | { readonly and: readonly FeedMatch[] };

export interface FeedConditionalPrices {
  readonly constraint?:
    | { readonly start_date: string; readonly type?: string }
    | { readonly start_time: string; readonly end_time: string; readonly type?: string };
  readonly prices: FeedPrices;
}

/** Price by unit, e.g. `input_mtok`; USD as a JavaScript number. */
export type FeedPrices = Readonly<Record<string, FeedPrice | undefined>>;

/** A flat price, or one with context tiers: a tier's price counts when the total input exceeds its start. */
export type FeedPrice =
  | number
  | {
      readonly base: number;
      readonly tiers: readonly { readonly start: number; readonly price: number }[];
    };
