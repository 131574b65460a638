import { USAGE_EVENTS } from '@suanpan/facts';
import type { Log } from '@suanpan/kafka';
import type { Clock } from '@suanpan/time';

/** A shard that is assigned here, held or halted, and how far it is decided. */
export interface AssignedShard {
  readonly shard: number;
  /** Source offset of the next record to decide; `undefined` before that is known. */
  readonly decidedUpTo: number | undefined;
}

/**
 * How long the oldest record of each shard has waited for its outcome. It grows for as long as a shard is halted: what
 * was accepted waits in the log, and this is how people see it.
 */
export class OldestUndecided {
  readonly #log: Pick<Log, 'read' | 'bounds'>;
  readonly #clock: Clock;
  #seconds = new Map<number, number>();

  constructor(log: Pick<Log, 'read' | 'bounds'>, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Seconds by shard; 0 where nothing waits. Shards that could not be asked lately are absent. */
  get seconds(): ReadonlyMap<number, number> {
    return this.#seconds;
  }

  /** Asks the log anew. A shard that cannot be read now is left out, and said to the caller by its fault. */
  async refresh(assigned: readonly AssignedShard[], onFailed: (shard: number, error: unknown) => void): Promise<void> {
    const seconds = new Map<number, number>();
    for (const { shard, decidedUpTo } of assigned) {
      if (decidedUpTo === undefined) continue;
      try {
        seconds.set(shard, await this.#waited(shard, decidedUpTo));
      } catch (error) {
        onFailed(shard, error);
      }
    }
    this.#seconds = seconds;
  }

  async #waited(shard: number, decidedUpTo: number): Promise<number> {
    const { start, end } = await this.#log.bounds(USAGE_EVENTS.name, shard);
    const due = Math.max(start, decidedUpTo);
    if (due >= end) return 0;
    const [record] = await this.#log.read(USAGE_EVENTS.name, shard, due, 1, 0);
    return record === undefined ? 0 : Math.max(0, (this.#clock.now() - record.appendedAt) / 1000);
  }
}
