import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ClickHouseError } from '@clickhouse/client';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type DoorProcess, passwordHash, startDoorProcess } from '@suanpan/clickhouse-door';
import { isTransient, problemOf } from '@suanpan/fault';
import { type ClickHouse, connectClickHouse, migrate } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'suanpan-clickhouse-'));
let door: DoorProcess;
let clickhouse: ClickHouse;

beforeAll(async () => {
  const usersFile = join(folder, 'users.json');
  writeFileSync(usersFile, JSON.stringify([{ name: 'me', passwordSha256: passwordHash('secret'), role: 'admin' }]));
  door = await startDoorProcess({ dataFolder: join(folder, 'data'), usersFile });
  clickhouse = connectClickHouse({ url: door.url, user: 'me', password: 'secret' });
  await clickhouse.exec('CREATE TABLE t (a UInt64, d Decimal(38, 18)) ENGINE = MergeTree ORDER BY a');
});
afterAll(async () => {
  await clickhouse.close();
  await door.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the largest numbers and the smallest amounts come back as they went in', async () => {
  const rows = '18446744073709551615,99999999999999999999.999999999999999999\n1,0.000000000000000001\n';
  await clickhouse.insertNative('INSERT INTO t (a, d) FORMAT CSV', Buffer.from(rows));
  const sql = 'SELECT a, d FROM t WHERE a = {a:UInt64} OR d = {d:Decimal(38, 18)} ORDER BY a';
  expect(await clickhouse.queryRows(sql, { a: 18446744073709551615n, d: '0.000000000000000001' })).toEqual([
    { a: '1', d: '0.000000000000000001' },
    { a: '18446744073709551615', d: '99999999999999999999.999999999999999999' },
  ]);
});

test('an insert takes a stream, carries its name and settings, and knows all its columns', async () => {
  const options = { queryId: 'named-insert', settings: { max_threads: 1 } };
  await clickhouse.insertNative('INSERT INTO t (a, d) FORMAT CSV', Readable.from(['5,5\n', '6,6\n']), options);
  expect(await clickhouse.queryRows('SELECT a FROM t WHERE a IN (5, 6) ORDER BY a')).toEqual([{ a: '5' }, { a: '6' }]);
  const unknown = clickhouse.insertNative('INSERT INTO t FORMAT JSONEachRow', Buffer.from('{"a":9,"x":1}\n'));
  await expect(unknown).rejects.toMatchObject({ code: '117' });
});

test('a statement the server refuses stays its own error', async () => {
  const refused = clickhouse.queryRows('SELECT * FROM nowhere');
  await expect(refused).rejects.toBeInstanceOf(ClickHouseError);
  await expect(refused).rejects.toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
  await clickhouse.ping();
});

test.each<[string, (c: ClickHouse) => Promise<unknown>]>([
  ['a query', (c) => c.queryRows('SELECT 1')],
  ['an insert', (c) => c.insertNative('INSERT INTO t FORMAT CSV', Buffer.from('1,1\n'))],
  ['a statement', (c) => c.exec('SELECT 1')],
  ['a ping', (c) => c.ping()],
])('%s without a server is a passing fault that shows nothing internal', async (_what, act) => {
  const nobody = connectClickHouse({ url: 'http://127.0.0.1:1', user: 'hidden-user', password: 'hidden-password' });
  const error = await act(nobody).then(
    () => undefined,
    (cause: unknown) => cause,
  );
  await nobody.close();
  expect(isTransient(error)).toBe(true);
  expect(problemOf(error)).toMatchObject({ code: 'ledger_unavailable', status: 503 });
  expect(JSON.stringify(problemOf(error))).not.toMatch(/127\.0\.0\.1|hidden|SELECT|ECONN/);
});

test('a server that dies or takes too long in the middle of a request is a passing fault', async () => {
  const hasty = connectClickHouse({ url: door.url, user: 'me', password: 'secret', requestTimeoutMs: 200 });
  const slow = hasty.queryRows('SELECT count() FROM numbers(100000000000) WHERE cityHash64(number) = 1');
  await expect(slow).rejects.toMatchObject({ code: 'ledger_unavailable' });
  await hasty.close();
  const usersFile = join(folder, 'users.json');
  const second = await startDoorProcess({ dataFolder: join(folder, 'second'), usersFile });
  const other = connectClickHouse({ url: second.url, user: 'me', password: 'secret' });
  await other.ping();
  const asked = other.queryRows('SELECT count() FROM numbers(100000000000) WHERE cityHash64(number) = 1');
  const answered = expect(asked).rejects.toMatchObject({ code: 'ledger_unavailable' });
  await second.stop('SIGKILL');
  await answered;
  await other.close();
});

test('migrations run once, in order, and again only where they stopped', async () => {
  const first = {
    id: '001 one',
    sql: ['CREATE DATABASE IF NOT EXISTS m', 'CREATE TABLE IF NOT EXISTS m.a (x Int32) ENGINE = MergeTree ORDER BY x'],
  };
  const second = { id: '002 two', sql: ['ALTER TABLE m.a ADD COLUMN IF NOT EXISTS y Int32'] };
  expect(await migrate(clickhouse, [first])).toEqual(['001 one']);
  expect(await migrate(clickhouse, [first, second])).toEqual(['002 two']);
  expect(await migrate(clickhouse, [first, second])).toEqual([]);
  await clickhouse.exec('INSERT INTO m.a (x, y) VALUES (1, 2)');
  const broken = { id: '003 three', sql: ['ALTER TABLE m.a ADD COLUMN IF NOT EXISTS z Int32', 'SELEC'] };
  await expect(migrate(clickhouse, [first, second, broken])).rejects.toMatchObject({ code: '62' });
  const mended = { ...broken, sql: [broken.sql[0] as string] };
  expect(await migrate(clickhouse, [first, second, mended])).toEqual(['003 three']);
});

test('a migration that was changed after it ran is refused before anything runs', async () => {
  const kept = { id: 'kept', sql: ['CREATE TABLE IF NOT EXISTS kept (x Int32) ENGINE = MergeTree ORDER BY x'] };
  await migrate(clickhouse, [kept]);
  const changed = { ...kept, sql: ['CREATE TABLE IF NOT EXISTS kept (x Int64) ENGINE = MergeTree ORDER BY x'] };
  const later = { id: 'later', sql: ['CREATE TABLE later (x Int32) ENGINE = MergeTree ORDER BY x'] };
  await expect(migrate(clickhouse, [later, changed])).rejects.toMatchObject({ code: 'config_invalid' });
  await expect(migrate(clickhouse, [later, later])).rejects.toMatchObject({ code: 'config_invalid' });
  expect(await clickhouse.queryRows("SELECT name FROM system.tables WHERE name = 'later'")).toEqual([]);
});
