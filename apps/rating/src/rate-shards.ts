import { Fault, isFault } from '@suanpan/fault';
import type { LogRecord } from '@suanpan/kafka';
import type { ShardLease } from '@suanpan/log-consumer';
import { ShardRater } from '@suanpan/rater';
import type { AssignedShard } from './oldest-undecided.ts';

interface Desk {
  readonly rater: ShardRater;
  generation: number;
}

/** Rates the shards that the group assigns to this process: the act around the decisions of `ShardRater`. */
export class RateShards {
  readonly #newRater: (shard: number) => ShardRater;
  readonly #desks = new Map<number, Desk>();

  constructor(newRater: (shard: number) => ShardRater) {
    this.#newRater = newRater;
  }

  /** Raters that hold their shard now. */
  get held(): ShardRater[] {
    return [...this.#desks.values()].map(({ rater }) => rater).filter((rater) => rater.holds);
  }

  /** Shards whose state was found damaged beside a delivery, and that no delivery has halted yet. */
  get distrusted(): { readonly shard: number; readonly fault: Fault }[] {
    return [...this.#desks].flatMap(
      ([
        shard,
        {
          rater: { distrust },
        },
      ]) => (distrust === undefined ? [] : [{ shard, fault: distrust }]),
    );
  }

  /** Every shard that was delivered here, held or not. */
  get assigned(): AssignedShard[] {
    return [...this.#desks].map(([shard, { rater }]) => ({ shard, decidedUpTo: rater.decidedUpTo }));
  }

  /**
   * Rates one delivery. A shard that was assigned anew, or whose last delivery failed, is taken over first; where the
   * log's position differs from the delivery, the transport is sent there. Throws what the transport must handle:
   * passing faults are delivered again, others halt the shard.
   */
  async onBatch(records: readonly LogRecord[], lease: ShardLease): Promise<void> {
    const desk = this.#desk(lease.partition);
    if (desk.generation !== lease.generation || !desk.rater.holds) {
      await desk.rater.takeOver();
      desk.generation = lease.generation;
    }
    const next = await this.#rate(desk, records);
    const last = records.at(-1);
    if (last === undefined || next !== last.offset + 1) lease.seek(next);
    else if (!lease.stale()) await lease.commit(next);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#desks.values()].map(({ rater }) => rater.release()));
    this.#desks.clear();
  }

  async #rate(desk: Desk, records: readonly LogRecord[]): Promise<number> {
    try {
      return await desk.rater.rate(records);
    } catch (error) {
      // A failed append and a foreign claim leave no doubt behind: the next delivery takes over and refolds.
      if (isFault(error, 'append_failed') || isFault(error, 'claim_superseded')) {
        throw new Fault('unavailable', error.detail, { cause: error });
      }
      throw error;
    }
  }

  #desk(shard: number): Desk {
    const known = this.#desks.get(shard);
    if (known !== undefined) return known;
    const desk = { rater: this.#newRater(shard), generation: -1 };
    this.#desks.set(shard, desk);
    return desk;
  }
}
