import type { EpochMs } from './instant.ts';

/** Tells the time. Deciding functions never hold one: they take `now` as an argument. */
export interface Clock {
  now(): EpochMs;
}

/** The machine's own clock, in milliseconds since 1970-01-01T00:00:00Z. */
export const systemClock: Clock = { now: () => Date.now() };
