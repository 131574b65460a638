import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { type RealClickHouse, startRealClickHouse } from '@suanpan/real-parts';
import { ClickHouseLedgerStore } from './clickhouse-ledger-store.ts';
import { migrateLedger } from './migrate-ledger.ts';

/** Roots that have an analyst named `analyst-<root>`, whose password is the name. */
const ROOTS = ['root_a', 'root_b'];

/** The real engine with the ledger made in it. */
export class RealLedger {
  readonly engine: RealClickHouse;
  readonly admin: ClickHouse;
  readonly #clients: ClickHouse[] = [];

  private constructor(engine: RealClickHouse) {
    this.engine = engine;
    this.admin = this.as(engine.user, engine.password);
  }

  static async start(): Promise<RealLedger> {
    const engine = await startRealClickHouse();
    engine.setUsers(
      ROOTS.map((root) => ({ name: `analyst-${root}`, password: `analyst-${root}`, role: 'analyst', root })),
    );
    const ledger = new RealLedger(engine);
    await migrateLedger(ledger.admin);
    return ledger;
  }

  /** A connection of `sink`, `repair` or `analyst-<root>`. */
  as(user: string, password = user): ClickHouse {
    const client = connectClickHouse({ url: this.engine.url, user, password, requestTimeoutMs: 20_000 });
    this.#clients.push(client);
    return client;
  }

  store(instance = 'test'): ClickHouseLedgerStore {
    return new ClickHouseLedgerStore({ sink: this.as('sink'), repair: this.as('repair'), instance });
  }

  /** Takes every row away, so that a case starts empty. */
  async empty(): Promise<void> {
    await this.admin.exec('TRUNCATE TABLE ledger.usage');
    await this.admin.exec('TRUNCATE TABLE ledger.repairs');
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.engine.stop();
  }
}
