import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@suanpan/fault';
import type { AnalystLimits } from './analyst-limits.ts';
import { sendError } from './answer.ts';
import { callOf } from './call.ts';
import { ANALYST_DATABASES, FILTERED_DATABASES, writeConfigFiles } from './config-files.ts';
import type { DoorParts } from './door-parts.ts';
import { Engine } from './engine.ts';
import { EngineError, engineErrorOf } from './engine-error.ts';
import { closedTableFunctionsOf, namesOf } from './engine-names.ts';
import { makeLanes } from './lanes.ts';
import { LastUse } from './last-use.ts';
import { stopRevoked } from './revoked.ts';
import { cancelled, RunningRequests } from './running.ts';
import { serveQuery } from './serve-query.ts';
import { authenticated, UsersFile } from './users.ts';

export interface DoorOptions {
  /** Folder of the engine's data; one process at a time. */
  readonly dataFolder: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** JSON array of users, see `DoorUser`. */
  readonly usersFile: string;
  readonly analystLimits: AnalystLimits;
  /** Where trouble that belongs to no request is told; one line each. */
  readonly onTrouble: (line: string) => void;
}

export interface Door {
  readonly url: string;
  /** Stops accepting, gives running requests the grace, stops the rest, closes the engine. */
  close(graceMs?: number): Promise<void>;
}

const GRACE_MS = 3000;

/**
 * Opens the engine on its folder and serves the ClickHouse HTTP interface in front of it.
 * Throws `port_in_use`, `config_invalid`, or `part_failed` if the engine does not open, such as when another process
 * holds the folder.
 */
export async function startDoor(options: DoorOptions): Promise<Door> {
  const dataFolder = resolve(options.dataFolder);
  const users = new UsersFile(options.usersFile, (error) =>
    options.onTrouble(`users file: ${(error as Error).message}`),
  );
  const parts = await openParts(dataFolder, options);
  const stopWatch = stopRevoked(parts.running, users);
  const server = createServer(
    { keepAliveTimeout: 30_000, requestTimeout: 0, maxHeaderSize: 1_048_576 },
    (request, response) => {
      serve(parts, users, request, response).catch((error) => options.onTrouble(`request: ${(error as Error).stack}`));
    },
  );
  try {
    const port = await listen(server, options);
    return {
      url: `http://${options.host}:${port}`,
      close: async (graceMs = GRACE_MS) => {
        await closeDoor(server, parts, graceMs);
        stopWatch();
        parts.lastUse.close();
      },
    };
  } catch (error) {
    stopWatch();
    parts.lastUse.close();
    parts.engine.shutDown();
    throw error;
  }
}

async function listen(server: Server, { host, port }: DoorOptions): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    throw new Fault('port_in_use', `Port ${port} on ${host} is in use; set SUANPAN_CLICKHOUSE_PORT to a free one.`, {
      cause,
    });
  }
  return (server.address() as AddressInfo).port;
}

/** Databases on disk an analyst has nothing to do with, as far as their names can stand in the configuration. */
function otherDatabases(dataFolder: string): string[] {
  const folder = join(dataFolder, 'metadata');
  const open: readonly string[] = [...ANALYST_DATABASES, ...FILTERED_DATABASES];
  const names = existsSync(folder) ? readdirSync(folder).map((name) => name.replace(/\.sql$/, '')) : [];
  return [...new Set(['default', ...names])].filter(
    (name) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !open.includes(name),
  );
}

async function openParts(
  dataFolder: string,
  { analystLimits, onTrouble }: Pick<DoorOptions, 'analystLimits' | 'onTrouble'>,
): Promise<DoorParts> {
  const configFolder = join(dataFolder, 'door');
  const bodyFolder = join(dataFolder, 'http_tmp');
  mkdirSync(bodyFolder, { recursive: true });
  mkdirSync(configFolder, { recursive: true });
  const engine = openEngine(dataFolder, configFolder);
  // Only after the engine holds the folder may the leavings of an earlier process be removed.
  for (const name of readdirSync(bodyFolder)) rmSync(join(bodyFolder, name), { force: true });
  const { bytes } = await engine.runAlone(['SELECT version()']);
  engine.version = bytes.toString('utf8').trim();
  const closedTableFunctions = await closedTableFunctionsOf(engine);
  return {
    engine,
    lanes: makeLanes(bodyFolder, availableParallelism() + 1),
    running: new RunningRequests(),
    bodyFolder,
    analystLimits,
    lastUse: new LastUse(dataFolder, onTrouble),
    names: () => namesOf(engine, closedTableFunctions),
  };
}

function openEngine(dataFolder: string, configFolder: string): Engine {
  try {
    return new Engine(dataFolder, writeConfigFiles(configFolder, otherDatabases(dataFolder)));
  } catch (error) {
    const cause = engineErrorOf(error);
    const holder = holderOf(dataFolder);
    const detail =
      holder === undefined
        ? `The ClickHouse engine did not open ${dataFolder} (SUANPAN_CLICKHOUSE_DATA): ${cause.message}`
        : `The ClickHouse data folder ${dataFolder} (SUANPAN_CLICKHOUSE_DATA) is in use by process ${holder}.`;
    throw new Fault('part_failed', detail, { cause });
  }
}

/** The living process that the engine's own lock file names, which the engine does not tell. */
function holderOf(dataFolder: string): number | undefined {
  try {
    const pid = Number(/^PID: (\d+)$/m.exec(readFileSync(join(dataFolder, 'status'), 'utf8'))?.[1]);
    if (!Number.isInteger(pid) || pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch {
    // No file or no such process: nobody holds the folder.
    return undefined;
  }
}

async function serve(
  parts: DoorParts,
  users: UsersFile,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://door');
  const reading = request.method === 'GET' || request.method === 'HEAD';
  // DuckDB asks so for the length of what it is about to read. It is not known before the query has run, and a HEAD runs none.
  if (request.method === 'HEAD' && pathname === '/' && searchParams.has('query')) {
    response.writeHead(200, { 'Accept-Ranges': 'none' }).end();
    return;
  }
  const isAlive =
    pathname === '/ping' || pathname === '/replicas_status' || (pathname === '/' && !searchParams.has('query'));
  if (reading && isAlive) {
    response.end('Ok.\n');
    return;
  }
  if (pathname !== '/' || (request.method !== 'GET' && request.method !== 'POST')) {
    response.writeHead(404).end('There is no such address. Queries go to /, with GET or POST.\n');
    return;
  }
  try {
    const call = callOf(request);
    const user = authenticated(users.users(), call.userName, call.password);
    if (user === undefined) {
      const text = `${call.userName}: Authentication failed: password is incorrect, or there is no user with such name.`;
      throw new EngineError(516, 'AUTHENTICATION_FAILED', text);
    }
    await serveQuery(parts, call, user, { request, response });
  } catch (error) {
    sendError(
      response,
      engineErrorOf(error),
      parts.engine.version,
      String(response.getHeader('X-ClickHouse-Query-Id') ?? ''),
    );
  } finally {
    // What is left of a refused body is read away, so that the client gets to read the answer.
    if (!request.complete) request.resume();
  }
}

async function closeDoor(server: Server, parts: DoorParts, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const ended = () => Promise.all(parts.running.list().map((request) => request.ended));
  await Promise.race([ended(), delay(graceMs, undefined, { ref: false })]);
  for (const { stop } of parts.running.list()) stop.abort(cancelled());
  await ended();
  server.closeAllConnections();
  await closed;
  parts.engine.shutDown();
}
