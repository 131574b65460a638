import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { doorEntry, passwordHash } from '@suanpan/clickhouse-door';
import { ClickHouseLedgerStore } from './clickhouse-ledger-store.ts';
import { migrateLedger } from './migrate-ledger.ts';

const ROLES = { admin: 'admin', sink: 'sink', repair: 'repair' } as const;

/** The real engine behind its door, in a process of its own, with the ledger made in it. */
export class RealLedger {
  readonly #folder = mkdtempSync(join(tmpdir(), 'suanpan-ledger-'));
  readonly #clients: ClickHouse[] = [];
  #child: ChildProcess | undefined;
  #url = '';

  static async start(): Promise<RealLedger> {
    const ledger = new RealLedger();
    ledger.#writeUsers();
    await ledger.#spawn('0');
    await migrateLedger(ledger.as('admin'));
    return ledger;
  }

  /** A connection of one of the roles, or of `analyst-<root>` for root_a and root_b. */
  as(user: string): ClickHouse {
    const client = connectClickHouse({ url: this.#url, user, password: user, requestTimeoutMs: 20_000 });
    this.#clients.push(client);
    return client;
  }

  store(instance = 'test'): ClickHouseLedgerStore {
    return new ClickHouseLedgerStore({ sink: this.as('sink'), repair: this.as('repair'), instance });
  }

  /** Takes every row away, so that a case starts empty. */
  async empty(): Promise<void> {
    const admin = this.as('admin');
    await admin.exec('TRUNCATE TABLE ledger.usage');
    await admin.exec('TRUNCATE TABLE ledger.repairs');
  }

  /** SIGKILL, and nothing else. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    this.#child = undefined;
  }

  /** Starts it again on the same port with the same data. */
  async restart(): Promise<void> {
    await this.#spawn(new URL(this.#url).port);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) await client.close();
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #writeUsers(): void {
    const users = Object.entries(ROLES).map(([name, role]) => ({ name, role, passwordSha256: passwordHash(name) }));
    const analysts = ['root_a', 'root_b'].map((root) => {
      const name = `analyst-${root}`;
      return { name, role: 'analyst', root, passwordSha256: passwordHash(name) };
    });
    writeFileSync(join(this.#folder, 'users.json'), JSON.stringify([...users, ...analysts]));
  }

  async #spawn(port: string): Promise<void> {
    const env = {
      ...process.env,
      SUANPAN_CLICKHOUSE_DATA: join(this.#folder, 'data'),
      SUANPAN_CLICKHOUSE_USERS_FILE: join(this.#folder, 'users.json'),
      SUANPAN_CLICKHOUSE_PORT: port,
    };
    const child = spawn(process.execPath, [doorEntry], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#url = await new Promise<string>((resolve, reject) => {
      let errors = '';
      child.stderr.on('data', (data: Buffer) => {
        errors += data.toString();
      });
      child.once('exit', () => reject(new Error(`The door did not start: ${errors}`)));
      child.stdout.on('data', (data: Buffer) => {
        const [, url] = /ready on (\S+)/.exec(data.toString()) ?? [];
        if (url !== undefined) resolve(url);
      });
    });
  }
}
