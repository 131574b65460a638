export { comparableModel, matchRank, NO_MATCH } from './model-match.ts';
export { OWN_BOOK } from './own-book.ts';
export { type OwnPriceTerms, ownPriceList, ownPriceRow, type QuotedPrice } from './own-price-row.ts';
export { priceRowId } from './price-row-id.ts';
export { canonicalProvider, fallbackProviders, PROVIDER_ALIASES, PROVIDER_FALLBACKS } from './providers.ts';
export { bookRank, compareRowRank } from './row-rank.ts';
export { serviceTierOf } from './service-tier.ts';
export { validatePriceRow } from './validate-price-row.ts';
