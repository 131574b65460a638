import { Fault, isFault, isTransient } from '@suanpan/fault';
import type { FoldStore } from '@suanpan/fold-store';
import type { Log, LogRecord } from '@suanpan/kafka';
import { ALL_FOLD_GUARDS, type FoldGuards } from '@suanpan/rated-record';
import { proveRatedLog } from '@suanpan/shard-fold';
import type { EpochMs } from '@suanpan/time';
import type { LedgerItem, LedgerStore } from './ledger-store.ts';
import { disagreement, doubled, type Repair, repairDoubles, wantedOf } from './proof.ts';
import { foldForSink, genesisSinkPosition, loadSinkPosition, type SinkPosition } from './sink-fold.ts';

/** Guards of the sink; all on outside the simulation. */
export interface SinkGuards extends FoldGuards {
  /** Ends the inserts of earlier sinks before the ledger is believed. */
  readonly fence: boolean;
  /** Deletes doubled chunks and fills gaps. */
  readonly repair: boolean;
}

export const ALL_SINK_GUARDS: SinkGuards = { ...ALL_FOLD_GUARDS, fence: true, repair: true };

/** What a sink works with. */
export interface SinkParts {
  readonly log: Log;
  readonly ledger: LedgerStore;
  readonly shards: readonly number[];
  readonly openStore: (shard: number) => Promise<FoldStore>;
  readonly newChunkId: () => string;
  readonly now: () => EpochMs;
  /** Told of a fold store that is damaged; it is emptied and the log read again from its start. */
  readonly onStoreDamaged?: (shard: number, fault: Fault) => void;
  readonly guards?: SinkGuards;
}

interface ShardFeed {
  readonly store: FoldStore;
  /** A store that failed is closed, and opened again by the next start. */
  isClosed: boolean;
  /** Where reading stands; ahead of the store by what is buffered or on its way. */
  position: SinkPosition;
  /** What the store holds and the ledger has. */
  confirmed: SinkPosition;
  /** Whether the ledger lacks the outcome. */
  wanted: (seq: number) => boolean;
  /** Seq the ledger held when the sink started; the sums are proved once reading has passed it. */
  readonly heldSeq: number;
  /** Why the shard stands still for as long as this process lives: the log cannot be trusted there. */
  halt: Fault | undefined;
}

interface Buffer {
  items: LedgerItem[];
  readonly positions: Map<number, SinkPosition>;
}

/**
 * Writes the rated log into the ledger in atomic chunks. What is in the ledger is read from the ledger; the fold
 * store only saves reading the log from its start. After any doubt the sink starts again: fence, prove, repair, go on.
 */
export class LedgerSink {
  readonly #parts: SinkParts;
  readonly #feeds = new Map<number, ShardFeed>();
  #buffer: Buffer = { items: [], positions: new Map() };
  #started = false;
  #proofDue = false;
  #repairs: Repair[] = [];

  constructor(parts: SinkParts) {
    this.#parts = parts;
  }

  /** Whether the sink may be fed; after a failed flush it must be started again. */
  get started(): boolean {
    return this.#started;
  }

  /** Rows waiting for the next flush, at least. */
  get buffered(): number {
    return this.#buffer.items.length;
  }

  /** Everything repaired since the process began, for logs and metrics. */
  get repairs(): readonly Repair[] {
    return this.#repairs;
  }

  /** The next offset of the rated log to offer for a shard. */
  nextOffset(shard: number): number {
    return this.#feed(shard).position.chain.ratedOffset;
  }

  /** Shards that stand still, and why. The others go on. */
  get halts(): ReadonlyMap<number, Fault> {
    const halted = new Map<number, Fault>();
    for (const [shard, { halt }] of this.#feeds) if (halt !== undefined) halted.set(shard, halt);
    return halted;
  }

  /** Where reading stands in a shard. */
  position(shard: number): SinkPosition {
    return this.#feed(shard).position;
  }

  /** Fences off earlier sinks, repairs doubles, finds what is missing, and takes up the position of each shard. */
  async start(): Promise<void> {
    const { ledger, shards } = this.#parts;
    this.#started = false;
    this.#buffer = { items: [], positions: new Map() };
    if (this.#guards.fence) await ledger.fence();
    if (this.#guards.repair) for (const shard of shards) this.#repairs.push(...(await repairDoubles(ledger, shard)));
    const holdings = new Map((await ledger.holdings()).map((holding) => [holding.shard, holding]));
    for (const shard of shards) {
      this.#feeds.set(shard, await this.#openFeed(shard, holdings.get(shard)?.nextSeq ?? 0));
    }
    this.#proofDue = true;
    this.#started = true;
  }

  async #openFeed(shard: number, heldSeq: number): Promise<ShardFeed> {
    const { ledger, log, openStore } = this.#parts;
    const gaps = this.#guards.repair && heldSeq > 0 ? await ledger.gaps(shard) : [];
    const known = this.#feeds.get(shard);
    const store = known === undefined || known.isClosed ? await openStore(shard) : known.store;
    const confirmed = await loadSinkPosition(shard, store, (fault) => this.#parts.onStoreDamaged?.(shard, fault));
    const feed = { store, isClosed: false, wanted: wantedOf(heldSeq, gaps), heldSeq, confirmed };
    if (known?.halt !== undefined) return { ...feed, position: confirmed, halt: known.halt };
    // What was confirmed is proved before it may be given up: it may be all that tells of a log that was cut.
    const halt = await haltOf(proveRatedLog(confirmed.chain, log));
    if (halt !== undefined) return { ...feed, position: confirmed, halt };
    for (const { from, to } of gaps) this.#repaired(shard, from, to);
    if (confirmed.chain.nextSeq > heldSeq) this.#repaired(shard, heldSeq, confirmed.chain.nextSeq);
    if (gaps.length === 0 && confirmed.chain.nextSeq <= heldSeq) return { ...feed, position: confirmed, halt };
    // The ledger lacks what this store says was confirmed: read the log from its start, and insert what is missing.
    await store.clear();
    const position = genesisSinkPosition(shard);
    return { ...feed, confirmed: position, position, halt: await haltOf(proveRatedLog(position.chain, log)) };
  }

  #repaired(shard: number, from: number, to: number): void {
    this.#repairs.push({ kind: 'gap', shard, detail: `seq ${from} to ${to} was missing` });
  }

  /**
   * Folds records of a shard and buffers the outcomes the ledger lacks. Records that were read before are passed over.
   * Answers the offset that is due next; a record that must not be trusted is thrown and the shard stands still.
   * A sink that is not started takes nothing: what it has dropped is read again after the start.
   */
  offer(shard: number, records: readonly LogRecord[]): number {
    const feed = this.#feed(shard);
    if (feed.halt !== undefined) throw feed.halt;
    if (!this.#started) return feed.position.chain.ratedOffset;
    for (const record of records) {
      if (record.offset < feed.position.chain.ratedOffset) continue;
      if (record.offset > feed.position.chain.ratedOffset) break;
      this.#take(shard, feed, record);
    }
    return feed.position.chain.ratedOffset;
  }

  #take(shard: number, feed: ShardFeed, record: LogRecord): void {
    try {
      const { position, items } = foldForSink(feed.position, record, this.#guards);
      feed.position = position;
      this.#buffer.positions.set(shard, position);
      for (const item of items) if (feed.wanted(item.outcome.seq)) this.#buffer.items.push(item);
    } catch (error) {
      if (isFault(error)) feed.halt = error;
      throw error;
    }
  }

  /**
   * Inserts what is buffered as one chunk and confirms the positions it stands for. Answers the number of outcomes
   * written. On any failure it is unknown what the ledger holds: the buffer is dropped and the sink must be started anew.
   */
  async flush(): Promise<number> {
    if (!this.#started) return 0;
    const { items, positions } = this.#buffer;
    this.#buffer = { items: [], positions: new Map() };
    try {
      if (items.length > 0) {
        await this.#parts.ledger.insert({ id: this.#parts.newChunkId(), at: this.#parts.now(), items });
      }
      for (const [shard, position] of positions) await this.#confirm(shard, position);
      if (this.#proofDue && [...this.#feeds.values()].every(isCaughtUp)) await this.prove();
    } catch (error) {
      this.#started = false;
      throw error;
    }
    return items.length;
  }

  async #confirm(shard: number, position: SinkPosition): Promise<void> {
    const feed = this.#feed(shard);
    try {
      await feed.store.write([], JSON.stringify(position));
    } catch (error) {
      if (isFault(error, 'fold_store_mismatch')) {
        this.#parts.onStoreDamaged?.(shard, error);
        await feed.store.clear();
      }
      feed.isClosed = true;
      await feed.store.close();
      throw error;
    }
    feed.confirmed = position;
  }

  /**
   * Proves that the ledger holds each outcome once, none is missing, and the money agrees with the rated log to the
   * last unit, as of what has been confirmed; offers may go on meanwhile, flushes may not. Before reading has
   * passed what the ledger held at the start, only doubles can be seen. A difference is `ledger_disagrees`, and the next start
   * repairs what can be repaired.
   */
  async prove(): Promise<void> {
    const holdings = new Map((await this.#parts.ledger.holdings()).map((holding) => [holding.shard, holding]));
    for (const shard of this.#parts.shards) {
      const feed = this.#feed(shard);
      if (feed.halt !== undefined) continue;
      const held = holdings.get(shard);
      const difference = isCaughtUp(feed) ? disagreement(feed.confirmed, held) : doubled(held);
      if (difference === undefined) continue;
      this.#started = false;
      throw new Fault('ledger_disagrees', `Shard ${shard}: ${difference}`);
    }
    this.#proofDue = ![...this.#feeds.values()].every(isCaughtUp);
  }

  /** Takes nothing more until it is started: somebody else may own the ledger now. What is buffered is dropped. */
  stop(): void {
    this.#started = false;
    this.#buffer = { items: [], positions: new Map() };
  }

  async close(): Promise<void> {
    this.#started = false;
    for (const { store } of this.#feeds.values()) await store.close();
    this.#feeds.clear();
  }

  get #guards(): SinkGuards {
    return this.#parts.guards ?? ALL_SINK_GUARDS;
  }

  #feed(shard: number): ShardFeed {
    const feed = this.#feeds.get(shard);
    if (feed === undefined) throw new Fault('defect', `The sink was not started for shard ${shard}.`);
    return feed;
  }
}

/** Whether reading has passed what the ledger held at the start; a shard that stands still is not waited for. */
function isCaughtUp({ confirmed, heldSeq, halt }: ShardFeed): boolean {
  return halt !== undefined || confirmed.chain.nextSeq >= heldSeq;
}

/** The fault that halts one shard; a passing one concerns the whole sink and is thrown on. */
async function haltOf(proof: Promise<void>): Promise<Fault | undefined> {
  try {
    await proof;
    return undefined;
  } catch (error) {
    if (isFault(error) && !isTransient(error)) return error;
    throw error;
  }
}
