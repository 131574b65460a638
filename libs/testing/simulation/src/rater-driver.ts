import { packSourceRecord, USAGE_EVENTS } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import type { Log, LogRecord } from '@suanpan/kafka';
import { mayRetry, openOutcomes, planPriceAgain, ShardRater } from '@suanpan/rater';
import { CatalogueReader } from './catalogue-reader.ts';
import { Delivery } from './delivery.ts';
import { meantBy } from './meaning.ts';
import type { Seat } from './seat.ts';
import type { SimProcess } from './sim-process.ts';
import { TIMES, type World } from './world.ts';

const READ_BYTES = 2048;
const READ_WAIT_MS = 400;

/** Rates one shard in one process, as the rating service does: take over, read, rate, scan; again after a passing fault. */
export class RaterDriver {
  readonly #world: World;
  readonly #seat: Seat;
  readonly #process: SimProcess;
  readonly #shard: number;
  readonly #log: Log;
  readonly #catalogue: CatalogueReader;
  readonly #rater: ShardRater;
  readonly #delivery: Delivery;
  #generation = -1;
  #scanned = '';

  constructor(world: World, seat: Seat, process: SimProcess, shard: number, catalogue: CatalogueReader) {
    this.#world = world;
    this.#seat = seat;
    this.#process = process;
    this.#shard = shard;
    this.#log = world.log.connect(process);
    this.#catalogue = catalogue;
    this.#delivery = new Delivery(world);
    this.#rater = new ShardRater(shard, {
      log: this.#log,
      catalogue,
      charging: world.charging,
      times: TIMES,
      openStore: () => Promise.resolve(seat.store(shard)),
      instance: process.name,
      newClaim: () => world.newId('claim'),
      guards: world.guards,
    });
  }

  /** The rater's position once everything has been decided and nothing is left to be priced again. */
  get isIdle(): boolean {
    const position = this.#rater.position;
    if (position === undefined || position.nextSource !== this.#world.source(this.#shard).length) return false;
    return this.#scanned === `${this.#world.revision} ${position.nextSeq}`;
  }

  /** Works until the process dies or the shard halts. */
  async run(): Promise<void> {
    for (;;) {
      await this.#seat.whenAssigned();
      try {
        await this.#round();
      } catch (error) {
        if (!(error instanceof Fault)) return this.#defect(error);
        const { code } = error;
        this.#world.say(`${this.#process.name}/${this.#shard} ${error.message}`);
        if (mayRetry(error)) await this.#process.sleep(this.#world.mischief.between(2, 40));
        else if (code === 'claim_superseded') await this.#process.sleep(this.#world.mischief.between(50, 500));
        else return this.#world.halt(`${this.#process.name}/${this.#shard}`, code);
      }
    }
  }

  async #round(): Promise<void> {
    const rater = this.#rater;
    const due = await this.#due();
    const news = await this.#log.read(USAGE_EVENTS.name, this.#shard, due, READ_BYTES, READ_WAIT_MS);
    if (news.length > 0) {
      const records = await this.#withTheOneBefore(due, news);
      const isKept = records[0] !== undefined && records[0].offset < due;
      const next = await rater.rate(this.#delivery.troubled(records, isKept ? 1 : 0));
      this.#world.say(`${this.#process.name}/${this.#shard} rated up to ${next}, seq ${rater.position?.nextSeq}`);
    }
    if (news.length === 0 || this.#world.mischief.chance(0.1)) await this.#scan();
  }

  /** One record before the one due goes along if it is still there, so that the rater sees that the source is the same. */
  async #withTheOneBefore(due: number, news: readonly LogRecord[]): Promise<readonly LogRecord[]> {
    if (due === 0) return news;
    try {
      return await this.#log.read(USAGE_EVENTS.name, this.#shard, due - 1, READ_BYTES, 0);
    } catch (error) {
      if (isFault(error, 'log_gap')) return news;
      throw error;
    }
  }

  async #due(): Promise<number> {
    const { position } = this.#rater;
    if (position !== undefined && this.#generation === this.#seat.generation) return position.nextSource;
    const generation = this.#seat.generation;
    const due = await this.#rater.takeOver();
    this.#generation = generation;
    this.#world.say(`${this.#process.name}/${this.#shard} took over at ${due}`);
    return due;
  }

  /** Sends what has a price by now through the log again, as the price-again scan of the service does. */
  async #scan(): Promise<void> {
    const { store, position } = this.#rater;
    if (store === undefined || position === undefined) return;
    const view = await this.#catalogue.newest();
    const state = `${view.revision} ${position.nextSeq}`;
    if (this.#scanned === state) return;
    const open = await openOutcomes(store);
    for (const directive of planPriceAgain(open, view, this.#world.charging, this.#world.now)) {
      const [receivedAt, stamp] = [this.#world.now, view.revision];
      const header = {
        kind: 'directive',
        root: directive.root,
        shard: this.#shard,
        revision: stamp,
        receivedAt,
      } as const;
      const value = packSourceRecord(header, [JSON.stringify(directive)]);
      const targets = directive.targets.map(({ seq, event }) => ({ seq, event: meantBy(event) }));
      const fact = { fact: 'price-again', root: directive.root, id: directive.id, targets } as const;
      this.#world.meanings.set(value, { shard: this.#shard, stamp, receivedAt, facts: [fact] });
      await this.#log.append(USAGE_EVENTS.name, this.#shard, [value]);
    }
    this.#scanned = state;
  }

  #defect(error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#world.violate('no component fails without a name', `${this.#process.name}: ${text}`);
  }
}
