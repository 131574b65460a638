export { ALL_FOLD_GUARDS, type FoldGuards, type FoldStep, foldRated, foldRecord } from './fold.ts';
export { chargesKeptFrom, rememberedFrom } from './kept-days.ts';
export {
  type AcceptedTimes,
  type BatchHeader,
  type ClaimHeader,
  CORRECTION_DAYS,
  DECIDING_RULES,
  genesisHash,
  type OutcomeText,
  outcomesOf,
  packBatch,
  packClaim,
  type RatedOutcome,
  type RatedRecord,
  unpackRated,
} from './rated-batch.ts';
export {
  genesisPosition,
  type ProvenCharges,
  RECENT_BATCHES,
  type RecentBatch,
  type ShardPosition,
} from './shard-position.ts';
