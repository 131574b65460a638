import { USAGE_RATED } from '@suanpan/facts';
import { Fault, isFault, isTransient } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { LedgerSink } from '@suanpan/ledger-sink';
import { Delivery } from './delivery.ts';
import type { Seat } from './seat.ts';
import type { SimProcess } from './sim-process.ts';
import type { World } from './world.ts';

const READ_BYTES = 4096;
const READ_WAIT_MS = 300;
/** Longest virtual time without a proof while the sink is idle. */
const PROOF_MS = 900;
const DISAGREEMENTS_MAX = 12;

/** Feeds the ledger from one process, as the rating service does: start, offer, flush, prove; anew after any doubt. */
export class SinkDriver {
  readonly #world: World;
  readonly #seat: Seat;
  readonly #process: SimProcess;
  readonly #log: Log;
  readonly #sink: LedgerSink;
  readonly #deliveries: ReadonlyMap<number, Delivery>;
  #generation = -1;
  #provedAt = 0;
  #provedUpTo: readonly number[] = [];
  readonly #halted = new Set<number>();
  #disagreements = 0;

  constructor(world: World, seat: Seat, process: SimProcess) {
    this.#world = world;
    this.#seat = seat;
    this.#process = process;
    this.#log = world.log.connect(process);
    this.#deliveries = new Map(world.shards.map((shard) => [shard, new Delivery(world)]));
    this.#sink = new LedgerSink({
      log: this.#log,
      ledger: world.ledger.connect(process),
      shards: world.shards,
      openStore: (shard) => Promise.resolve(seat.store(shard)),
      newChunkId: () => world.newId('chunk'),
      now: () => world.now,
      guards: world.guards,
    });
  }

  get repairs() {
    return this.#sink.repairs;
  }

  /** Whether the ledger holds the whole log, proved after the last change. */
  get isIdle(): boolean {
    const { shards, ledger } = this.#world;
    if (!this.#sink.started || this.#provedAt <= ledger.changedAt) return false;
    return shards.every((shard, i) => this.#provedUpTo[i] === this.#world.rated(shard).length);
  }

  /** Works until the process dies or the sink halts. */
  async run(): Promise<void> {
    for (;;) {
      await this.#seat.whenAssigned();
      try {
        await this.#round();
      } catch (error) {
        if (!(error instanceof Fault)) return this.#defect(error);
        this.#world.say(`${this.#process.name} ${error.message}`);
        if (isFault(error, 'ledger_disagrees')) this.#disagreements += 1;
        const mayHeal = isFault(error, 'ledger_disagrees') && this.#disagreements < DISAGREEMENTS_MAX;
        if (!mayHeal && !isTransient(error)) return this.#world.halt(this.#process.name, error.code);
        this.#generation = -1;
        await this.#process.sleep(this.#world.mischief.between(5, 60));
      }
    }
  }

  async #round(): Promise<void> {
    if (!this.#sink.started || this.#generation !== this.#seat.generation) await this.#start();
    const { mischief, time } = this.#world;
    const news = await this.#offerAll();
    if (this.#sink.buffered > mischief.between(0, 12) || !news) {
      // A delivery may come in while a chunk is on its way; both come to an end before anything else begins.
      const offering = news && mischief.chance(0.3) ? this.#offerAll() : Promise.resolve(false);
      const [flushed, offered] = await Promise.allSettled([this.#sink.flush(), offering]);
      if (flushed.status === 'rejected') throw flushed.reason;
      if (offered.status === 'rejected') throw offered.reason;
      this.#world.say(`${this.#process.name} flushed ${flushed.value}`);
    }
    if (!news && this.#sink.buffered === 0 && time.now - this.#provedAt > PROOF_MS) await this.#prove();
  }

  async #start(): Promise<void> {
    const generation = this.#seat.generation;
    const before = [...this.#world.ledger.running];
    await this.#sink.start();
    for (const insert of before) insert.fenced = true;
    this.#generation = generation;
    const next = this.#world.shards.map((shard) => this.#sink.nextOffset(shard));
    this.#world.say(`${this.#process.name} starts at ${next}`);
  }

  async #prove(): Promise<void> {
    const asked = this.#world.time.now;
    const upTo = this.#world.shards.map((shard) => this.#sink.nextOffset(shard));
    await this.#sink.prove();
    this.#provedAt = asked;
    this.#provedUpTo = upTo;
    this.#disagreements = 0;
  }

  /** Offers what follows in each shard that has not halted; tells whether there was anything. */
  async #offerAll(): Promise<boolean> {
    const shards = this.#world.shards.filter((shard) => !this.#halted.has(shard));
    if (shards.length === 0) await this.#process.sleep(READ_WAIT_MS);
    return (await Promise.all(shards.map((shard) => this.#offer(shard)))).some(Boolean);
  }

  async #offer(shard: number): Promise<boolean> {
    try {
      const due = this.#sink.nextOffset(shard);
      const records = await this.#log.read(USAGE_RATED.name, shard, due, READ_BYTES, READ_WAIT_MS);
      this.#sink.offer(shard, this.#deliveries.get(shard)?.troubled(records) ?? records);
      return records.length > 0;
    } catch (error) {
      if (!(error instanceof Fault) || isTransient(error)) throw error;
      this.#halted.add(shard);
      this.#world.halt(`${this.#process.name}/${shard}`, error.code);
      return false;
    }
  }

  #defect(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#world.violate('no component fails without a name', `${this.#process.name}: ${text}`);
  }
}
