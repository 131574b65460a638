import { mkdirSync } from 'node:fs';
import { doorEntry } from '@suanpan/clickhouse-door';
import type { Child } from '../process/child.ts';
import { demandPort } from '../process/ports.ts';
import { type Say, silent } from '../process/say.ts';
import { startService } from '../supervisor/service.ts';

export interface ClickHouseOptions {
  /** Keeps the engine's files between starts. */
  readonly folder: string;
  readonly usersFile: string;
  readonly port: number;
  readonly host?: string;
  readonly onLine?: Say;
}

/** A running ClickHouse. */
export interface ClickHouse {
  readonly url: string;
  readonly child: Child;
}

/** Starts ClickHouse's engine behind its HTTP interface, in a process of its own. Resolves when `/ping` answers. */
export async function startClickHouse(options: ClickHouseOptions): Promise<ClickHouse> {
  const { folder, usersFile, port, host = '127.0.0.1', onLine = silent } = options;
  await demandPort('ClickHouse', port, 'SUANPAN_CLICKHOUSE_PORT', host);
  mkdirSync(folder, { recursive: true });
  const url = `http://${host}:${port}`;
  const env = {
    SUANPAN_CLICKHOUSE_DATA: folder,
    SUANPAN_CLICKHOUSE_USERS_FILE: usersFile,
    SUANPAN_CLICKHOUSE_HOST: host,
    SUANPAN_CLICKHOUSE_PORT: `${port}`,
    // The engine runs queries on libuv's threads; Node's four would let three slow queries block the fourth's answer.
    UV_THREADPOOL_SIZE: '24',
  };
  const child = await startService({ name: 'clickhouse', entry: doorEntry, env, healthUrl: `${url}/ping` }, onLine);
  return { url, child };
}
