export { type Fraction, fraction } from './fraction.ts';
export { totalsOf, treeOf } from './naive-close.ts';
export type { NaiveEntry, NaiveFactor, NaivePart } from './naive-entry.ts';
export { rateNaively } from './naive-rater.ts';
export type { NaiveOutcome, NaiveStep } from './naive-step.ts';
