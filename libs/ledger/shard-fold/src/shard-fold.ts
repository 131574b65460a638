import { USAGE_RATED } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import { type FoldPut, type FoldStore, storedPosition } from '@suanpan/fold-store';
import type { Log, LogRecord } from '@suanpan/kafka';
import { batchPuts } from '@suanpan/rated-log';
import {
  ALL_FOLD_GUARDS,
  type FoldGuards,
  foldRecord,
  genesisPosition,
  outcomesOf,
  type RatedRecord,
  type ShardPosition,
} from '@suanpan/rated-record';
import { proveRatedLog } from './prove-rated-log.ts';

const READ_BYTES = 4 * 1024 * 1024;
const READ_WAIT_MS = 500;

export interface FoldOptions {
  readonly guards?: FoldGuards;
  /** Told of a store that is emptied because it is damaged. */
  readonly onDamage?: (fault: Fault) => void;
}

/**
 * The folded state of one shard and the position it stands for, kept in a fold store. It moves only by records of the
 * rated log, whole batch by whole batch; a reader that restarts goes on where the store stands.
 */
export class ShardFold {
  readonly #log: Log;
  readonly #store: FoldStore;
  readonly #guards: FoldGuards;
  #position: ShardPosition;

  private constructor(log: Log, store: FoldStore, position: ShardPosition, guards: FoldGuards) {
    this.#log = log;
    this.#store = store;
    this.#position = position;
    this.#guards = guards;
  }

  /**
   * Opens the state of a shard and proves that the log still holds what the state was folded from. A store that is
   * empty, damaged, of another shard, or whose hash the log contradicts is rebuilt from the start of the log (`onDamage` is told);
   * a log that ends before the store has lost what was read, which is a fault: nothing may be decided on it.
   */
  static async open(
    shard: number,
    log: Log,
    store: FoldStore,
    { guards = ALL_FOLD_GUARDS, onDamage = () => {} }: FoldOptions = {},
  ): Promise<ShardFold> {
    const stored = await storedPosition(store, (text) => positionOf(text, shard), onDamage);
    try {
      const position = stored ?? genesisPosition(shard);
      await proveRatedLog(position, log);
      return new ShardFold(log, store, position, guards);
    } catch (error) {
      if (!isFault(error, 'log_rewritten')) throw error;
      const anew = genesisPosition(shard);
      // A log that does not begin where a rebuild has to is no reason to give up what is there.
      await proveRatedLog(anew, log);
      onDamage(error);
      await store.clear();
      return new ShardFold(log, store, anew, guards);
    }
  }

  get position(): ShardPosition {
    return this.#position;
  }

  get store(): FoldStore {
    return this.#store;
  }

  /** Folds the rated log up to an offset, exclusive. A record that must not be trusted is thrown as its fault. */
  async foldTo(end: number): Promise<void> {
    while (this.#position.ratedOffset < end) {
      const from = this.#position.ratedOffset;
      const records = await this.#log.read(USAGE_RATED.name, this.#position.shard, from, READ_BYTES, READ_WAIT_MS);
      if (records.length === 0) await this.#proveEnd(end);
      for (const record of records) {
        if (record.offset >= end) break;
        await this.#foldOne(record);
      }
    }
  }

  /** What was acknowledged must be there: a log that ends before it has lost it, and waiting would never end. */
  async #proveEnd(due: number): Promise<void> {
    const { shard } = this.#position;
    const { end } = await this.#log.bounds(USAGE_RATED.name, shard);
    if (end >= due) return;
    throw new Fault('log_truncated', `Shard ${shard}: usage.rated ends at ${end}, but ${due - 1} was acknowledged.`);
  }

  async #foldOne(record: LogRecord): Promise<void> {
    const step = foldRecord(this.#position, record.offset, record.value, this.#guards);
    if (step.step === 'halted') throw new Fault(step.code, `Shard ${this.#position.shard}: ${step.detail}`);
    await this.advance(step.position, step.step === 'accepted' ? putsOf(step.record) : []);
  }

  /** Moves on by one record whose effect is known: state and position in one atomic write. */
  async advance(position: ShardPosition, puts: readonly FoldPut[]): Promise<void> {
    await this.#store.write(puts, JSON.stringify(position));
    this.#position = position;
  }
}

function putsOf(record: RatedRecord): readonly FoldPut[] {
  const rules = record.header.kind === 'batch' ? (record.header.rules ?? 1) : 1;
  return batchPuts([...outcomesOf(record)], rules);
}

function positionOf(stored: unknown, shard: number): ShardPosition | undefined {
  const position = stored as ShardPosition | null;
  return position?.shard === shard && Number.isSafeInteger(position.ratedOffset) ? position : undefined;
}
