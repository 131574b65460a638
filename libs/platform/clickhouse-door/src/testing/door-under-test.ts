import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { type DoorProcess, startDoorProcess } from '../door-process.ts';
import { type DoorUser, passwordHash } from '../users.ts';

/** Users of the tests; the password of each is its name. */
export const TEST_USERS: readonly DoorUser[] = [
  { name: 'admin', passwordSha256: passwordHash('admin'), role: 'admin' },
  { name: 'sink', passwordSha256: passwordHash('sink'), role: 'sink' },
  { name: 'sink2', passwordSha256: passwordHash('sink2'), role: 'sink' },
  { name: 'repair', passwordSha256: passwordHash('repair'), role: 'repair' },
  { name: 'anna', passwordSha256: passwordHash('anna'), role: 'analyst', root: 'a' },
  { name: 'bert', passwordSha256: passwordHash('bert'), role: 'analyst', root: 'b' },
];

/** A real door on a folder of its own, with clients per user. */
export class DoorUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'suanpan-door-'));
  readonly usersFile = join(this.folder, 'users.json');
  readonly dataFolder = join(this.folder, 'data');
  readonly #clients: ClickHouseClient[] = [];
  door!: DoorProcess;
  readonly #env: Readonly<Record<string, string>>;

  /** `env` are more settings of the process. */
  constructor(env: Readonly<Record<string, string>> = {}) {
    this.#env = env;
  }

  async start(): Promise<this> {
    writeFileSync(this.usersFile, JSON.stringify(TEST_USERS));
    this.door = await startDoorProcess({ dataFolder: this.dataFolder, usersFile: this.usersFile, env: this.#env });
    return this;
  }

  /** Kills the door without warning and starts it again on the same data. */
  async killAndRestart(): Promise<void> {
    await this.door.stop('SIGKILL');
    await this.start();
  }

  client(user = 'admin', settings: Record<string, string | number> = {}): ClickHouseClient {
    const client = createClient({
      url: this.door.url,
      username: user,
      password: user,
      log: { level: ClickHouseLogLevel.OFF },
      clickhouse_settings: settings,
      max_open_connections: 50,
    });
    this.#clients.push(client);
    return client;
  }

  /** A plain HTTP request with the statement as body. */
  post(
    sql: string | Uint8Array,
    options: { user?: string; query?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    const { user = 'admin', query = {}, headers = {} } = options;
    const address = `${this.door.url}/?${new URLSearchParams(query)}`;
    const body = typeof sql === 'string' ? sql : Buffer.from(sql);
    return fetch(address, {
      method: 'POST',
      body,
      headers: { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': user, ...headers },
    });
  }

  /** The text of the answer to a statement, whether rows or an error. */
  async text(sql: string, user = 'admin', query: Record<string, string> = {}): Promise<string> {
    return (await this.post(sql, { user, query })).text();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.door.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits until something holds; fails after ten seconds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (await holds()) return;
    await delay(20);
  }
  throw new Error(`It did not come about that ${what}.`);
}
