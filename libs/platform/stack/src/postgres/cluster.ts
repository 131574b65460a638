import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { Client } from 'pg';
import { type Child, type RunAs, startChild } from '../process/child.ts';
import { lastWords } from '../process/last-words.ts';
import { demandPort } from '../process/ports.ts';
import type { Say } from '../process/say.ts';
import { waitUntil } from '../process/wait-until.ts';
import { type PostgresPrograms, postgresPrograms } from './binaries.ts';
import { postgresUser } from './run-as.ts';

export interface PostgresOptions {
  /** Keeps the cluster's files between starts. */
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  readonly host?: string;
  /** Skips every fsync: quick, and worthless after a power cut. For tests. */
  readonly throwAway?: boolean;
  readonly say?: Say;
  readonly onLine?: Say;
}

/** A running PostgreSQL. */
export interface Postgres {
  /** `postgres://…`, with the password. */
  readonly url: string;
  readonly child: Child;
}

const USER = 'suanpan';
const DATABASE = 'suanpan';
const READY_WITHIN_MS = 60_000;
/** Commits still reach the kernel, so that a killed server loses nothing; only a power cut may. */
const THROW_AWAY = ['fsync=off', 'full_page_writes=off'];

function failure(what: string, child: Child): Fault {
  return new Fault('part_failed', `${what}: ${lastWords(child)}`, { internal: { lines: child.lastLines() } });
}

/** Makes the cluster once; the file `initialised` tells that it is done. A half-made one is made again. */
async function initOnce(programs: PostgresPrograms, options: PostgresOptions, runAs: RunAs | undefined): Promise<void> {
  const { folder } = options;
  if (existsSync(join(folder, 'initialised'))) return;
  options.say?.('making the PostgreSQL cluster, once');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o700);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (runAs !== undefined) for (const path of [folder, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  const sync = options.throwAway === true ? ['--no-sync'] : [];
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const auth = ['--auth=scram-sha-256', `--username=${USER}`, `--pwfile=${passwordFile}`];
  const args = ['-D', join(folder, 'cluster'), ...auth, ...locale, ...sync];
  const run = startChild({ command: programs.initdb, args, runAs });
  const exit = await run.exited;
  rmSync(passwordFile, { force: true });
  if (exit.code !== 0) throw failure('initdb failed', run);
  writeFileSync(join(folder, 'initialised'), '');
}

function startServer(programs: PostgresPrograms, options: PostgresOptions, runAs: RunAs | undefined): Child {
  const settings = [
    `listen_addresses=${options.host ?? '127.0.0.1'}`,
    `port=${options.port}`,
    'unix_socket_directories=',
    'max_connections=60',
    'shared_buffers=64MB',
    'log_line_prefix=',
    ...(options.throwAway === true ? THROW_AWAY : []),
  ];
  return startChild({
    command: programs.postgres,
    args: ['-D', join(options.folder, 'cluster'), ...settings.flatMap((setting) => ['-c', setting])],
    // SIGINT is PostgreSQL's fast shutdown: connections are ended, data is written.
    stopSignal: 'SIGINT',
    runAs,
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
}

/** Runs one statement on a connection of its own. */
async function query(url: string, text: string): Promise<number> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query(text)).rowCount ?? 0;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await query(url, 'select 1');
    return true;
  } catch (error) {
    // 28P01: the password does not fit this cluster. No waiting helps.
    if ((error as { code?: string }).code === '28P01')
      throw new Fault('part_failed', 'PostgreSQL refuses our password.');
    return false;
  }
}

async function untilReady(child: Child, base: string): Promise<void> {
  const failed = () => (child.isRunning() ? undefined : failure('PostgreSQL ended while starting', child));
  try {
    const limits = { timeoutMs: READY_WITHIN_MS, everyMs: 20, failed };
    if (await waitUntil(() => answers(`${base}/postgres`), limits)) return;
    throw failure('PostgreSQL did not answer in time', child);
  } catch (error) {
    await child.kill();
    throw error;
  }
}

/** Starts PostgreSQL, making its cluster and database first if need be. Resolves when it answers a query. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const { port, host = '127.0.0.1' } = options;
  await demandPort('PostgreSQL', port, 'SUANPAN_POSTGRES_PORT', host);
  const programs = postgresPrograms();
  const above = dirname(options.folder);
  mkdirSync(above, { recursive: true });
  const runAs = await postgresUser(programs.initdb, above);
  await initOnce(programs, options, runAs);
  const child = startServer(programs, options, runAs);
  const base = `postgres://${USER}:${encodeURIComponent(options.password)}@${host}:${port}`;
  await untilReady(child, base);
  const exists = await query(`${base}/postgres`, `select from pg_database where datname = '${DATABASE}'`);
  if (exists === 0) await query(`${base}/postgres`, `create database ${DATABASE}`);
  return { url: `${base}/${DATABASE}`, child };
}
