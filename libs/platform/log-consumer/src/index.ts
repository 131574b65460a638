export type {
  Applied,
  ConsumerParts,
  ConsumerStatus,
  FoldedBatch,
  Source,
  SourceStatus,
  StoreView,
} from './consumer-parts.ts';
export { type ConsumerServerSettings, consumerServer, haltsOf } from './consumer-server.ts';
export type { ConsumerTimer } from './consumer-timer.ts';
export { type Delivery, LogConsumer } from './log-consumer.ts';
export { openFoldStore, type StoreLog } from './open-fold-store.ts';
export { plainFold } from './plain-fold.ts';
export { RATED_FOLD, type RatedFoldPosition } from './rated-fold.ts';
export { REVISION_FOLD, type RevisionFoldPosition } from './revision-fold.ts';
export { type ConsumerService, runConsumer } from './run-consumer.ts';
export type { ShardLease } from './shard-lease.ts';
export type { FoldPosition, FoldStep, TopicFold } from './topic-fold.ts';
