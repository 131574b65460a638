import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import { migrate } from './migrate.ts';
import { postgresFault } from './postgres-fault.ts';

export interface PostgresSourceOptions {
  /** Shown in `pg_stat_activity`. */
  readonly application: string;
  readonly entities: readonly EntitySchema[];
  /** In their order, named one by one: a file that merely lies in a folder changes no table. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Where it is noted which migrations ran; each owner of tables has its own. */
  readonly migrationsTable: string;
  /** At most this many connections. 4 if not named. */
  readonly connections?: number;
  /** How long a statement may wait for a row another holds, milliseconds. 10,000 if not named. */
  readonly lockTimeoutMs?: number;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** A data source that is not connected yet. Its tables come from migrations alone; nothing is synchronised. */
export function postgresSource(url: string, options: PostgresSourceOptions): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: options.application,
    poolSize: options.connections ?? 4,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: { options: `-c lock_timeout=${options.lockTimeoutMs ?? 10_000}` },
    entities: [...options.entities],
    migrations: [...options.migrations],
    migrationsTableName: options.migrationsTable,
    migrationsTransactionMode: 'all',
    synchronize: false,
  });
}

/** Connects and brings the tables up to date. Fails with `unavailable` when the database does not answer. */
export async function connectPostgres(url: string, options: PostgresSourceOptions): Promise<DataSource> {
  const source = postgresSource(url, options);
  try {
    await source.initialize();
    await migrate(source);
    return source;
  } catch (error) {
    if (source.isInitialized) await source.destroy();
    throw postgresFault(error);
  }
}
