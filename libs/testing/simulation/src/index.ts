export { CORRUPTIONS, type CorruptionName } from './corruption.ts';
export { describeReport, failingSeeds } from './run-seeds.ts';
export { type SeedReport, type SimulateOptions, simulate } from './simulate.ts';
export { ALL_GUARDS, type Guards, type Violation } from './world.ts';
