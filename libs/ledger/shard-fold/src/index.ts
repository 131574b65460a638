export { proveRatedLog } from './prove-rated-log.ts';
export { type FoldOptions, ShardFold } from './shard-fold.ts';
