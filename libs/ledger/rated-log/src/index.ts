export {
  advanceFoldTime,
  assertOneOutcomeEach,
  type DecideContext,
  decideSource,
  type Price,
  type PriceDecision,
  targetDigest,
} from './decide.ts';
export { ALL_FOLD_GUARDS, type FoldGuards, type FoldStep, foldRated, foldRecord } from './fold.ts';
export {
  counterKey,
  decodeSeen,
  encodeSeen,
  IDENTITY_KEYS,
  type IdentifiedOutcome,
  identityKey,
  isLive,
  OPEN_KEYS,
  openKey,
  type SeenIdentity,
  type StatePut,
  seqOfOpenKey,
  statePuts,
} from './fold-state.ts';
export {
  type AcceptedTimes,
  type BatchHeader,
  type ClaimHeader,
  genesisHash,
  type OutcomeText,
  outcomesOf,
  packBatch,
  packClaim,
  type RatedOutcome,
  type RatedRecord,
  unpackRated,
} from './rated-batch.ts';
export { isPriceable, type ReadFact, type ReadSource, readSource, readTargets } from './read-source.ts';
export { genesisPosition, RECENT_BATCHES, type RecentBatch, type ShardPosition } from './shard-position.ts';
