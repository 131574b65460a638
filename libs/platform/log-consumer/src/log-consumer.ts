import { Fault, isFault, isTransient } from '@suanpan/fault';
import type { FoldPut, FoldStore } from '@suanpan/fold-store';
import type { LogRecord } from '@suanpan/kafka';
import type { Applied, ConsumerParts, ConsumerStatus, FoldedBatch, Source, StoreView } from './consumer-parts.ts';
import { PendingEffects } from './pending-effects.ts';
import type { ShardLease } from './shard-lease.ts';
import { packPosition, type StorePosition, sourceName, unpackPosition } from './store-position.ts';
import type { FoldPosition } from './topic-fold.ts';

/** What is wrong with a store that the log can replace; a log that ends before the store is none of them. */
const REBUILT = ['fold_store_mismatch', 'log_gap', 'log_rewritten'] as const;

interface Open {
  readonly store: FoldStore;
  readonly effects: PendingEffects;
  folds: StorePosition;
}

interface Folded extends Pick<FoldedBatch, 'position' | 'contents'> {
  readonly fault?: unknown;
}

/** What a delivery tells of the partition it came from. */
export type Delivery = ShardLease & { readonly endOffset?: number | undefined };

/**
 * Folds the partitions it is given into one store. Every write holds what was applied, the effects to be done, and the position
 * in all partitions. A lease says which partitions are this process's; one that was assigned anew opens and proves
 * the store first. A permanent fault halts the consumer; a transient one closes nothing and is tried again.
 */
export class LogConsumer {
  readonly #parts: ConsumerParts;
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #ends = new Map<string, number>();
  #generation: number | undefined;
  #open: Open | undefined;
  #halt: unknown;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: ConsumerParts) {
    this.#parts = parts;
    this.#sources = new Map(parts.sources.map((source) => [nameOf(source), source]));
  }

  /** Why nothing is folded any more; `undefined` unless it is halted. */
  get halt(): unknown {
    return this.#halt;
  }

  get store(): StoreView | undefined {
    return this.#open?.store;
  }

  /** Folds one delivery, which may be empty after an assignment. The store's position says where to go on, not the group's. */
  onBatch(topic: string, records: readonly LogRecord[], lease: Delivery): Promise<void> {
    return this.#inTurn(async () => {
      const name = sourceName(topic, lease.partition);
      const source = this.#sources.get(name);
      if (source === undefined) throw new Fault('config_invalid', `${name} is not followed here.`);
      if (lease.endOffset !== undefined) this.#ends.set(name, lease.endOffset);
      if (this.#halt !== undefined) throw this.#halt;
      const open = await this.#assured(lease.generation);
      await this.#performPending(open, lease);
      const next = await this.#fold(open, source, records, lease);
      const last = records.at(-1);
      if (last === undefined || next !== last.offset + 1) lease.seek(next);
      else if (!lease.stale()) await lease.commit(next);
    });
  }

  /** Applies something that no record caused, such as a passage of time; nothing while the store is not open. */
  applyBeside(decide: (store: StoreView) => Promise<Applied>, lease: Pick<ShardLease, 'stale'>): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#open === undefined || this.#halt !== undefined || lease.stale()) return;
      const applied = await decide(this.#open.store);
      if (applied.puts.length > 0 || applied.effects !== undefined) {
        await this.#write(this.#open, applied, this.#open.folds);
      }
      await this.#performPending(this.#open, lease);
    });
  }

  /** Forgets what was folded and starts again from the log: also the way out of a halt once its cause is mended. */
  rebuild(): Promise<void> {
    return this.#inTurn(async () => {
      const store = this.#open?.store ?? (await this.#parts.openStore());
      this.#open = undefined;
      await store.clear();
      await store.close();
      this.#halt = undefined;
    });
  }

  /** Lets another process have the store. */
  release(): Promise<void> {
    return this.#inTurn(() => this.#close());
  }

  /** Asks the log how far it goes, for the lag. */
  async refreshEnds(): Promise<void> {
    for (const [name, { fold, partition }] of this.#sources) {
      this.#ends.set(name, (await this.#parts.log.bounds(fold.topic.name, partition)).end);
    }
  }

  get status(): ConsumerStatus {
    const sources = [...this.#sources].map(([name, { fold, partition }]) => {
      const { offset = 0, foldTime = 0 } = this.#open?.folds[name] ?? {};
      const end = this.#ends.get(name);
      const lag = this.#open === undefined || end === undefined ? undefined : Math.max(0, end - offset);
      return { topic: fold.topic.name, partition, offset, foldTime, end, lag };
    });
    const pendingEffects = this.#open?.effects.count ?? 0;
    if (this.#halt === undefined)
      return { state: this.#open === undefined ? 'standby' : 'open', pendingEffects, sources };
    return { state: 'halted', reason: textOf(this.#halt), pendingEffects, sources };
  }

  /** Deliveries of several partitions share one store, so they take turns. A permanent fault halts all that follows. */
  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(async () => {
      try {
        return await act();
      } catch (error) {
        if (isFault(error, 'fold_store_mismatch') && this.#open !== undefined) throw await this.#emptied(error);
        // LevelDB may refuse every write after one that failed, until it is opened again.
        if (isFault(error, 'fold_store_failed')) await this.#close();
        if (!isTransient(error)) await this.#stop(error);
        throw error;
      }
    });
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Halts. A value that cannot be read may be the disk's fault or ours: the store is emptied for the next start to fold it anew. */
  async #stop(error: unknown): Promise<void> {
    const isNew = error !== this.#halt;
    this.#halt = error;
    if (!isNew || !isFault(error, 'state_damaged')) return;
    this.#parts.warn.warn({ err: error }, 'what is stored is damaged; the next start rebuilds it from the log');
    await this.#open?.store.clear();
    await this.#close();
  }

  /** A store that turns out to be damaged is emptied; the same deliveries are made again and fold it anew. */
  async #emptied(error: Fault): Promise<Fault> {
    this.#parts.warn.warn({ err: error }, 'the fold store is damaged; it is rebuilt from the log');
    await this.#open?.store.clear();
    await this.#close();
    return new Fault('unavailable', 'The fold store is rebuilt from the log.', { cause: error });
  }

  async #assured(generation: number): Promise<Open> {
    if (this.#generation !== generation) await this.#close();
    this.#open ??= await this.#openProven();
    this.#generation = generation;
    return this.#open;
  }

  async #close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.store.close();
  }

  async #openProven(): Promise<Open> {
    const store = await this.#parts.openStore();
    try {
      const folds = await this.#load(store);
      return { store, folds, effects: await PendingEffects.load(store) };
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Where the store stands. One that cannot be read, is older than the log's start, or holds another hash than the log is rebuilt. */
  async #load(store: FoldStore): Promise<StorePosition> {
    const text = await store.position();
    if (text === undefined) return this.#begin();
    try {
      return await this.#proven(unpackPosition(text));
    } catch (error) {
      if (!REBUILT.some((code) => isFault(error, code))) throw error;
      const anew = await this.#begin();
      this.#parts.warn.warn({ err: error }, 'the fold store cannot be used any more; it is rebuilt from the log');
      await store.clear();
      return anew;
    }
  }

  async #begin(): Promise<StorePosition> {
    const folds: Record<string, FoldPosition> = {};
    for (const [name, { fold, partition }] of this.#sources) {
      folds[name] = fold.begin(partition, (await this.#parts.log.bounds(fold.topic.name, partition)).start);
    }
    return folds;
  }

  async #proven(stored: StorePosition): Promise<StorePosition> {
    const folds: Record<string, FoldPosition> = { ...stored };
    for (const [name, { fold, partition }] of this.#sources) {
      const { start, end } = await this.#parts.log.bounds(fold.topic.name, partition);
      const position = stored[name] ?? fold.begin(partition, start);
      if (position.offset > end)
        throw new Fault('log_truncated', `${name} ends at ${end}; ${position.offset} was due.`);
      if (position.offset < start)
        throw new Fault('log_gap', `${name} starts at ${start}; ${position.offset} was due.`);
      await fold.prove?.(partition, position, this.#parts.log);
      folds[name] = position;
    }
    return folds;
  }

  async #fold(open: Open, source: Source, records: readonly LogRecord[], lease: Delivery): Promise<number> {
    const { fold, partition } = source;
    const name = nameOf(source);
    const from = open.folds[name] ?? fold.begin(partition, 0);
    const { position, contents, fault } = foldAll(source, from, records);
    if (position.offset > from.offset && !lease.stale()) {
      const batch = { topic: fold.topic.name, partition, contents, position, foldTime: position.foldTime };
      const applied = await this.#parts.apply(batch, open.store);
      await this.#write(open, applied, { ...open.folds, [name]: position });
      await this.#performPending(open, lease);
    }
    if (fault !== undefined) throw fault;
    return open.folds[name]?.offset ?? from.offset;
  }

  async #write(open: Open, { puts, effects = [] }: Applied, folds: StorePosition): Promise<void> {
    const kept = open.effects.keep(effects);
    await open.store.write([...puts, ...kept.puts], packPosition(folds));
    open.effects.add(kept.added);
    open.folds = folds;
  }

  async #performPending(open: Open, lease: Pick<ShardLease, 'stale'>): Promise<void> {
    for (let effect = open.effects.first; effect !== undefined && !lease.stale(); effect = open.effects.first) {
      await this.#parts.perform?.(effect.text);
      const done: FoldPut = [effect.key, undefined];
      await open.store.write([done], packPosition(open.folds));
      open.effects.done();
    }
  }
}

/** Folds records up to the first that must not be trusted; what stands before it counts. */
function foldAll({ fold, partition }: Source, from: FoldPosition, records: readonly LogRecord[]): Folded {
  const contents: FoldedBatch['contents'][number][] = [];
  let position = from;
  for (const record of records) {
    if (record.offset < position.offset) continue;
    if (record.offset > position.offset) break;
    try {
      const step = fold.step(partition, position, record);
      position = step.position;
      if (step.content !== undefined) contents.push({ offset: record.offset, content: step.content });
    } catch (fault) {
      return { position, contents, fault };
    }
  }
  return { position, contents };
}

function nameOf({ fold, partition }: Source): string {
  return sourceName(fold.topic.name, partition);
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
