import { join } from 'node:path';
import { isFault } from '@suanpan/fault';
import { freePort, type Postgres, startPostgres } from '@suanpan/stack';
import { temporaryFolder } from './temporary-folder.ts';

/** A real PostgreSQL of the test's own, in a temporary folder on a free port. Nothing is fsynced. */
export interface RealPostgres {
  /** `postgres://…` of an empty database, with the password of a superuser. */
  readonly url: string;
  readonly port: number;
  /** Kills it (SIGKILL). Its data stays. */
  crash(): Promise<void>;
  /** Starts it again on the same port with the same data. Resolves when it answers a query. */
  restart(): Promise<void>;
  /** Stops it and removes its folder. */
  stop(): Promise<void>;
}

const OPTIONS = { password: 'for-this-test', throwAway: true };

async function start(folder: string, tries: number): Promise<{ postgres: Postgres; port: number }> {
  const port = await freePort();
  try {
    return { postgres: await startPostgres({ ...OPTIONS, folder, port }), port };
  } catch (error) {
    if (tries <= 1 || isFault(error, 'tool_missing')) throw error;
    return start(folder, tries - 1);
  }
}

/** Starts a PostgreSQL for a test. */
export async function startRealPostgres(): Promise<RealPostgres> {
  const temporary = temporaryFolder('postgres');
  const folder = join(temporary.path, 'postgres');
  const { postgres, port } = await start(folder, 3).catch((error) => {
    temporary.remove();
    throw error;
  });
  let child = postgres.child;
  return {
    url: postgres.url,
    port,
    async crash() {
      await child.kill();
    },
    async restart() {
      await child.stop();
      child = (await startPostgres({ ...OPTIONS, folder, port })).child;
    },
    async stop() {
      await child.stop();
      temporary.remove();
    },
  };
}
