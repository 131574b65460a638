export { openOutcomes, PRICE_AGAIN_SOURCE, planPriceAgain } from './price-again.ts';
export {
  ALL_RATER_GUARDS,
  type CatalogueAtRevision,
  type ClockDisagreements,
  type RaterGuards,
  type RaterParts,
} from './rater-parts.ts';
export { type ReplayDifference, type ReplayReport, replayShard, tryReplay } from './replay.ts';
export { newScan, type OpenScan, SCAN_LIMITS, type ScanLimits, scanOpen } from './scan-open.ts';
export { mayRetry, ShardRater } from './shard-rater.ts';
