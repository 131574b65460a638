import { connectPostgres } from '@suanpan/postgres';
import type { DataSource } from 'typeorm';
import { CreateDirectives1795651200000 } from './create-directives.migration.ts';
import { CreateIdempotency1795564800000 } from './create-idempotency.migration.ts';
import { CreateJobs1795910400000 } from './create-jobs.migration.ts';
import { CreateKeyUse1795737600000 } from './create-key-use.migration.ts';
import { CreateProposals1795824000000 } from './create-proposals.migration.ts';

/** Connects to the tables of the schema `admin` and brings them up to date. `unavailable` when the database does not answer. */
export function connectAdminTables(url: string): Promise<DataSource> {
  return connectPostgres(url, {
    application: 'suanpan-admin',
    entities: [],
    migrations: [
      CreateIdempotency1795564800000,
      CreateDirectives1795651200000,
      CreateKeyUse1795737600000,
      CreateProposals1795824000000,
      CreateJobs1795910400000,
    ],
    migrationsTable: 'admin_migrations',
  });
}
