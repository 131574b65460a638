export { type Fraction, fraction } from './fraction.ts';
export { balancesOf, type NaiveBalance, totalsOf, treeOf } from './naive-close.ts';
export type { NaiveEntry, NaiveFactor, NaivePart } from './naive-entry.ts';
export { decideNaively, rateNaively } from './naive-rater.ts';
export type { NaiveOutcome, NaiveStep } from './naive-step.ts';
export { randomPlan } from './random-plan.ts';
export { type RandomUsage, randomUsage } from './random-usage.ts';
