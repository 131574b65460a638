import { type EpochMs, MS_PER_DAY } from '@suanpan/time';

/** A sweep goes through what it sweeps in as many slices as a byte has values, all of them once a day of fold time. */
export const SLICES = 256;

/** Keys that one step looks at before it leaves the rest to the next. */
const KEYS_MAX = 20_000;

/**
 * Says which slice of a sweep is due by fold time. A shard that gets two deliveries a day sweeps as much as one that gets
 * thousands: each step does all slices that have come due since, but no more than a whole round and not too much at once.
 */
export class SweepPace {
  #done: number | undefined;

  /** Sweeps the slices that are due; `sweep` answers how many keys it has looked at. */
  async step(foldTime: EpochMs, sweep: (slice: number) => Promise<number>): Promise<void> {
    const due = Math.floor((foldTime / MS_PER_DAY) * SLICES);
    let next = Math.max(this.#done ?? 0, due - SLICES);
    let keys = 0;
    while (next < due && keys < KEYS_MAX) {
      keys += await sweep(next % SLICES);
      next += 1;
    }
    this.#done = next;
  }
}
