import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFault } from '@suanpan/fault';
import { type ClickHouse, freePort, startClickHouse } from '@suanpan/stack';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** A user that tests may log in as. */
export interface TestUser {
  readonly name: string;
  readonly password: string;
  readonly role: 'admin' | 'sink' | 'repair' | 'analyst';
  /** The one root an analyst sees. */
  readonly root?: string;
}

/** A real ClickHouse engine of the test's own behind its HTTP interface, in a temporary folder on a free port. */
export interface RealClickHouse {
  readonly url: string;
  readonly port: number;
  /** The administrator: user and password. */
  readonly user: string;
  readonly password: string;
  /** Kills it (SIGKILL). Its data stays. */
  crash(): Promise<void>;
  /** Starts it again on the same port with the same data. Resolves when it answers. */
  restart(): Promise<void>;
  /** Replaces the users beside the administrator and those named `sink` and `repair`, whose password is the name. */
  setUsers(users: readonly TestUser[]): void;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

const ADMIN: TestUser = { name: 'suanpan', password: 'for-this-test', role: 'admin' };
const ALWAYS: readonly TestUser[] = [
  ADMIN,
  { name: 'sink', password: 'sink', role: 'sink' },
  { name: 'repair', password: 'repair', role: 'repair' },
];

function writeUsers(file: string, users: readonly TestUser[]): void {
  const lines = users.map(({ password, ...user }) => ({
    ...user,
    passwordSha256: createHash('sha256').update(password, 'utf8').digest('hex'),
  }));
  writeFileSync(file, JSON.stringify(lines));
}

async function start(folder: TemporaryFolder, tries: number): Promise<{ clickhouse: ClickHouse; port: number }> {
  const port = await freePort();
  try {
    return { clickhouse: await startClickHouse(optionsFor(folder, port)), port };
  } catch (error) {
    if (tries <= 1 || isFault(error, 'tool_missing')) throw error;
    return start(folder, tries - 1);
  }
}

function optionsFor(folder: TemporaryFolder, port: number) {
  return { folder: join(folder.path, 'data'), usersFile: join(folder.path, 'users.json'), port };
}

/** Starts a ClickHouse for a test. `@suanpan/clickhouse-door` must have been built: it runs compiled. */
export async function startRealClickHouse(): Promise<RealClickHouse> {
  const folder = temporaryFolder('clickhouse');
  const usersFile = join(folder.path, 'users.json');
  writeUsers(usersFile, ALWAYS);
  const { clickhouse, port } = await start(folder, 3).catch((error) => {
    folder.remove();
    throw error;
  });
  let child = clickhouse.child;
  return {
    url: clickhouse.url,
    port,
    user: ADMIN.name,
    password: ADMIN.password,
    async crash() {
      await child.kill();
    },
    async restart() {
      await child.stop();
      child = (await startClickHouse(optionsFor(folder, port))).child;
    },
    setUsers: (users) => writeUsers(usersFile, [...ALWAYS, ...users]),
    async stop() {
      await child.stop();
      folder.remove();
    },
  };
}
