import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DoorUnderTest, TEST_USERS, until } from './testing/door-under-test.ts';

const under = new DoorUnderTest();
beforeAll(async () => {
  await under.start();
  await under.text('CREATE DATABASE ledger');
  await under.text(
    "CREATE TABLE ledger.u (root String, a UInt32) ENGINE = MergeTree ORDER BY a SETTINGS lightweight_mutation_projection_mode = 'rebuild'",
  );
  await under.text('CREATE TABLE other (a UInt32) ENGINE = MergeTree ORDER BY a AS SELECT 1');
});
afterAll(() => under.stop());

const CHANGES = [
  'CREATE TABLE x (a Int32) ENGINE = MergeTree ORDER BY a',
  'CREATE OR REPLACE TABLE ledger.u (a Int32) ENGINE = MergeTree ORDER BY a',
  'DROP TABLE ledger.u',
  'TRUNCATE TABLE ledger.u',
  'RENAME TABLE ledger.u TO ledger.v',
  'EXCHANGE TABLES ledger.u AND other',
  'OPTIMIZE TABLE ledger.u FINAL DEDUPLICATE',
  'ALTER TABLE ledger.u UPDATE a = 2 WHERE 1',
  'ALTER TABLE ledger.u DROP PARTITION tuple()',
  'ALTER TABLE ledger.u ADD COLUMN b Int32',
  'ALTER TABLE ledger.u DELETE WHERE 1, DROP COLUMN a',
  'ALTER TABLE ledger.u MODIFY TTL now()',
  'UPDATE ledger.u SET a = 2 WHERE 1',
  'DETACH TABLE ledger.u',
  'DELETE FROM other WHERE 1',
  'ALTER TABLE other DELETE WHERE 1',
  "BACKUP TABLE ledger.u TO File('x')",
  'SYSTEM STOP MERGES',
  'CREATE USER x',
  'GRANT ALL ON *.* TO x',
  'KILL MUTATION WHERE 1',
  'SET readonly = 0',
  'CREATE FUNCTION f AS (x) -> x',
  "INSERT INTO FUNCTION null('a UInt8') SELECT 1",
  "INSERT INTO TABLE FUNCTION null('a UInt8') VALUES (1)",
  'WITH t AS (SELECT 1) INSERT INTO other SELECT * FROM t',
];

test.each(['sink', 'repair'])('%s reads and inserts, and changes nothing else', async (user) => {
  const insert = "INSERT INTO ledger.u SETTINGS async_insert = 0 VALUES ('a', 1), ('b', 2)";
  expect(await under.text(insert, user)).toBe('');
  expect(await under.text('SELECT count() > 0 FROM ledger.u', user)).toBe('1\n');
  for (const sql of CHANGES)
    expect([sql, await under.text(sql, user)]).toEqual([sql, expect.stringContaining('Code: 497')]);
});

test('repair, and not the sink, deletes rows of the ledger', async () => {
  for (const [sql, database] of [
    ['DELETE FROM ledger.u WHERE a = 1', 'default'],
    ['ALTER TABLE ledger.u DELETE WHERE a IN (2, 3) SETTINGS mutations_sync = 2', 'default'],
    ['DELETE FROM u WHERE a = 4', 'ledger'],
  ] as const) {
    expect(await under.text(sql, 'sink', { database })).toContain('Code: 497');
    expect(await under.text(sql, 'repair', { database })).toBe('');
  }
  expect(await under.text('SELECT count() FROM ledger.u')).toBe('0\n');
});

test('users are read again when their file changes; a broken file keeps those of before', async () => {
  const users = TEST_USERS.map((user) => (user.name === 'sink2' ? { ...user, name: 'sink3' } : user));
  writeFileSync(under.usersFile, JSON.stringify(users));
  await until('the new user is known', async () => !(await (await under.post('SELECT 1', { user: 'sink2' })).ok));
  writeFileSync(under.usersFile, '[{"name":"x"}]');
  expect(await under.text('SELECT 1')).toBe('1\n');
});
