import { createHash } from 'node:crypto';
import { Fault } from '@suanpan/fault';
import type { ClickHouse } from './clickhouse.ts';

export interface Migration {
  /** Unique and never changed; migrations run in the order they are given. */
  readonly id: string;
  /** Statements, one by one. ClickHouse has no transaction over them, so each must be harmless when run again. */
  readonly sql: readonly string[];
  /** Makes what may be made anew at any time, such as views: it runs again whenever its text is another than last. */
  readonly repeatable?: boolean;
}

const DATABASE = 'suanpan';
const TABLE = `${DATABASE}.migrations`;

function hashOf({ sql }: Migration): string {
  return createHash('sha256').update(JSON.stringify(sql), 'utf8').digest('hex');
}

/** The migrations to run, in order; `done` has the text of each as it ran last. Pure; throws `config_invalid` for one that was changed after it ran. */
export function pendingMigrations(
  migrations: readonly Migration[],
  done: ReadonlyMap<string, string>,
): readonly Migration[] {
  const ids = new Set<string>();
  for (const migration of migrations) {
    if (ids.has(migration.id))
      throw new Fault('config_invalid', `Two ClickHouse migrations are called "${migration.id}".`);
    ids.add(migration.id);
    const recorded = done.get(migration.id);
    if (recorded !== undefined && migration.repeatable !== true && recorded !== hashOf(migration)) {
      throw new Fault(
        'config_invalid',
        `The ClickHouse migration "${migration.id}" was changed after it ran; add a new one.`,
      );
    }
  }
  return migrations.filter((each) =>
    each.repeatable === true ? done.get(each.id) !== hashOf(each) : !done.has(each.id),
  );
}

/**
 * Runs what has not run yet and records each migration after its last statement. Gives the ids that ran.
 * A crash in between runs that migration again, so its statements say IF NOT EXISTS.
 */
export async function migrate(clickhouse: ClickHouse, migrations: readonly Migration[]): Promise<string[]> {
  await clickhouse.exec(`CREATE DATABASE IF NOT EXISTS ${DATABASE}`);
  await clickhouse.exec(
    `CREATE TABLE IF NOT EXISTS ${TABLE} (id String, sha256 String, at DateTime64(3, 'UTC') DEFAULT now64(3))
     ENGINE = MergeTree ORDER BY id SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  );
  const rows = await clickhouse.queryRows<{ id: string; sha256: string }>(
    `SELECT id, sha256 FROM ${TABLE} ORDER BY at`,
  );
  const pending = pendingMigrations(migrations, new Map(rows.map(({ id, sha256 }) => [id, sha256])));
  for (const migration of pending) {
    for (const sql of migration.sql) await clickhouse.exec(sql);
    await clickhouse.exec(`INSERT INTO ${TABLE} (id, sha256) VALUES ({id:String}, {sha256:String})`, {
      id: migration.id,
      sha256: hashOf(migration),
    });
  }
  return pending.map(({ id }) => id);
}
