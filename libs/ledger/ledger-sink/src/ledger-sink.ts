import { Fault } from '@suanpan/fault';
import type { FoldStore } from '@suanpan/fold-store';
import type { Log, LogRecord } from '@suanpan/kafka';
import { ALL_FOLD_GUARDS, type FoldGuards } from '@suanpan/rated-log';
import { proveRatedLog } from '@suanpan/shard-fold';
import type { EpochMs } from '@suanpan/time';
import type { LedgerItem, LedgerStore } from './ledger-store.ts';
import { disagreement, type Repair, repairDoubles, wantedOf } from './proof.ts';
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
  readonly guards?: SinkGuards;
}

interface ShardFeed {
  readonly store: FoldStore;
  /** Where reading stands; ahead of the store by what is buffered or on its way. */
  position: SinkPosition;
  /** Whether the ledger lacks the outcome. */
  wanted: (seq: number) => boolean;
  /** Seq the ledger held when the sink started; the sums are proved once reading has passed it. */
  readonly heldSeq: number;
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
      const heldSeq = holdings.get(shard)?.nextSeq ?? 0;
      const gaps = this.#guards.repair && heldSeq > 0 ? await ledger.gaps(shard) : [];
      for (const gap of gaps)
        this.#repairs.push({ kind: 'gap', shard, detail: `seq ${gap.from} to ${gap.to} was missing` });
      const store = this.#feeds.get(shard)?.store ?? (await this.#parts.openStore(shard));
      let position = await loadSinkPosition(shard, store);
      // A ledger that lacks what this store says was confirmed was restored or damaged: read the log from its start.
      if (gaps.length > 0 || position.chain.nextSeq > heldSeq) {
        await store.clear();
        position = genesisSinkPosition(shard);
      }
      await proveRatedLog(position.chain, this.#parts.log);
      this.#feeds.set(shard, { store, position, wanted: wantedOf(heldSeq, gaps), heldSeq });
    }
    this.#proofDue = true;
    this.#started = true;
  }

  /**
   * Folds records of a shard and buffers the outcomes the ledger lacks. Records that were read before are passed over.
   * Answers the offset that is due next; a record that must not be trusted is thrown and the shard stands still.
   */
  offer(shard: number, records: readonly LogRecord[]): number {
    const feed = this.#feed(shard);
    for (const record of records) {
      if (record.offset < feed.position.chain.ratedOffset) continue;
      if (record.offset > feed.position.chain.ratedOffset) break;
      const { position, items } = foldForSink(feed.position, record, this.#guards);
      feed.position = position;
      this.#buffer.positions.set(shard, position);
      for (const item of items) if (feed.wanted(item.outcome.seq)) this.#buffer.items.push(item);
    }
    return feed.position.chain.ratedOffset;
  }

  /**
   * Inserts what is buffered as one chunk and confirms the positions it stands for. Answers the number of outcomes
   * written. On any failure it is unknown what the ledger holds: the buffer is dropped and the sink must be started anew.
   */
  async flush(): Promise<number> {
    const { items, positions } = this.#buffer;
    this.#buffer = { items: [], positions: new Map() };
    try {
      if (items.length > 0) {
        await this.#parts.ledger.insert({ id: this.#parts.newChunkId(), at: this.#parts.now(), items });
      }
      for (const [shard, position] of positions) await this.#feed(shard).store.write([], JSON.stringify(position));
      if (this.#proofDue && this.buffered === 0 && this.#caughtUp()) await this.prove();
    } catch (error) {
      this.#started = false;
      throw error;
    }
    return items.length;
  }

  /**
   * Proves that the ledger holds each outcome once, none is missing, and the money agrees with the rated log to the
   * last unit. To be called while nothing is buffered; a difference is `ledger_disagrees` and the next start repairs
   * what can be repaired.
   */
  async prove(): Promise<void> {
    // Offers may go on while the ledger answers; what is proved is where reading stood before the question.
    const positions = this.#parts.shards.map((shard) => [shard, this.#feed(shard).position] as const);
    const holdings = new Map((await this.#parts.ledger.holdings()).map((holding) => [holding.shard, holding]));
    for (const [shard, position] of positions) {
      const difference = disagreement(position, holdings.get(shard));
      if (difference === undefined) continue;
      this.#started = false;
      throw new Fault('ledger_disagrees', `Shard ${shard}: ${difference}`);
    }
    this.#proofDue = false;
  }

  async close(): Promise<void> {
    this.#started = false;
    for (const { store } of this.#feeds.values()) await store.close();
    this.#feeds.clear();
  }

  get #guards(): SinkGuards {
    return this.#parts.guards ?? ALL_SINK_GUARDS;
  }

  #caughtUp(): boolean {
    return [...this.#feeds.values()].every(({ position, heldSeq }) => position.chain.nextSeq >= heldSeq);
  }

  #feed(shard: number): ShardFeed {
    const feed = this.#feeds.get(shard);
    if (feed === undefined) throw new Fault('internal', `The sink was not started for shard ${shard}.`);
    return feed;
  }
}
