export { proveRatedLog } from './prove-rated-log.ts';
export { ShardFold } from './shard-fold.ts';
