import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { Client } from 'pg';
import { FlakyLog } from '../flaky-log.ts';
import { type CatalogueWriter, openCatalogueWriter } from '../writer.ts';

/** A real PostgreSQL with a fresh database and a fresh log for each test, and the writers a test opened. */
export class CatalogueBoard {
  readonly postgres: RealPostgres;
  log = new FlakyLog();
  url = '';
  #databases = 0;
  readonly #open: CatalogueWriter[] = [];

  constructor(postgres: RealPostgres) {
    this.postgres = postgres;
  }

  async begin(): Promise<void> {
    this.log = new FlakyLog();
    this.url = await this.newDatabase();
  }

  async end(): Promise<void> {
    for (const writer of this.#open.splice(0)) await writer.close();
  }

  async open(database = this.url, now?: () => number): Promise<CatalogueWriter> {
    const options = { database, log: this.log, shards: 3, ...(now === undefined ? {} : { now }) };
    const writer = await openCatalogueWriter(options);
    this.#open.push(writer);
    return writer;
  }

  /** Runs a statement in the test's own database, or another. */
  async sql<T>(text: string, at = this.url): Promise<T[]> {
    const client = new Client({ connectionString: at });
    await client.connect();
    try {
      return (await client.query(text)).rows as T[];
    } finally {
      await client.end();
    }
  }

  /** A database, empty or a copy of another. */
  async newDatabase(template = 'template1'): Promise<string> {
    this.#databases += 1;
    const name = `catalogue_${this.#databases}`;
    await this.sql(`CREATE DATABASE ${name} TEMPLATE ${template}`, this.postgres.url);
    const address = new URL(this.postgres.url);
    address.pathname = name;
    return address.href;
  }

  /** A copy of the test's own database as it stands. Nobody may be connected to it. */
  copy(): Promise<string> {
    return this.newDatabase(new URL(this.url).pathname.slice(1));
  }
}

export async function startBoard(): Promise<CatalogueBoard> {
  return new CatalogueBoard(await startRealPostgres());
}
