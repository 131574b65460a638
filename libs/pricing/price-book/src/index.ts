export { diffRows, type RowsDiff } from './diff-rows.ts';
export type {
  FeedConditionalPrices,
  FeedMatch,
  FeedModel,
  FeedPrice,
  FeedPrices,
  FeedProvider,
} from './feed/feed-shape.ts';
export {
  type FeedImport,
  GENAI_PRICES_BOOK,
  rowsFromGenaiPrices,
  type SkippedPrice,
} from './feed/rows-from-genai-prices.ts';
export { SNAPSHOT_VERSION, snapshotProviders, snapshotRows } from './feed/snapshot.ts';
export { type Ambiguity, ambiguityFault, findAmbiguities } from './find-ambiguities.ts';
export { LEAF_FALLBACKS } from './leaf-fallbacks.ts';
export { comparableModel, matchRank, NO_MATCH } from './model-match.ts';
export { OWN_BOOK } from './own-book.ts';
export { type OwnPriceTerms, ownPriceList, ownPriceRow, type QuotedPrice } from './own-price-row.ts';
export { priceRowId } from './price-row-id.ts';
export { canonicalProvider, fallbackProviders, PROVIDER_ALIASES, PROVIDER_FALLBACKS } from './providers.ts';
export { bookRank, compareRowRank } from './row-rank.ts';
export { serviceTierOf } from './service-tier.ts';
export { validatePriceRow } from './validate-price-row.ts';
