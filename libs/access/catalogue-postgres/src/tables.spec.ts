import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Change, ENTITY_KINDS, type EntityKind, sealRevision, soundEntities } from '@suanpan/catalogue';
import { postgresSource } from '@suanpan/postgres';
import type { ChangeRequest } from './change-request.ts';
import { CreateCatalogue1795478400000 } from './create-catalogue.migration.ts';
import { catalogueDataSource } from './data-source.ts';
import { type CatalogueBoard, startBoard } from './testing/catalogue-board.ts';
import { change, EVERYTHING, end, sound } from './testing/everything.ts';

let board: CatalogueBoard;
beforeAll(async () => {
  board = await startBoard();
});
afterAll(() => board.postgres.stop());
beforeEach(() => board.begin());
afterEach(() => board.end());

function request(changes: readonly ChangeRequest[]) {
  return { actor: 'ann', reason: 'spec', changes };
}

test('the tables the migrations make are those the definitions describe', async () => {
  await board.open();
  const source = await catalogueDataSource(board.url).initialize();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  await source.destroy();
  expect(upQueries.map((query) => query.query)).toEqual([]);
});

test('every kind comes back from its table as it was written: what was absent is absent, what was null is null', async () => {
  const writer = await board.open();
  await writer.commit(request(EVERYTHING));
  for (const kind of ENTITY_KINDS) {
    if (kind === 'root' || kind === 'calendar') continue;
    const sent = soundEntities(kind);
    const stored = (await writer.list(kind)).filter(({ id }) => sent.some((each) => each.id === id));
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    // Strictly: an absent field is another thing than one that is undefined.
    expect(stored.toSorted(byId)).toStrictEqual(sent.toSorted(byId));
  }
  expect(await writer.verify()).toMatchObject({ databaseRevision: 1, flaws: [] });
});

test('a field that a change leaves out is gone from the table, and one that ends stays as an id', async () => {
  const writer = await board.open();
  await writer.commit(request(EVERYTHING));
  const { id, root, account, name } = sound('project');
  const { networks: _n, replaces, ...key } = sound('key', 1);
  await writer.commit(
    request([
      change('project', { id, root, account, name }),
      change('key', { ...key, ...(replaces === undefined ? {} : { replaces }) }),
      end('grant', 'grant_1'),
      end('markup', 'mu1'),
    ]),
  );
  expect((await writer.list('project')).find((each) => each.id === id)).toStrictEqual({ id, root, account, name });
  expect((await writer.list('markup')).map((each) => each.id)).toEqual(['mu2']);
  expect((await writer.verify()).flaws).toEqual([]);
});

test.each<[EntityKind, string]>([
  ['project', `UPDATE catalogue.project SET tags = '{"team":"x"}' WHERE id = 'chat'`],
  ['account', `UPDATE catalogue.account SET status = NULL WHERE id = 'lab'`],
  ['plan', `UPDATE catalogue.plan SET minimum_amount = 10 WHERE id = 'hybrid@2'`],
  ['markup', `UPDATE catalogue.markup SET ended_by = 1 WHERE id = 'mu1'`],
  ['fxRate', 'UPDATE catalogue.fx_rate SET revision = 7'],
  ['person', `INSERT INTO catalogue.person (id, name, status, revision) VALUES ('eve', 'Eve', 'active', 1)`],
  ['alias', 'DELETE FROM catalogue.model_alias'],
])('verification finds a %s that was changed behind the writer', async (kind, statement) => {
  const writer = await board.open();
  await writer.commit(request(EVERYTHING));
  await board.sql(statement);
  const { flaws } = await writer.verify();
  expect(flaws.length).toBeGreaterThan(0);
  expect(flaws.every((flaw) => flaw.startsWith(`${kind} `))).toBe(true);
});

test('verification finds a history that was cut', async () => {
  const writer = await board.open();
  await writer.commit(request(EVERYTHING));
  await board.sql(`DELETE FROM catalogue.touched WHERE id = 'chat'`);
  expect((await writer.verify()).flaws).toEqual([expect.stringMatching(/histories name \d+ changes/)]);
});

/** A catalogue as the first form of the tables held it. */
async function firstForm(): Promise<void> {
  const source = await postgresSource(board.url, {
    application: 'spec',
    entities: [],
    migrations: [CreateCatalogue1795478400000],
    migrationsTable: 'catalogue_migrations',
  }).initialize();
  await source.runMigrations();
  const root = { id: 'old', name: 'Old', shard: 1, zone: 'UTC' };
  const account = { id: 'old', root: 'old', parent: null, kind: 'root' as const, name: 'Old' };
  const row = { ...sound('priceRow', 1), id: 'row_old' };
  const steps: Change[][] = [
    [
      { entity: 'root', id: 'old', before: null, after: { ...root, name: 'First' } },
      { entity: 'account', id: 'old', before: null, after: account },
      { entity: 'priceRow', id: 'row_old', before: null, after: row },
    ],
    [{ entity: 'root', id: 'old', before: { ...root, name: 'First' }, after: root }],
    [{ entity: 'priceRow', id: 'row_old', before: row, after: null }],
  ];
  let prev = (await source.query('SELECT hash FROM catalogue.head'))[0].hash as string;
  for (const [i, changes] of steps.entries()) {
    const sealed = sealRevision({ v: 1, revision: i + 1, prev, at: 5, actor: 'ann', reason: 'r', changes });
    const values = [i + 1, sealed.hash, prev, sealed.text];
    await source.query(`INSERT INTO catalogue.revision VALUES ($1, $2, $3, 5, 'ann', 'r', $4)`, values);
    await source.query('INSERT INTO catalogue.outbox VALUES ($1, NULL)', [i + 1]);
    prev = sealed.hash;
  }
  await source.query('UPDATE catalogue.head SET revision = 3, hash = $1', [prev]);
  await source.query(`INSERT INTO catalogue.root VALUES ('old', 'Old', 1, 'UTC')`);
  await source.query(`INSERT INTO catalogue.account VALUES ('old', 'old', NULL, 'root', 'Old')`);
  await source.query(
    `INSERT INTO catalogue.price_row VALUES ('row_old', 'own', 'demo', 'm', $1, 'output_text', 0.00000200, 'USD', NULL,
    NULL, NULL, 200000, NULL, NULL, NULL, '{"feed":"own","version":"1"}', NULL, 3)`,
    [JSON.stringify(row.matcher)],
  );
  await source.destroy();
}

test('a catalogue of the first form comes over whole: tables, versions and histories', async () => {
  await firstForm();
  const writer = await board.open();
  expect(await writer.verify()).toMatchObject({ databaseRevision: 3, flaws: [] });
  expect(
    (await writer.history('root', 'old')).map(({ revision, before, after }) => [revision, before?.name, after?.name]),
  ).toEqual([
    [2, 'First', 'Old'],
    [1, undefined, 'First'],
  ]);
  expect(await board.sql('SELECT revision FROM catalogue.root')).toEqual([{ revision: 2 }]);
  await writer.commit(
    request([{ ...change('root', { id: 'old', name: 'New', zone: 'UTC' }), expect: 2 } as ChangeRequest]),
  );
  expect((await writer.list('calendar')).map(({ id }) => id)).toEqual(['old']);
  expect((await writer.verify()).flaws).toEqual([]);
});
