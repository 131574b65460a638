import { postgresSource } from '@suanpan/postgres';
import type { DataSource } from 'typeorm';
import { CreateSignIn1795651200000 } from './create-sign-in.migration.ts';
import { TABLES } from './tables.ts';

/** A data source for the tables of signing in; it is not connected yet, and its tables come from migrations alone. */
export function signInDataSource(url: string): DataSource {
  return postgresSource(url, {
    application: 'suanpan-sign-in',
    entities: TABLES,
    migrations: [CreateSignIn1795651200000],
    migrationsTable: 'sign_in_migrations',
  });
}
