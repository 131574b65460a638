export { GENAI_PRICES_BOOK, isPublicFeed, LITELLM_BOOK, OWN_BOOK } from './books.ts';
export { type Choice, isDecided, NOTHING } from './choice.ts';
export { type CorrectedModel, correctedModels } from './corrections/correct-feed.ts';
export { CORRECTIONS, type Correction, FREE_MODELS, type FreeModel } from './corrections/corrections.ts';
export { windowHolds } from './daily-window.ts';
export { diffRows, type RowsDiff } from './diff-rows.ts';
export { type EffectiveSpan, isInForce } from './effective-span.ts';
export type {
  FeedConditionalPrices,
  FeedMatch,
  FeedModel,
  FeedPrice,
  FeedPrices,
  FeedProvider,
  FeedVariant,
} from './feed/feed-shape.ts';
export { rowsFromGenaiPrices } from './feed/rows-from-genai-prices.ts';
export { SNAPSHOT_VERSION, snapshotProviders, snapshotRows } from './feed/snapshot.ts';
export type { FeedImport, SkippedPrice } from './feed-import.ts';
export { type Ambiguity, ambiguityFault, findAmbiguities } from './find-ambiguities.ts';
export { findAliasTies, findFxTies, findMarkupTies } from './find-entity-ties.ts';
export { fxRateAt } from './fx-rate.ts';
export { LEAF_FALLBACKS } from './leaf-fallbacks.ts';
export { rowsFromLitellm } from './litellm/rows-from-litellm.ts';
export { comparableModel, matchRank, NO_MATCH, namesIn } from './model-match.ts';
export {
  isFineTuned,
  isGateway,
  isOnlyRead,
  type NameReading,
  nameReadings,
  partitionOf,
} from './names/name-readings.ts';
export { type OwnPriceTerms, ownPriceList, ownPriceRow, type QuotedPrice } from './own-price-row.ts';
export { priceRowId } from './price-row-id.ts';
export {
  type Approval,
  type ApprovedChanges,
  applyProposal,
  needsSecondPerson,
  type PriceChange,
} from './proposal/apply-proposal.ts';
export { percentChange } from './proposal/percent-change.ts';
export {
  isWriting,
  type PriceStep,
  type Proposal,
  type ProposalLine,
  type ProposedFeed,
  type ShownLine,
  type WritingLine,
} from './proposal/proposal.ts';
export { type ImportTerms, proposeImport } from './proposal/propose-import.ts';
export {
  canonicalProvider,
  fallbackProviders,
  namespaceOf,
  namespacesOf,
  PROVIDER_ALIASES,
  PROVIDER_FALLBACKS,
} from './providers.ts';
export { bookRank, compareRowRank, scopeKey } from './row-rank.ts';
export { serviceTierOf, type TierTerms } from './service-tier.ts';
export { type PriceTableTerms, rowsFromPriceTable } from './table/rows-from-price-table.ts';
export { type PlannedPrices, tieFault } from './tie-fault.ts';
export { validatePriceRow } from './validate-price-row.ts';
export { type UtcWindow, utcWindows, type ZonedValidity, type ZonedWindow, zonedWindowRows } from './zoned-window.ts';
