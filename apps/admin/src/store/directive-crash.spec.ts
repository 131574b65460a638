import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CatalogueWriter, keepPublishing, openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { CATALOGUE_CHANGES, USAGE_EVENTS } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics, type KafkaLog } from '@suanpan/kafka';
import { inTransaction } from '@suanpan/postgres';
import { type RealBroker, type RealPostgres, startRealBroker, startRealPostgres } from '@suanpan/real-parts';
import type { DataSource } from 'typeorm';
import { counted, directivesOnLog } from '../testing/directives-on-log.ts';
import { runWithLog } from '../testing/serve-log.ts';
import { credits } from '../testing/some-credits.ts';
import { specClock } from '../testing/spec-clock.ts';
import { connectAdminTables } from './data-source.ts';
import { DirectiveOutbox } from './directive-outbox.ts';
import { publishDirectives } from './publish-directives.ts';

const { now } = specClock();
let postgres: RealPostgres;
let broker: RealBroker;
let log: KafkaLog;
let catalogue: CatalogueWriter;
let source: DataSource;
let outbox: DirectiveOutbox;
let shard: number;

beforeAll(async () => {
  [postgres, broker] = await Promise.all([startRealPostgres(), startRealBroker()]);
  await ensureTopics({ brokers: broker.brokers, clientId: 'spec' }, [CATALOGUE_CHANGES, USAGE_EVENTS], 4);
  log = await connectKafkaLog({
    brokers: broker.brokers,
    clientId: 'spec',
    deadlineMs: 2_000,
    requestTimeoutMs: 2_000,
  });
  catalogue = await openCatalogueWriter({ database: postgres.url, log, shards: 4 });
  source = await connectAdminTables(postgres.url);
  outbox = new DirectiveOutbox(source);
  await newRoot('acme');
  shard = (await catalogue.list('root')).find(({ id }) => id === 'acme')?.shard ?? 0;
}, 120_000);

afterAll(async () => {
  await source?.destroy();
  await catalogue?.close();
  await log?.close();
  await broker?.stop();
  await postgres?.stop();
});

/** Something the directives depend on, that the topic does not have yet. */
async function newRoot(id: string): Promise<void> {
  const value = { id, name: id, zone: 'UTC' };
  await catalogue.commit({ actor: 'spec', reason: 'Spec.', changes: [{ act: 'create', entity: 'root', value }] });
}

function accept(...names: string[]): Promise<unknown> {
  return inTransaction(source, 'READ COMMITTED', (tables) =>
    outbox.add(tables, { root: 'acme', shard, now: now() }, credits('acme', ...names)),
  );
}

const sender = () => ({ source, log, catalogue, now, resendWithinMs: 1_000_000_000 });
const onLog = () => directivesOnLog(log, shard);
const ids = (...names: string[]) => names.map((name) => `credit:${name}`);

/** Runs the child until it kills itself. */
async function crash(name: string, moment: string): Promise<void> {
  const ended = await runWithLog(log, 'directive-child.ts', [postgres.url, 'acme', name, moment, String(now())]);
  expect(ended).toEqual({ signal: 'SIGKILL', errors: '' });
}

test('killed between commit and publish, nothing is lost: the next sender appends it, behind the catalogue it needs', async () => {
  await newRoot('newer');
  await crash('unsent', 'after-commit');
  expect(await onLog()).toEqual([]);
  await newRoot('newest');
  expect(await publishDirectives(sender())).toBe(2);
  expect(await onLog()).toEqual(ids('unsent-1', 'unsent-2'));
  expect(await outbox.waiting()).toBe(0);
}, 60_000);

test('killed between publish and mark, what is sent again is a repeat, and the order stands', async () => {
  await crash('unmarked', 'before-mark');
  expect(await outbox.waiting()).toBe(2);
  await accept('later');
  expect(await publishDirectives(sender())).toBe(3);
  const sent = ids('unsent-1', 'unsent-2', 'unmarked-1', 'unmarked-2');
  expect(await onLog()).toEqual([...sent, ...ids('unmarked-1', 'unmarked-2', 'later')]);
  expect(counted(await onLog())).toEqual([...sent, ...ids('later')]);
  const marked = await outbox.find('acme', 'credit:unmarked-1');
  expect(marked?.published?.offset).toBe(4);
}, 60_000);

test('a broker that is killed delays directives and loses none; accepting goes on, and the order of a root stands', async () => {
  const stop = new AbortController();
  const faults: Error[] = [];
  const sending = keepPublishing(
    { publish: () => publishDirectives(sender()), onCommit: (listener) => outbox.onAccepted(() => listener(0)) },
    { signal: stop.signal, everyMs: 100, onRetry: (error) => faults.push(error) },
  );
  await broker.crash();
  const names = Array.from({ length: 20 }, (_, i) => `down-${i}`);
  for (const name of names) {
    await accept(name);
    outbox.accepted();
  }
  expect(await outbox.waiting()).toBe(20);
  await broker.restart();
  while ((await outbox.waiting()) > 0) await delay(50);
  stop.abort();
  await sending;
  expect(faults.length).toBeGreaterThan(0);
  expect(counted(await onLog()).slice(5)).toEqual(ids(...names));
}, 90_000);

/** Until a transaction waits for another's lock, or is through without. */
async function waitsOrIsThere(id: string): Promise<void> {
  const waiting = () => source.query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
  while ((await waiting()).length === 0 && (await outbox.find('acme', id)) === undefined);
}

test('two senders at once, and transactions that overlap, send a root in the order of its positions', async () => {
  let quick: Promise<unknown> | undefined;
  await inTransaction(source, 'READ COMMITTED', async (tables) => {
    await outbox.add(tables, { root: 'acme', shard, now: now() }, credits('acme', 'slow-1'));
    quick = accept('quick').then(() => publishDirectives(sender()));
    await waitsOrIsThere('credit:quick');
    await Promise.all([publishDirectives(sender()), publishDirectives(sender())]);
    await outbox.add(tables, { root: 'acme', shard, now: now() }, credits('acme', 'slow-2'));
  });
  await Promise.all([quick, publishDirectives(sender()), publishDirectives(sender())]);
  const accepted = (await outbox.beginning('acme', '')).map(({ directive }) => directive.id);
  expect(accepted.slice(-3)).toEqual(ids('slow-1', 'slow-2', 'quick'));
  expect(counted(await onLog())).toEqual(accepted);
}, 60_000);
