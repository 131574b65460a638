import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RealClickHouse, startRealClickHouse } from './index.ts';

let clickhouse: RealClickHouse;
beforeAll(async () => {
  clickhouse = await startRealClickHouse();
}, 60_000);
afterAll(() => clickhouse.stop());

async function ask(sql: string): Promise<string> {
  const headers = { 'x-clickhouse-user': clickhouse.user, 'x-clickhouse-key': clickhouse.password };
  const answer = await fetch(clickhouse.url, { method: 'POST', headers, body: sql });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text.trim();
}

test('an acknowledged insert is there after the engine was killed and started again', async () => {
  await ask('CREATE DATABASE kept');
  await ask('CREATE TABLE kept.rows (id UInt32) ENGINE = MergeTree ORDER BY id');
  await ask('INSERT INTO kept.rows SELECT number FROM numbers(3)');
  await clickhouse.crash();
  await clickhouse.restart();
  expect(await ask('SELECT count() FROM kept.rows')).toBe('3');
});
