import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { ClickHouseLedgerStore, migrateLedger } from '@suanpan/ledger-clickhouse';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { type RealClickHouse, startRealClickHouse } from '@suanpan/real-parts';

/** The real engine with the ledger made in it. */
export class RealLedger {
  readonly admin: ClickHouse;
  readonly #engine: RealClickHouse;
  readonly #sink: ClickHouse;
  #chunks = 0;

  private constructor(engine: RealClickHouse) {
    const connect = (user: string, password: string): ClickHouse =>
      connectClickHouse({ url: engine.url, user, password, requestTimeoutMs: 20_000 });
    this.#engine = engine;
    this.admin = connect(engine.user, engine.password);
    this.#sink = connect('sink', 'sink');
  }

  static async start(): Promise<RealLedger> {
    const ledger = new RealLedger(await startRealClickHouse());
    await migrateLedger(ledger.admin);
    return ledger;
  }

  /** Writes outcomes as the sink does: one chunk, one insert. */
  async write(items: readonly LedgerItem[]): Promise<void> {
    this.#chunks += 1;
    const store = new ClickHouseLedgerStore({ sink: this.#sink, instance: 'test' });
    await store.insert({ id: `chunk_${this.#chunks}`, at: Date.UTC(2026, 10, 24), items });
  }

  async stop(): Promise<void> {
    await this.admin.close();
    await this.#sink.close();
    await this.#engine.stop();
  }
}
