import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DoorUnderTest } from './testing/door-under-test.ts';

// What the embedded engine promises the ledger under `kill -9`, and what it does not. T1 and T2 are tested with inserts and queries.
let under: DoorUnderTest;
beforeEach(async () => {
  under = new DoorUnderTest();
  await under.start();
});
afterEach(async () => {
  await under.door.stop('SIGKILL');
  rmSync(under.folder, { recursive: true, force: true });
});

const KILLS = 5;
const BATCH = 20_000;
const DURABLE = 'fsync_after_insert = 1, fsync_part_directory = 1, old_parts_lifetime = 480';

async function number(sql: string): Promise<number> {
  return Number(await under.text(sql, 'sink'));
}

/** Inserts batches and kills the door some time after the first is acknowledged; gives how many rows were. */
async function insertUntilKilled(table: string, extra: Record<string, string> = {}): Promise<number> {
  let acknowledged = await number(`SELECT count() FROM ${table}`);
  let killed: Promise<unknown> | undefined;
  try {
    for (;;) {
      const start = acknowledged;
      const body = Array.from({ length: BATCH }, (_, at) => `${start + at},${(start + at) % 4},1.5`).join('\n');
      const answer = await under.text(`${body}\n`, 'sink', { query: `INSERT INTO ${table} FORMAT CSV`, ...extra });
      if (answer !== '') throw new Error(answer);
      acknowledged += BATCH;
      killed ??= delay(Math.random() * 200).then(() => under.door.stop('SIGKILL'));
    }
  } catch (error) {
    // The door died under the request: whether this batch is there is not known. Anything else is a failure.
    if (killed === undefined) throw error;
  }
  await killed;
  await under.start();
  return acknowledged;
}

test('T3 and T5: an insert into one partition is whole or absent after kill -9, its aggregate projection with it', async () => {
  await under.text(
    `CREATE TABLE one (seq UInt64, shard UInt8, amount Decimal(38, 18),
       PROJECTION totals (SELECT shard, count(), sum(amount), max(seq) GROUP BY shard))
     ENGINE = MergeTree ORDER BY seq SETTINGS ${DURABLE}`,
  );
  for (let kill = 0; kill < KILLS; kill += 1) {
    const acknowledged = await insertUntilKilled('one');
    const rows = await number(
      'SELECT count() FROM one SETTINGS optimize_use_projections = 0, optimize_trivial_count_query = 0',
    );
    expect(rows % BATCH).toBe(0);
    expect(rows).toBeGreaterThanOrEqual(acknowledged);
    expect(await number('SELECT max(seq) + 1 FROM one SETTINGS optimize_use_projections = 0')).toBe(rows);
    expect(await number('SELECT uniqExact(seq) FROM one')).toBe(rows);
    const totals = 'SELECT shard, count(), sum(amount), max(seq) FROM one GROUP BY shard ORDER BY shard SETTINGS';
    const projected = await under.text(`${totals} force_optimize_projection = 1`);
    expect(projected).toBe(await under.text(`${totals} optimize_use_projections = 0`));
  }
}, 60_000);

test('T4: with the deduplication window off, a batch that is sent again is inserted again, token or not', async () => {
  await under.text(
    `CREATE TABLE plain (seq UInt64, shard UInt8, amount Decimal(38, 18)) ENGINE = MergeTree ORDER BY seq SETTINGS ${DURABLE}`,
  );
  const window = "SELECT value FROM system.merge_tree_settings WHERE name = 'non_replicated_deduplication_window'";
  expect(await under.text(window)).toBe('0\n');
  await insertUntilKilled('plain', { insert_deduplication_token: 'same' });
  const before = await number('SELECT count() FROM plain');
  const query = { query: 'INSERT INTO plain FORMAT CSV', insert_deduplication_token: 'same' };
  for (const _ of [1, 2]) expect(await under.text('9000000,1,1\n', 'sink', query)).toBe('');
  expect(await number('SELECT count() FROM plain')).toBe(before + 2);
}, 30_000);

test('a door killed in the middle opens its folder again within seconds, and nothing is detached', async () => {
  await under.text(
    `CREATE TABLE again (seq UInt64, shard UInt8, amount Decimal(38, 18)) ENGINE = MergeTree ORDER BY seq SETTINGS ${DURABLE}`,
  );
  await insertUntilKilled('again');
  expect(await number('SELECT count() FROM system.detached_parts')).toBe(0);
}, 30_000);
