export { NaiveShard, type NaiveVerdict } from './naive-shard.ts';
