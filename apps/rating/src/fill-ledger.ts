import { setTimeout as delay } from 'node:timers/promises';
import type { LogRecord } from '@suanpan/kafka';
import type { LedgerSink } from '@suanpan/ledger-sink';
import type { ShardLease } from '@suanpan/log-consumer';

/** When a chunk is cut, and how long to wait before the sink starts anew after a failure. */
export interface FillLimits {
  /** Outcomes that make a chunk full. */
  readonly outcomesMax: number;
  /** Longest time an outcome waits for its chunk, milliseconds. */
  readonly delayMs: number;
  readonly restartDelayMs: number;
  /** How often the ledger is proved against what has been confirmed, milliseconds. */
  readonly proveEveryMs: number;
}

/**
 * Feeds the ledger: takes deliveries of the rated log, cuts chunks by size and time, and starts the sink anew after
 * any doubt. Deliveries wait while a full chunk is on its way: an unreachable ledger is back-pressure, nothing else.
 */
export class FillLedger {
  readonly #sink: LedgerSink;
  readonly #limits: FillLimits;
  readonly #onDoubt: (error: unknown) => void;
  readonly #leases = new Map<number, ShardLease>();
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  readonly #proving: NodeJS.Timeout;
  #generation: number | undefined;
  #closed = false;
  #doubts = 0;

  constructor(sink: LedgerSink, limits: FillLimits, onDoubt: (error: unknown) => void) {
    this.#sink = sink;
    this.#limits = limits;
    this.#onDoubt = onDoubt;
    // An insert of an earlier sink that landed behind the fence's back would show here, and be repaired.
    this.#proving = setInterval(() => void this.#queue(() => this.#prove()), limits.proveEveryMs);
    this.#proving.unref();
  }

  /** How often the sink had to start anew because it was unknown what the ledger held. */
  get doubts(): number {
    return this.#doubts;
  }

  /** Whether shards wait while it is found out what the ledger holds. */
  get inDoubt(): boolean {
    return this.#leases.size > 0 && !this.#sink.started;
  }

  /** Takes one delivery, which may be empty after an assignment. The sink says where to go on, not the group. */
  async onBatch(records: readonly LogRecord[], lease: ShardLease): Promise<void> {
    this.#leases.set(lease.partition, lease);
    // Assigned anew: another sink may have written in between, so what this one believes of the ledger is void.
    if (lease.generation !== this.#generation) await this.#queue(() => this.#takeOver(lease));
    if (!this.#sink.started) await this.#queue(() => this.#restart(lease));
    let next = this.#sink.offer(lease.partition, []);
    for (const record of records) {
      if (this.#isFull()) await this.#makeRoom();
      next = this.#sink.offer(lease.partition, [record]);
    }
    const last = records.at(-1);
    if (last === undefined || next !== last.offset + 1) lease.seek(next);
    this.#timer ??= setTimeout(() => this.#flushInTime(), this.#limits.delayMs);
  }

  /** Writes what waits and closes. What is not written stays in the log and is read again. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearInterval(this.#proving);
    await this.#queue(() => this.#flush());
    await this.#sink.close();
  }

  #flushInTime(): void {
    this.#timer = undefined;
    void this.#queue(() => this.#flush());
  }

  #isFull(): boolean {
    return this.#sink.buffered >= this.#limits.outcomesMax;
  }

  /** Sends a full chunk on its way and waits for the one before it: one is written while the next is gathered. */
  async #makeRoom(): Promise<void> {
    const before = this.#work;
    // Several shards may find the same chunk full; the first of them to get its turn takes it whole.
    void this.#queue(async () => (this.#isFull() ? this.#flush() : undefined));
    await before;
  }

  /** Starts and flushes never overlap: each waits for the one before. */
  #queue(act: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(act);
    return this.#work;
  }

  #flush(): Promise<void> {
    return this.#orRestart(async () => {
      await this.#sink.flush();
      for (const lease of this.#leases.values()) {
        if (!lease.stale()) await lease.commit(this.#sink.nextOffset(lease.partition));
      }
    });
  }

  #prove(): Promise<void> {
    return this.#orRestart(() => this.#sink.prove());
  }

  /** Acts if the sink is started; whatever goes wrong leaves the ledger in doubt, and the sink starts anew. */
  async #orRestart(act: () => Promise<void>): Promise<void> {
    if (!this.#sink.started) return;
    try {
      await act();
    } catch (error) {
      this.#doubts += 1;
      this.#onDoubt(error);
      await this.#restart();
    }
  }

  /** The first delivery of a new assignment starts the sink anew; those of its other shards find that done. */
  async #takeOver(lease: ShardLease): Promise<void> {
    if (lease.generation === this.#generation) return;
    this.#generation = lease.generation;
    this.#sink.stop();
    await this.#restart(lease);
  }

  /**
   * Starts the sink until it succeeds, then has every shard delivered from where the ledger really stands; a lease whose
   * delivery is in hand sees to that itself.
   */
  async #restart(inHand?: ShardLease): Promise<void> {
    while (!this.#sink.started && !this.#closed) {
      try {
        await this.#sink.start();
        for (const lease of this.#leases.values()) {
          if (lease !== inHand) lease.seek(this.#sink.nextOffset(lease.partition));
        }
      } catch (error) {
        this.#onDoubt(error);
        await delay(this.#limits.restartDelayMs);
      }
    }
  }
}
