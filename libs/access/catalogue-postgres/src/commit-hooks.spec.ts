import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Change } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { ChangeRequest } from './change-request.ts';
import { type CatalogueBoard, startBoard } from './testing/catalogue-board.ts';
import { change, create } from './testing/everything.ts';

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

const root = (id: string) => create('root', { id, name: id, zone: 'UTC' });
const rename = (name: string, expected: number) =>
  ({ ...change('root', { id: 'acme', name, zone: 'UTC' }), expect: expected }) as ChangeRequest;
const refusal = new Fault('permission_denied', 'Not any more.');

/** Everything a commit writes, as counts of rows. */
async function written(): Promise<unknown> {
  const [row] = await board.sql(`SELECT
    (SELECT revision FROM catalogue.head) AS head, (SELECT count(*)::int FROM catalogue.revision) AS revisions,
    (SELECT count(*)::int FROM catalogue.outbox) AS outbox, (SELECT count(*)::int FROM catalogue.touched) AS touched,
    (SELECT count(*)::int FROM catalogue.root) AS roots, (SELECT count(*)::int FROM catalogue.calendar) AS calendars`);
  return row;
}

test('the check sees the catalogue before the changes and everything they will write', async () => {
  const writer = await board.open();
  await writer.commit(request(root('acme')));
  const seen: { known: unknown; planned: readonly Change[] }[] = [];
  await writer.commit(request(root('other')), {
    check: (view, planned) => {
      seen.push({ known: [view.revision, view.root('acme')?.name, view.root('other')], planned });
      return undefined;
    },
  });
  expect(seen).toMatchObject([{ known: [1, 'acme', undefined] }]);
  expect(seen[0]?.planned.map(({ entity }) => entity)).toEqual(['root', 'account', 'calendar']);
});

test('the check sees what another writer committed in between, because it is asked under the lock', async () => {
  const [one, two] = [await board.open(), await board.open()];
  await one.commit(request(root('acme')));
  await two.mirror();
  await one.commit(request(root('other')));
  const views: number[] = [];
  await two.commit(request(root('third')), { check: (view) => void views.push(view.revision) });
  expect(views).toEqual([2]);
});

test('a check that refuses leaves nothing, in the tables as in the mirror, and the number goes to the next', async () => {
  const writer = await board.open();
  await writer.commit(request(root('acme')));
  const before = await written();
  await expect(writer.commit(request(root('other')), { check: () => refusal })).rejects.toBe(refusal);
  expect(await written()).toEqual(before);
  expect((await writer.mirror()).all('root').map(({ id }) => id)).toEqual(['acme']);
  expect((await writer.commit(request(root('third')))).revision).toBe(2);
});

test('what is done within a commit is stored with it, and with it undone', async () => {
  const writer = await board.open();
  await board.sql('CREATE TABLE answers (revision integer, note text)');
  const within = async (
    tables: { query(text: string, values: unknown[]): Promise<unknown> },
    { revision }: { revision: number },
  ) => {
    await tables.query('INSERT INTO answers VALUES ($1, $2)', [revision, 'kept']);
    if (revision > 1) throw refusal;
  };
  await writer.commit(request(root('acme')), { within });
  const before = await written();
  await expect(writer.commit(request(root('other')), { within })).rejects.toBe(refusal);
  await expect(writer.commitAll(request(root('other')), { within })).rejects.toBe(refusal);
  expect(await board.sql('SELECT * FROM answers')).toEqual([{ revision: 1, note: 'kept' }]);
  expect(await written()).toEqual(before);
  expect((await writer.mirror()).revision).toBe(1);
  expect((await writer.verify()).flaws).toEqual([]);
});

test('of many who change what they read, one succeeds and the rest are told', async () => {
  const writers = [await board.open(), await board.open()];
  await writers[0]?.commit(request(root('acme')));
  for (let round = 1; round <= 5; round += 1) {
    const tries = [...writers, ...writers].map((writer, i) => writer.commit(request(rename(`name ${i}`, round))));
    const results = await Promise.allSettled(tries);
    const lost = results.filter((result) => result.status === 'rejected');
    expect(lost.map(({ reason }) => reason.code)).toEqual(['version_conflict', 'version_conflict', 'version_conflict']);
  }
  const mirror = await writers[1]?.mirror();
  expect([mirror?.revision, mirror?.changedBy('root', 'acme')]).toEqual([6, 6]);
});

test('a listener hears of commits that were made, not of those that were refused', async () => {
  const writer = await board.open();
  const heard: number[] = [];
  const stop = writer.onCommit((revision) => heard.push(revision));
  await writer.commit(request(root('acme')));
  await expect(writer.commit(request(root('acme')))).rejects.toMatchObject({ code: 'entity_exists' });
  await writer.commitAll(request(root('other'), ...Array.from({ length: 600 }, (_, i) => root(`r${i}`))));
  stop();
  await writer.commit(request(root('unheard')));
  expect(heard).toEqual([1, 3]);
});
