export type { Act } from './acts.ts';
export { type AgreeParts, agree, Disagreement, type Played, Tally } from './agree.ts';
export { MUTATIONS, type Mutation } from './mutations.ts';
export { NaiveShard, type NaiveVerdict } from './naive-shard.ts';
export { type TryOptions, tryHistories } from './try-histories.ts';
