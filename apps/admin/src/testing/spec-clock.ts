import type { Clock } from '@suanpan/time';

/** The day every spec of admin begins on, whatever day it is run: in November's second half, as the months they speak of. */
const BEGINS = Date.parse('2026-11-26T12:00:00Z');

/** A clock that goes on from a fixed instant, and can be moved on. */
export interface SpecClock extends Clock {
  skip(ms: number): void;
}

export function specClock(): SpecClock {
  const began = performance.now();
  let skipped = 0;
  return {
    now: () => BEGINS + Math.floor(performance.now() - began) + skipped,
    skip: (ms) => {
      skipped += ms;
    },
  };
}
