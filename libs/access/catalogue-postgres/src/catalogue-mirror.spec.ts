import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type RevisionText, unsealRevision } from '@suanpan/catalogue';
import type { DataSource } from 'typeorm';
import { CatalogueMirror } from './catalogue-mirror.ts';
import type { ChangeRequest } from './change-request.ts';
import { catalogueDataSource } from './data-source.ts';
import { type CatalogueBoard, startBoard } from './testing/catalogue-board.ts';
import { create } from './testing/everything.ts';

let board: CatalogueBoard;
beforeAll(async () => {
  board = await startBoard();
});
afterAll(() => board.postgres.stop());
beforeEach(() => board.begin());
afterEach(() => board.end());

function root(id: string) {
  const changes: ChangeRequest[] = [create('root', { id, name: id, zone: 'UTC' })];
  return { actor: 'ann', reason: 'spec', changes };
}

test('own commits are there at once, those of others with the next look, without any topic', async () => {
  const [one, two] = [await board.open(), await board.open()];
  board.log.fates.push('broker away');
  await one.commit(root('a'));
  const mirror = await one.mirror();
  expect(mirror.asOf(1).root('a')?.name).toBe('a');
  await two.commit(root('b'));
  await one.mirror();
  expect(mirror.asOf(2).root('b')?.name).toBe('b');
  expect([mirror.hash, mirror.hash]).toEqual([(await two.head()).hash, (await two.mirror()).hash]);
});

test('many who look at once, while others write, all see at least what stood when they asked', async () => {
  const [one, two] = [await board.open(), await board.open()];
  for (let i = 0; i < 20; i += 1) {
    const { revision } = await two.commit(root(`r${i}`));
    const seen = await Promise.all([
      ...Array.from({ length: 10 }, async () => (await one.mirror()).revision),
      one.commit(root(`own${i}`)).then(async () => (await one.mirror()).revision - 1),
    ]);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(revision);
  }
});

/** A mirror whose looks at the head have been taken, but are answered only when the test says so. */
async function heldMirror() {
  const source = await catalogueDataSource(board.url).initialize();
  const held: (() => void)[] = [];
  const isHeld = async () => {
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
  };
  const manager = new Proxy(source.manager, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>;
      if (name !== 'findOneBy') return method.bind(target);
      return async (...args: unknown[]) => {
        const head = await method.apply(target, args);
        await new Promise<void>((resolve) => held.push(resolve));
        return head;
      };
    },
  });
  const answer = async () => {
    await isHeld();
    held.shift()?.();
  };
  return { mirror: new CatalogueMirror({ manager } as DataSource), isHeld, answer, close: () => source.destroy() };
}

test('whoever asks while an older look is under way is answered by the next one', async () => {
  const writer = await board.open();
  const { mirror, isHeld, answer, close } = await heldMirror();
  await writer.commit(root('a'));
  const early = mirror.refreshed().then(({ revision }) => revision);
  await answer();
  await early;
  const looking = mirror.refreshed();
  await isHeld();
  await writer.commit(root('b'));
  const late = [mirror.refreshed(), mirror.refreshed()].map((each) => each.then(({ revision }) => revision));
  await answer();
  await looking;
  await answer();
  expect(await Promise.all(late)).toEqual([2, 2]);
  await close();
});

test('an own commit that overtakes a look at the head is no sign of an older database', async () => {
  const writer = await board.open();
  const { mirror, isHeld, answer, close } = await heldMirror();
  await writer.commit(root('a'));
  const first = mirror.refreshed();
  await answer();
  await first;
  const looking = mirror.refreshed();
  await isHeld();
  await writer.commit(root('b'));
  const [, row] = await board.sql<RevisionText>('SELECT text, hash FROM catalogue.revision ORDER BY revision');
  mirror.committed([unsealRevision(row as RevisionText)]);
  await answer();
  expect((await looking).revision).toBe(2);
  await close();
});

test('a database put back to an older backup under a running process is refused, for reading as for writing', async () => {
  const writer = await board.open();
  await writer.commit(root('a'));
  await writer.close();
  const backup = await board.copy();
  const running = await board.open();
  await running.commit(root('b'));
  await restore(backup);
  for (const act of [() => running.mirror(), () => running.commit(root('c'))]) {
    await expect(act()).rejects.toMatchObject({ code: 'catalogue_behind' });
  }
});

test('a database put back to an older backup and written to since is refused as another past', async () => {
  const writer = await board.open();
  await writer.commit(root('a'));
  await writer.close();
  const backup = await board.copy();
  const running = await board.open();
  await running.commit(root('b'));
  await restore(backup);
  const forked = await board.open();
  for (const id of ['x', 'y']) {
    await forked.commit(root(id));
    for (const act of [() => running.mirror(), () => running.commit(root('c'))]) {
      await expect(act()).rejects.toMatchObject({ code: 'catalogue_broken' });
    }
  }
  expect((await forked.head()).revision).toBe(3);
});

test('a process that has folded nothing yet refuses a database behind what it saw on the topic', async () => {
  const writer = await board.open();
  await writer.commit(root('a'));
  await writer.close();
  const backup = await board.copy();
  const running = await board.open();
  const idle = await board.open();
  await running.commit(root('b'));
  await running.publish();
  await idle.publish();
  await restore(backup);
  await expect(idle.commit(root('c'))).rejects.toMatchObject({ code: 'catalogue_behind' });
  await expect(idle.publish()).rejects.toMatchObject({ code: 'catalogue_behind' });
});

/** Puts the content of a backup in the place of the test's database, as a restore under running processes does. */
async function restore(backup: string): Promise<void> {
  const [name, saved] = [board.url, backup].map((url) => new URL(url).pathname.slice(1));
  await board.sql(`DROP DATABASE ${name} WITH (FORCE)`, board.postgres.url);
  await board.sql(`ALTER DATABASE ${saved} RENAME TO ${name}`, board.postgres.url);
}
