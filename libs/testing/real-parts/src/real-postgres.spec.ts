import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { type RealPostgres, startRealPostgres } from './index.ts';

let postgres: RealPostgres;
beforeAll(async () => {
  postgres = await startRealPostgres();
});
afterAll(() => postgres.stop());

async function query(text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('a committed row is there after the server was killed and started again', async () => {
  await query('create table kept (id int); insert into kept values (1)');
  await postgres.crash();
  await postgres.restart();
  expect(await query('select id from kept')).toEqual([{ id: 1 }]);
});

test('it is PostgreSQL 18 with its contributed extensions', async () => {
  expect(await query('show server_version_num')).toEqual([{ server_version_num: expect.stringMatching(/^18/) }]);
  await query('create extension btree_gist');
});
