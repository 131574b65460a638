import { DataSource } from 'typeorm';
import { CreateCatalogue1795478400000 } from './create-catalogue.migration.ts';
import { TABLES } from './tables.ts';

/** How long a statement may wait for a row another writer holds, milliseconds. */
const LOCK_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** A data source for the catalogue's tables; it is not connected yet. The tables come from migrations alone. */
export function catalogueDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'suanpan-catalogue',
    poolSize: 4,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: { options: `-c lock_timeout=${LOCK_TIMEOUT_MS}` },
    entities: TABLES,
    migrations: [CreateCatalogue1795478400000],
    migrationsTableName: 'catalogue_migrations',
    migrationsTransactionMode: 'all',
    synchronize: false,
  });
}
