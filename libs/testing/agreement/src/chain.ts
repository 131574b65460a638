import type { Charging } from '@suanpan/charging';
import { packSourceRecord, USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { type Fault, isFault } from '@suanpan/fault';
import { type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { foldForSink, genesisSinkPosition, type LedgerItem, LedgerSink, type LedgerStore } from '@suanpan/ledger-sink';
import type { RatedOutcome } from '@suanpan/rated-record';
import { mayRetry, type RaterGuards, type ReplayDifference, replayShard, ShardRater } from '@suanpan/rater';
import type { GrowingCatalogue } from './growing-catalogue.ts';
import { type InsertFate, KeptLedger } from './kept-ledger.ts';
import { type HeardRecord, type SentRecord, SHARD, TIMES } from './sent-record.ts';
import { TimedLog } from './timed-log.ts';

const READ_BYTES = 1 << 20;
const TRIES_MAX = 20;

export interface ChainParts {
  readonly catalogue: GrowingCatalogue;
  readonly charging: Charging;
  readonly guards?: RaterGuards;
  readonly now: () => number;
  readonly ledger?: LedgerStore;
}

/** One process that may rate the shard. */
interface Seat {
  rater: ShardRater;
  store: FoldStore;
}

/** The real chain from the source to the ledger: a log, two raters that take the shard from each other, and a sink. */
export class Chain {
  readonly log: TimedLog;
  readonly ledger: KeptLedger;
  /** What was sent, record by record, where it stands in the log. */
  readonly heard: HeardRecord[] = [];
  readonly #parts: ChainParts;
  readonly #seats: readonly [Seat, Seat];
  #sink: LedgerSink;
  readonly #sinkStore = memoryFoldStore();
  #claims = 0;
  #chunks = 0;
  #read = genesisSinkPosition(SHARD);
  readonly #items: LedgerItem[] = [];

  constructor(parts: ChainParts) {
    this.#parts = parts;
    this.log = new TimedLog(parts.now);
    this.ledger = new KeptLedger(parts.ledger);
    this.#seats = [this.#newSeat(memoryFoldStore()), this.#newSeat(memoryFoldStore())];
    this.#sink = this.#newSink();
  }

  /** Takes over and crashes so far. */
  get claims(): number {
    return this.#claims;
  }

  get charging(): Charging {
    return this.#parts.charging;
  }

  async send(sent: SentRecord): Promise<void> {
    const { facts, ...header } = sent;
    const lines = facts.map((fact) => (fact === 'nonsense' ? '{"id":' : JSON.stringify(fact)));
    this.heard.push({ ...sent, appendedAt: this.#parts.now() });
    await this.log.append(USAGE_EVENTS.name, SHARD, [packSourceRecord(header, lines)]);
  }

  /** Rates the next records in one seat, taking the shard over if it does not hold it. Answers what went wrong, if anything. */
  async rate(number: 0 | 1, records: number, fate: 'refused' | 'unheard' | null): Promise<Fault | undefined> {
    const { rater } = this.#seats[number];
    try {
      const due = rater.position?.nextSource ?? (await rater.takeOver());
      const from = Math.max(0, due - 1);
      const news = (await this.log.read(USAGE_EVENTS.name, SHARD, from, READ_BYTES, 0)).slice(0, due - from + records);
      if (fate !== null) this.log.fates.push(fate);
      await rater.rate(news);
      return undefined;
    } catch (error) {
      if (isFault(error) && (mayRetry(error) || isFault(error, 'claim_superseded'))) return error;
      throw error;
    } finally {
      this.log.fates.length = 0;
    }
  }

  /** Ends the process of a seat and starts it anew, on its own store or on an empty one. */
  crash(number: 0 | 1, loses: boolean): void {
    const seat = this.#seats[number];
    const store = loses ? memoryFoldStore() : seat.store;
    Object.assign(seat, this.#newSeat(store));
  }

  /** Writes what has been rated into the ledger. */
  async sink(fate: InsertFate | 'crash' | null): Promise<Fault | undefined> {
    if (fate === 'crash') {
      this.#sink = this.#newSink();
      return undefined;
    }
    if (fate !== null) this.ledger.fates.push(fate);
    try {
      if (!this.#sink.started) await this.#sink.start();
      const due = this.#sink.nextOffset(SHARD);
      this.#sink.offer(SHARD, await this.log.read(USAGE_RATED.name, SHARD, due, READ_BYTES, 0));
      await this.#sink.flush();
      return undefined;
    } catch (error) {
      if (isFault(error, 'ledger_unavailable')) return error;
      throw error;
    } finally {
      this.ledger.fates.length = 0;
    }
  }

  /** Rates and writes all there is, without any further trouble, and proves the ledger against the log. */
  async finish(): Promise<void> {
    for (let tries = 0; tries < TRIES_MAX && (this.#nextSource ?? 0) < this.heard.length; tries += 1)
      await this.rate(0, this.heard.length, null);
    if (this.#nextSource !== this.heard.length && this.heard.length > 0)
      throw new Error(`Rating stands at ${this.#nextSource} of ${this.heard.length} records.`);
    await this.sink('crash');
    await this.sink(null);
    await this.#sink.prove();
  }

  /** Decides the whole log again, from nothing. Answers what comes out otherwise. */
  async replay(): Promise<readonly ReplayDifference[]> {
    const { catalogue, charging } = this.#parts;
    const { differences } = await replayShard(SHARD, { log: this.log, catalogue, charging, store: memoryFoldStore() });
    return differences;
  }

  get #nextSource(): number | undefined {
    return this.#seats[0].rater.position?.nextSource;
  }

  /** The state of the seat that rated last; only after {@link finish} it is that of the whole log. */
  get store(): FoldStore {
    return this.#seats[0].store;
  }

  /** Every outcome that counts, in order. */
  get items(): readonly LedgerItem[] {
    const records = this.log.records(USAGE_RATED.name, SHARD).slice(this.#read.chain.ratedOffset);
    for (const record of records) {
      const { position, items } = foldForSink(this.#read, record);
      this.#read = position;
      this.#items.push(...items);
    }
    return this.#items;
  }

  /** The same as directives are made of. */
  get outcomes(): readonly RatedOutcome[] {
    return this.items.map(({ outcome, event, other }) => {
      const subject = event ?? other ?? { unreadable: '' };
      return { outcome, subject, subjectText: '' };
    });
  }

  #newSeat(store: FoldStore): Seat {
    const { catalogue, charging, guards } = this.#parts;
    const rater = new ShardRater(SHARD, {
      ...{ log: this.log, catalogue, charging, times: TIMES, instance: 'agreement' },
      openStore: () => Promise.resolve(store),
      newClaim: () => {
        this.#claims += 1;
        return `claim-${this.#claims}`;
      },
      ...(guards === undefined ? {} : { guards }),
    });
    return { rater, store };
  }

  #newSink(): LedgerSink {
    return new LedgerSink({
      ...{ log: this.log, ledger: this.ledger.store, shards: [SHARD], now: this.#parts.now },
      openStore: () => Promise.resolve(this.#sinkStore),
      newChunkId: () => {
        this.#chunks += 1;
        return `chunk-${this.#chunks}`;
      },
    });
  }
}
