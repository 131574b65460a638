import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { isFault, isTransient } from '@suanpan/fault';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { type DataSource, EntitySchema, type MigrationInterface, type QueryRunner } from 'typeorm';
import { connectPostgres, inTransaction } from './index.ts';

interface Note {
  readonly id: number;
  readonly words: string;
}
const noteTable = new EntitySchema<Note>({
  name: 'note',
  columns: { id: { type: 'integer', primary: true }, words: { type: 'text' } },
});
class CreateNote1795478400000 implements MigrationInterface {
  name = 'CreateNote1795478400000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE TABLE note (id integer PRIMARY KEY, words text NOT NULL)');
  }
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE note');
  }
}
const options = {
  application: 'spec',
  entities: [noteTable],
  migrations: [CreateNote1795478400000],
  migrationsTable: 'note_migrations',
  lockTimeoutMs: 200,
};

let postgres: RealPostgres;
let source: DataSource;
beforeAll(async () => {
  postgres = await startRealPostgres();
  source = await connectPostgres(postgres.url, options);
}, 60_000);
afterAll(async () => {
  await source.destroy();
  await postgres.stop();
});

test('programs that connect at once make the tables once', async () => {
  await source.query('CREATE DATABASE fresh');
  const url = postgres.url.replace(/\/suanpan$/, '/fresh');
  const sources = await Promise.all([1, 2, 3].map(() => connectPostgres(url, options)));
  expect(await sources[0]?.query('SELECT count(*)::int AS n FROM note_migrations')).toEqual([{ n: 1 }]);
  await Promise.all(sources.map((each) => each.destroy()));
});

test('a transaction that fails leaves nothing, and its own error comes through', async () => {
  const failing = inTransaction(source, 'READ COMMITTED', async (tables) => {
    await tables.insert(noteTable, { id: 1, words: 'lost' });
    throw new RangeError('mine');
  });
  await expect(failing).rejects.toThrow(RangeError);
  expect(await source.manager.count(noteTable)).toBe(0);
});

test('a violated constraint is no passing trouble', async () => {
  const twice = inTransaction(source, 'READ COMMITTED', async (tables) => {
    await tables.insert(noteTable, { id: 7, words: 'a' });
    await tables.insert(noteTable, { id: 7, words: 'b' });
  });
  const error = await twice.catch((caught: unknown) => caught);
  expect(isTransient(error)).toBe(false);
  expect(error).toMatchObject({ code: '23505' });
});

test('the isolation that was asked for is the one in force, and its conflict is passing trouble', async () => {
  await source.manager.insert(noteTable, { id: 2, words: 'first' });
  const change = (words: string, meanwhile: () => Promise<unknown>) =>
    inTransaction(source, 'SERIALIZABLE', async (tables) => {
      await tables.findOneBy(noteTable, { id: 2 });
      await meanwhile();
      await tables.update(noteTable, { id: 2 }, { words });
    });
  const error = await change('outer', () => change('inner', async () => undefined)).catch((caught: unknown) => caught);
  expect(isFault(error, 'unavailable')).toBe(true);
  expect(isTransient(error)).toBe(true);
  expect(await source.manager.findOneBy(noteTable, { id: 2 })).toMatchObject({ words: 'inner' });
});

test('a server that is gone is passing trouble, and the same source works once it is back', async () => {
  await postgres.crash();
  const read = () => inTransaction(source, 'READ COMMITTED', (tables) => tables.count(noteTable));
  const error = await read().catch((caught: unknown) => caught);
  expect(isFault(error, 'unavailable')).toBe(true);
  await postgres.restart();
  // Each connection of the pool learns of the crash by itself.
  await read().catch(() => undefined);
  expect(await read()).toBe(1);
});

test('a connection lost between two statements of a transaction is passing trouble', async () => {
  const work = inTransaction(source, 'READ COMMITTED', async (tables) => {
    await tables.count(noteTable);
    await postgres.crash();
    while (tables.queryRunner?.isReleased !== true) await new Promise((resolve) => setImmediate(resolve));
    return tables.count(noteTable);
  });
  const error = await work.catch((caught: unknown) => caught);
  expect(isFault(error, 'unavailable')).toBe(true);
  await postgres.restart();
});

test('nobody at the address is passing trouble that shows no password', async () => {
  const error = await connectPostgres('postgres://u:hunter2@127.0.0.1:1/x', options).catch((caught: unknown) => caught);
  expect(isFault(error, 'unavailable')).toBe(true);
  expect(`${(error as Error).message} ${(error as { detail: string }).detail}`).not.toContain('hunter2');
});

test('a character that no text of the database can hold is the request’s own fault', async () => {
  const asked = inTransaction(source, 'READ COMMITTED', (tables) => tables.query('SELECT $1::text', ['a\u0000b']));
  await expect(asked).rejects.toMatchObject({ code: 'request_invalid' });
});
