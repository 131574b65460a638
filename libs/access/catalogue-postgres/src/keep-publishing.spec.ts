import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { unpackRevision } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import type { ChangeRequest } from './change-request.ts';
import { keepPublishing } from './keep-publishing.ts';
import { type CatalogueBoard, startBoard } from './testing/catalogue-board.ts';
import { create } from './testing/everything.ts';
import type { CatalogueWriter } from './writer.ts';

let board: CatalogueBoard;
let stop: AbortController;
const running: Promise<void>[] = [];
beforeAll(async () => {
  board = await startBoard();
});
afterAll(() => board.postgres.stop());
beforeEach(() => {
  stop = new AbortController();
  return board.begin();
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running.splice(0));
  await board.end();
});

const NEVER_MS = 600_000;

function root(id: string) {
  const changes: ChangeRequest[] = [create('root', { id, name: id, zone: 'UTC' })];
  return { actor: 'ann', reason: 'spec', changes };
}

/** Counts calls of `publish` and lets a test wait for one. */
function counted(writer: CatalogueWriter) {
  let calls = 0;
  const waiting = new Set<() => void>();
  return {
    onCommit: writer.onCommit,
    publish: async () => {
      const count = await writer.publish();
      calls += 1;
      for (const wake of waiting) wake();
      return count;
    },
    called: async (times: number) => {
      while (calls < times) await new Promise<void>((resolve) => waiting.add(resolve));
      return calls;
    },
  };
}

const published = () => board.log.values.map((value) => unpackRevision(value).revision.revision);

test('what is committed is published at once, and what stood before at the start', async () => {
  const writer = await board.open();
  await writer.commit(root('a'));
  const publishing = counted(writer);
  running.push(keepPublishing(publishing, { signal: stop.signal, everyMs: NEVER_MS }));
  await publishing.called(1);
  expect(published()).toEqual([1]);
  await writer.commit(root('b'));
  await publishing.called(2);
  expect(published()).toEqual([1, 2]);
});

test('a commit that falls into a publication under way is published by the next one, not forgotten', async () => {
  const writer = await board.open();
  let during: Promise<unknown> | undefined;
  const publishing = counted(writer);
  const inner = publishing.publish;
  publishing.publish = async () => {
    const count = await inner();
    during ??= writer.commit(root('late'));
    await during;
    return count;
  };
  running.push(keepPublishing(publishing, { signal: stop.signal, everyMs: NEVER_MS }));
  await publishing.called(2);
  expect(published()).toEqual([1]);
});

test('while the broker is away it is tried again until it is back, and every try is told', async () => {
  const writer = await board.open();
  await writer.commit(root('a'));
  board.log.fates.push('broker away', 'broker away', 'broker away');
  const tries: number[] = [];
  const publishing = counted(writer);
  const onRetry = (error: Error, n: number) => {
    expect(error).toMatchObject({ code: 'unavailable' });
    tries.push(n);
  };
  running.push(keepPublishing(publishing, { signal: stop.signal, everyMs: NEVER_MS, onRetry }));
  await publishing.called(1);
  expect([tries, published()]).toEqual([[1, 2, 3], [1]]);
});

test("another writer's revisions are published when it is time to look", async () => {
  const [one, two] = [await board.open(), await board.open()];
  const publishing = counted(one);
  running.push(keepPublishing(publishing, { signal: stop.signal, everyMs: 20 }));
  await publishing.called(1);
  await two.commit(root('a'));
  while (published().length === 0) await publishing.called((await publishing.called(0)) + 1);
  expect(published()).toEqual([1]);
});

test('a fault that does not pass ends publishing and is handed on', async () => {
  const writer = await board.open();
  const broken = { onCommit: writer.onCommit, publish: () => Promise.reject(new Fault('catalogue_broken', 'Forked.')) };
  await expect(keepPublishing(broken, { signal: stop.signal })).rejects.toMatchObject({ code: 'catalogue_broken' });
});

test('a signal that has fired before publishes nothing', async () => {
  const writer = await board.open();
  await writer.commit(root('a'));
  await keepPublishing(writer, { signal: AbortSignal.abort() });
  expect(published()).toEqual([]);
});

test('who waits for a revision on the topic is told as soon as it is there, and that it is not when the time is up', async () => {
  const writer = await board.open();
  const { revision } = await writer.commit(root('waited'));
  expect(await writer.untilPublished(revision, 10)).toBe(false);
  const waiting = writer.untilPublished(revision, NEVER_MS);
  running.push(keepPublishing(writer, { signal: stop.signal, everyMs: NEVER_MS }));
  expect([await waiting, published()]).toEqual([true, expect.arrayContaining([revision])]);
  expect(await writer.untilPublished(revision, 0)).toBe(true);
});
