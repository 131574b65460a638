import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Catalogue, type PriceRow, unpackRevision } from '@suanpan/catalogue';
import type { ChangeRequest } from './change-request.ts';
import { type CatalogueBoard, startBoard } from './testing/catalogue-board.ts';

let board: CatalogueBoard;
beforeAll(async () => {
  board = await startBoard();
});
afterAll(() => board.postgres.stop());
beforeEach(() => board.begin());
afterEach(() => board.end());

function root(id: string): ChangeRequest {
  return { act: 'create', entity: 'root', value: { id, name: id, zone: 'UTC' } };
}

function request(...changes: ChangeRequest[]) {
  return { actor: 'ann', reason: 'spec', changes };
}

const row: PriceRow = {
  id: 'row',
  book: 'own',
  provider: 'demo',
  model: 'm',
  matcher: { any: [{ equals: 'm' }, { all: [{ startsWith: 'a' }, { regex: 'b+' }] }] },
  leaf: 'output_text',
  unitPrice: '0.00000200',
  currency: 'USD',
  effectiveFrom: 1_700_000_000_000,
  effectiveTo: null,
  daily: { fromSecond: 1, toSecond: 5 },
  aboveInputTokens: 200_000,
  serviceTier: 'flex',
  region: null,
  root: null,
  source: { feed: 'own', version: '1' },
  flag: 'float_artefact',
};

function foldOfTopic(): Catalogue {
  const catalogue = new Catalogue();
  for (const value of board.log.values) catalogue.apply(unpackRevision(value));
  return catalogue;
}

test('what is committed and published is what every fold sees, to the last digit', async () => {
  const writer = await board.open();
  await writer.commit(request(root('acme'), { act: 'create', entity: 'priceRow', value: row }));
  await writer.commit(request({ act: 'create', entity: 'project', value: project('p') }));
  expect(await writer.publish()).toBe(2);
  const fold = foldOfTopic();
  expect(fold.revision).toBe(2);
  expect(fold.asOf(1).priceRows('demo')).toEqual([row]);
  expect(fold.all('project')).toEqual(await writer.list('project'));
  expect(await writer.list('priceRow')).toEqual([row]);
  expect(await writer.verify()).toMatchObject({ databaseRevision: 2, topicRevision: 2, unpublished: 0, flaws: [] });
});

function project(id: string) {
  return { id, root: 'acme', account: 'acme', name: id };
}

test('a refused request writes nothing, and its number goes to the next revision', async () => {
  const writer = await board.open();
  await writer.commit(request(root('acme')));
  await expect(writer.commit(request(root('other'), root('acme')))).rejects.toMatchObject({ code: 'entity_exists' });
  expect((await writer.list('root')).map((r) => r.id)).toEqual(['acme']);
  const next = await writer.commit(request(root('third')));
  expect(next.revision).toBe(2);
});

test('an ended price row leaves the list, and its id stays taken', async () => {
  const writer = await board.open();
  const create: ChangeRequest = { act: 'create', entity: 'priceRow', value: row };
  await writer.commit(request(create));
  await writer.commit(request({ act: 'end', entity: 'priceRow', id: 'row' }));
  expect(await writer.list('priceRow')).toEqual([]);
  await expect(writer.commit(request(create))).rejects.toMatchObject({ code: 'entity_exists' });
  expect((await writer.verify()).flaws).toEqual([]);
});

test('two writers and two publishers at once leave no gap, no repeat and even shards', async () => {
  const writers = [await board.open(), await board.open()];
  await Promise.all(
    writers.map(async (writer, w) => {
      for (let i = 0; i < 15; i += 1) {
        await writer.commit(request(root(`r${w}-${i}`)));
        if (i % 4 === 0) await writer.publish();
      }
      await writer.publish();
    }),
  );
  expect(board.log.values.map((value) => unpackRevision(value).revision.revision)).toEqual(
    Array.from({ length: 30 }, (_, i) => i + 1),
  );
  const shards = foldOfTopic()
    .all('root')
    .map((r) => r.shard);
  expect([0, 1, 2].map((shard) => shards.filter((s) => s === shard).length)).toEqual([10, 10, 10]);
});

test('many changes become revisions of at most 500 changes each, all of them or none', async () => {
  const writer = await board.open();
  const changes = Array.from({ length: 1_101 }, (_, i): ChangeRequest => {
    return { act: 'create', entity: 'priceRow', value: { ...row, id: `row-${i}` } };
  });
  const flawed = [...changes.slice(0, 1_100), changes[0] as ChangeRequest];
  await expect(writer.commitAll(request(...flawed))).rejects.toMatchObject({ code: 'entity_exists' });
  expect((await writer.head()).revision).toBe(0);
  const revisions = await writer.commitAll(request(...changes));
  expect(revisions.map((revision) => revision.changes.length)).toEqual([500, 500, 101]);
  await writer.publish();
  expect(foldOfTopic().asOf(3).priceRows('demo')).toHaveLength(1_101);
  expect((await writer.verify()).flaws).toEqual([]);
});

test.each([
  ['lost', 3],
  ['answer lost', 3],
  ['late', 6],
] as const)(
  'after an append with the fate "%s" nothing is lost, and any repeat is passed over',
  async (fate, records) => {
    const writer = await board.open();
    for (const id of ['a', 'b', 'c']) await writer.commit(request(root(id)));
    board.log.fates.push(fate);
    expect(await writer.publish()).toBe(3);
    board.log.land();
    expect(board.log.values).toHaveLength(records);
    expect(
      foldOfTopic()
        .all('root')
        .map((r) => r.id),
    ).toEqual(['a', 'b', 'c']);
    await writer.commit(request(root('d')));
    expect(await writer.publish()).toBe(1);
    expect(foldOfTopic().revision).toBe(4);
    expect((await writer.verify()).flaws).toEqual([]);
  },
);

test('while the broker is away revisions are kept, and published once it is back', async () => {
  const writer = await board.open();
  await writer.commit(request(root('a')));
  board.log.fates.push('broker away');
  await expect(writer.publish()).rejects.toMatchObject({ code: 'unavailable' });
  expect((await writer.revisions(5)).map((r) => r.published)).toEqual([false]);
  expect(await writer.publish()).toBe(1);
  expect((await writer.revisions(5)).map((r) => r.published)).toEqual([true]);
});

test('a database restored from an older backup refuses to start', async () => {
  const writer = await board.open();
  await writer.commit(request(root('a')));
  await writer.publish();
  await writer.close();
  const backup = await board.copy();
  const again = await board.open();
  await again.commit(request(root('b')));
  await again.publish();
  await expect(board.open(backup)).rejects.toMatchObject({ code: 'catalogue_behind' });
});

test('a database with another past than the topic refuses to start and to publish', async () => {
  const [ours, theirs] = [await board.open(), await board.open(await board.newDatabase())];
  await ours.commit(request(root('a')));
  await theirs.commit(request(root('b')));
  await theirs.publish();
  await expect(ours.publish()).rejects.toMatchObject({ code: 'catalogue_broken' });
  await expect(board.open()).rejects.toMatchObject({ code: 'catalogue_broken' });
  expect((await ours.verify()).flaws).toEqual(['Revision 1 has another hash on the topic than in the database.']);
});

test('a topic that lost published revisions is refused, and made whole only on demand', async () => {
  const writer = await board.open();
  for (const id of ['a', 'b']) await writer.commit(request(root(id)));
  await writer.publish();
  board.log.values.length = 1;
  await expect(writer.publish()).rejects.toMatchObject({ code: 'log_truncated' });
  expect(await writer.publish({ republish: true })).toBe(1);
  expect(foldOfTopic().revision).toBe(2);
});

test('a publisher that read the topic before another one appended and marked reads it again instead of calling it cut', async () => {
  const writer = await board.open();
  for (const id of ['a', 'b']) await writer.commit(request(root(id)));
  await writer.publish();
  const bounds = board.log.bounds.bind(board.log);
  board.log.bounds = async () => {
    board.log.bounds = bounds;
    return { start: 0, end: 1 };
  };
  board.log.read = async (_topic, _partition, from) =>
    board.log.values.slice(from, from + 1).map((value) => ({ offset: from, appendedAt: 0, value: Buffer.from(value) }));
  expect(await writer.publish()).toBe(0);
});

test('verification finds a row that was changed behind the writer and a revision that was tampered with', async () => {
  const writer = await board.open();
  for (const id of ['a', 'b']) await writer.commit(request(root(id)));
  await board.sql(`UPDATE catalogue.root SET shard = 2 WHERE id = 'a'`);
  expect((await writer.verify()).flaws).toEqual(['root a differs between its table and the revisions.']);
  await board.sql(`UPDATE catalogue.revision SET text = replace(text, '"a"', '"x"') WHERE revision = 1`);
  expect((await writer.verify()).flaws[0]).toMatch(/^Revision 1 in the database: .*hash/);
});

test('a database that is away is a passing fault that says so', async () => {
  const nowhere = new URL(board.url);
  nowhere.port = '1';
  await expect(board.open(nowhere.href)).rejects.toMatchObject({ code: 'unavailable' });
});

test('the database may go away and come back under an open writer', async () => {
  const writer = await board.open();
  await writer.commit(request(root('a')));
  await board.postgres.crash();
  await expect(writer.commit(request(root('b')))).rejects.toMatchObject({ code: 'unavailable' });
  await board.postgres.restart();
  const next = await writer.commit(request(root('b')));
  expect(next.revision).toBe(2);
});
