import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ChangeRequest } from './change-request.ts';
import { type CatalogueBoard, startBoard } from './testing/catalogue-board.ts';
import { change, create, EVERYTHING, end, sound } from './testing/everything.ts';

let board: CatalogueBoard;
beforeAll(async () => {
  board = await startBoard();
});
afterAll(() => board.postgres.stop());
beforeEach(() => board.begin());
afterEach(() => board.end());

function request(...changes: readonly ChangeRequest[]) {
  return { actor: 'ann', reason: 'spec', changes };
}

test('a list read page by page, while others write, shows each entity once and leaves out none that stood', async () => {
  const writer = await board.open();
  const project = { root: 'acme', account: 'acme', name: 'P' };
  const ids = Array.from({ length: 25 }, (_, i) => `p${String(i * 2).padStart(2, '0')}`);
  await writer.commit(request(...EVERYTHING, ...ids.map((id) => create('project', { ...project, id }))));
  const seen: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await writer.list('project', { root: 'acme', limit: 7, ...(after === undefined ? {} : { after }) });
    if (page.length === 0) break;
    seen.push(...page.map(({ id }) => id));
    after = page.at(-1)?.id;
    await writer.commit(request(create('project', { ...project, id: `${page[0]?.id}-new` })));
  }
  expect(seen.filter((id) => !id.endsWith('-new'))).toEqual(['bare', 'chat', ...ids]);
  expect(new Set(seen).size).toBe(seen.length);
});

test('with a root a list shows its own entities only, whatever the kind', async () => {
  const writer = await board.open();
  await writer.commit(request(...EVERYTHING));
  const idsOf = async (kind: Parameters<typeof writer.list>[0], root: string) =>
    (await writer.list(kind, root)).map(({ id }) => id);
  expect(await idsOf('root', 'acme')).toEqual(['acme']);
  expect(await idsOf('account', 'acme')).toEqual(['acme', 'lab', 'robot']);
  expect(await idsOf('account', 'other')).toEqual(['other']);
  expect(await idsOf('priceRow', 'acme')).toEqual(['row']);
  expect(await idsOf('organisation', 'other')).toEqual(['group']);
  expect(await idsOf('organisation', 'nobody')).toEqual([]);
  expect(await idsOf('role', 'acme')).toEqual(['watcher']);
  expect(await idsOf('person', 'acme')).toEqual([]);
  expect(await writer.list('root', { root: 'acme', after: 'acme' })).toEqual([]);
  expect((await writer.list('root', { root: 'acme', after: 'aaaa' })).length).toBe(1);
});

test('the history of an entity tells each revision that changed it, newest first, page by page', async () => {
  let now = 1_000;
  const writer = await board.open(board.url, () => now);
  await writer.commit(request(...EVERYTHING));
  const rate = sound('fxRate');
  for (const value of ['1.1', '1.2', '1.3']) {
    now += 1;
    await writer.commit({ ...request(change('fxRate', { ...rate, rate: value })), reason: `now ${value}` });
    await writer.commit(request(change('person', { id: 'ann', name: `Ann ${value}`, status: 'active' })));
  }
  await writer.commit(request(change('fxRate', { ...rate, rate: '9' }), end('fxRate', rate.id)));
  const history = await writer.history('fxRate', rate.id);
  expect(history.map(({ revision, before, after }) => [revision, before?.rate ?? null, after?.rate ?? null])).toEqual([
    [8, '1.3', null],
    [6, '1.2', '1.3'],
    [4, '1.1', '1.2'],
    [2, rate.rate, '1.1'],
    [1, null, rate.rate],
  ]);
  expect(history[2]).toMatchObject({ revision: 4, at: 1_002, actor: 'ann', reason: 'now 1.2' });
  const page = await writer.history('fxRate', rate.id, { before: 6, limit: 2 });
  expect(page.map(({ revision }) => revision)).toEqual([4, 2]);
  expect(await writer.history('fxRate', 'none')).toEqual([]);
  expect((await writer.revisions(2, 6)).map(({ revision }) => revision)).toEqual([5, 4]);
  const [fifth] = await writer.revisions(1, 6);
  expect(await writer.revision(5)).toMatchObject({
    hash: fifth?.hash,
    revision: { revision: 5, reason: fifth?.reason },
  });
  expect(await writer.revision(1_000)).toBeUndefined();
});

test('a history is found by an index, however many revisions there are', async () => {
  const writer = await board.open();
  await writer.commit(request(...EVERYTHING));
  const plan = await board.sql<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT revision FROM catalogue.touched WHERE kind = 'project' AND id = 'chat' AND revision < 9
     ORDER BY revision DESC LIMIT 2`,
  );
  expect(plan.map((line) => line['QUERY PLAN']).join(' ')).toMatch(/touched_pk/);
});
