import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type CatalogueWriter, openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { USAGE_EVENTS } from '@suanpan/facts';
import { MemoryLog } from '@suanpan/kafka';
import { inTransaction } from '@suanpan/postgres';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import type { DataSource } from 'typeorm';
import { directivesOnLog } from '../testing/directives-on-log.ts';
import { credits } from '../testing/some-credits.ts';
import { connectAdminTables } from './data-source.ts';
import { DirectiveOutbox } from './directive-outbox.ts';
import { publishDirectives } from './publish-directives.ts';

let postgres: RealPostgres;
let catalogue: CatalogueWriter;
let source: DataSource;
let outbox: DirectiveOutbox;
const log = new MemoryLog();
let now = 1_795_000_000_000;

beforeAll(async () => {
  postgres = await startRealPostgres();
  catalogue = await openCatalogueWriter({ database: postgres.url, log, shards: 2 });
  source = await connectAdminTables(postgres.url);
  outbox = new DirectiveOutbox(source);
}, 60_000);
afterAll(async () => {
  await source.destroy();
  await catalogue.close();
  await postgres.stop();
});
beforeEach(async () => {
  await source.query('TRUNCATE admin.directive');
  log.truncate(USAGE_EVENTS.name, 0, 0);
  log.truncate(USAGE_EVENTS.name, 1, 0);
});

const place = (root: string, shard = 0) => ({ root, shard, now });
const add = (root: string, names: string[], shard = 0) =>
  inTransaction(source, 'READ COMMITTED', (tables) => outbox.add(tables, place(root, shard), credits(root, ...names)));
const publish = () => publishDirectives({ source, log, catalogue, now: () => now, resendWithinMs: 60_000 });

test('what a failed transaction asked for was never accepted', async () => {
  const failing = inTransaction(source, 'READ COMMITTED', async (tables) => {
    await outbox.add(tables, place('acme'), credits('acme', 'lost'));
    throw new RangeError('spec');
  });
  await expect(failing).rejects.toThrow('spec');
  expect(await publish()).toBe(0);
  expect(await directivesOnLog(log, 0)).toEqual([]);
});

test('asked for twice under one id, the first is the one, and another root may use the id', async () => {
  const [first] = await add('acme', ['gift']);
  const again = await inTransaction(source, 'READ COMMITTED', (tables) =>
    outbox.add(tables, { ...place('acme'), now: now + 5 }, [{ ...credits('acme', 'gift')[0], amount: '9' } as never]),
  );
  expect(again).toEqual([first]);
  await add('umbrella', ['gift']);
  expect(await publish()).toBe(2);
  expect(await directivesOnLog(log, 0)).toEqual(['credit:gift', 'credit:gift']);
});

test('a directive of another root, or one too long for the log, is not taken', async () => {
  const foreign = inTransaction(source, 'READ COMMITTED', (tables) =>
    outbox.add(tables, place('acme'), credits('umbrella', 'x')),
  );
  await expect(foreign).rejects.toMatchObject({ code: 'internal' });
  const long = { ...credits('acme', 'x')[0], reason: 'x'.repeat(1_100_000) };
  const tooLong = inTransaction(source, 'READ COMMITTED', (tables) =>
    outbox.add(tables, place('acme'), [long as never]),
  );
  await expect(tooLong).rejects.toMatchObject({ code: 'request_too_large' });
});

test.each(['refused', 'unheard'] as const)(
  'an append that was %s is tried again, and other shards do not wait',
  async (fate) => {
    await add('acme', ['a', 'b'], 0);
    await add('umbrella', ['c'], 1);
    log.fates.push(fate);
    await expect(publish()).rejects.toMatchObject({ code: 'append_failed' });
    expect(await outbox.waiting()).toBe(2);
    expect(await directivesOnLog(log, 1)).toEqual(['credit:c']);
    expect(await publish()).toBe(2);
    expect([...new Set(await directivesOnLog(log, 0))]).toEqual(['credit:a', 'credit:b']);
    expect((await outbox.find('acme', 'credit:b'))?.published?.offset).toBe(fate === 'unheard' ? 3 : 1);
  },
);

test('what may have been sent longer ago than rating remembers is not sent again, and nothing overtakes it', async () => {
  await add('acme', ['a']);
  log.fates.push('unheard');
  await expect(publish()).rejects.toMatchObject({ code: 'append_failed' });
  now += 60_001;
  await add('acme', ['b']);
  await expect(publish()).rejects.toMatchObject({ code: 'directive_stale' });
  expect(await directivesOnLog(log, 0)).toEqual(['credit:a']);
});

test('many go in several records of their own, each in its place', async () => {
  const names = Array.from({ length: 450 }, (_, i) => `n${i}`);
  await add('acme', names);
  expect(await publish()).toBe(450);
  expect(await directivesOnLog(log, 0)).toEqual(names.map((name) => `credit:${name}`));
  expect((await outbox.find('acme', 'credit:n449'))?.published?.offset).toBe(449);
});

test('lists go on where they ended, newest first, and narrow', async () => {
  await add('acme', ['a', 'b', 'c']);
  const first = await outbox.list({ root: 'acme' }, 2);
  expect(first.map(({ directive }) => directive.id)).toEqual(['credit:c', 'credit:b']);
  const rest = await outbox.list({ root: 'acme', before: first[1]?.position ?? 0 }, 2);
  expect(rest.map(({ directive }) => directive.id)).toEqual(['credit:a']);
  expect(await outbox.list({ root: 'acme', kind: 'void' }, 2)).toEqual([]);
  expect((await outbox.beginning('acme', 'credit:')).map(({ directive }) => directive.id)).toHaveLength(3);
});
