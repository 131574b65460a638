import type { DataSource } from 'typeorm';

/** Names the advisory lock under which tables are migrated; two programs that start at once must not both do it. */
const MIGRATION_LOCK = 7_261_110_339;

/** Runs the migrations this database does not have yet, one program at a time, in one transaction. */
export async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      await source.runMigrations();
    } finally {
      await runner.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}
