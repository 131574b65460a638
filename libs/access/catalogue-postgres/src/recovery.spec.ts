import { execFile } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Catalogue, ENTITY_KINDS, unpackRevision } from '@suanpan/catalogue';
import { followCatalogue } from '@suanpan/catalogue-follower';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { isFault, isTransient } from '@suanpan/fault';
import { connectKafkaLog, ensureTopics, type KafkaLog, type Log } from '@suanpan/kafka';
import { type RealBroker, type RealPostgres, startRealBroker, startRealPostgres } from '@suanpan/real-parts';
import { Client } from 'pg';
import { keepPublishing } from './keep-publishing.ts';
import { create, EVERYTHING } from './testing/everything.ts';
import { startChild } from './testing/start-child.ts';
import { type CatalogueWriter, openCatalogueWriter } from './writer.ts';

let postgres: RealPostgres;
let broker: RealBroker;
let log: KafkaLog;
let stop: AbortController;
const open: CatalogueWriter[] = [];

beforeEach(async () => {
  stop = new AbortController();
  [postgres, broker] = await Promise.all([startRealPostgres(), startRealBroker()]);
  const client = { brokers: broker.brokers, clientId: 'spec' };
  await ensureTopics(client, [CATALOGUE_CHANGES], 1);
  log = await connectKafkaLog({ ...client, deadlineMs: 2_000, requestTimeoutMs: 2_000 });
}, 120_000);

afterEach(async () => {
  stop.abort();
  for (const writer of open.splice(0)) await writer.close();
  await log?.close();
  await broker?.stop();
  await postgres?.stop();
}, 60_000);

async function openWriter(): Promise<CatalogueWriter> {
  const writer = await openCatalogueWriter({ database: postgres.url, log, shards: 2 });
  open.push(writer);
  return writer;
}

function request(id: string) {
  return { actor: 'ann', reason: 'spec', changes: [create('root', { id, name: id, zone: 'UTC' })] };
}

/** Tries until it is written. Where an answer was lost, the second try finds the first one's work. */
async function insist(writer: CatalogueWriter, id: string): Promise<void> {
  for (;;) {
    try {
      await writer.commit(request(id));
      return;
    } catch (error) {
      if (isFault(error, 'entity_exists')) return;
      if (!isTransient(error)) throw error;
      await delay(50);
    }
  }
}

/** The numbers of the revisions on the topic in its order, every record counted. */
async function numbersOnTopic(): Promise<number[]> {
  const { end } = await log.bounds(CATALOGUE_CHANGES.name, 0);
  const numbers: number[] = [];
  while (numbers.length < end) {
    const records = await log.read(CATALOGUE_CHANGES.name, 0, numbers.length, 1 << 20, 1_000);
    numbers.push(...records.map(({ value }) => unpackRevision(value).revision.revision));
  }
  return numbers;
}

/** A service that starts now, from nothing. */
async function startAnew(): Promise<Catalogue> {
  const catalogue = new Catalogue();
  const follower = followCatalogue(log, catalogue);
  await follower.caughtUp;
  await follower.stop();
  return catalogue;
}

/** Two catalogues hold the same, entity by entity, and say the same of when each changed. */
function expectSame(one: Catalogue, two: Catalogue): void {
  expect([one.revision, one.hash]).toEqual([two.revision, two.hash]);
  for (const kind of ENTITY_KINDS) {
    expect(one.all(kind)).toEqual(two.all(kind));
    for (const { id } of one.all(kind)) expect(one.changedBy(kind, id)).toBe(two.changedBy(kind, id));
  }
}

/** 1 to n with nothing missing; a repeat may only be of what was there. */
function expectGapless(numbers: readonly number[], last: number): void {
  let newest = 0;
  for (const number of numbers) {
    expect(number).toBeLessThanOrEqual(newest + 1);
    newest = Math.max(newest, number);
  }
  expect(newest).toBe(last);
}

test('writers killed again and again, and a broker and a database killed under them, lose and double nothing', async () => {
  const writer = await openWriter();
  await writer.commitAll({ actor: 'ann', reason: 'spec', changes: EVERYTHING });
  const early = new Catalogue();
  const follower = followCatalogue(log, early, { signal: stop.signal });
  const publishing = keepPublishing(writer, { signal: stop.signal, everyMs: 200 });
  const acknowledged: string[] = [];
  const troubles = [
    () => killed('a'),
    () => Promise.all([killed('b'), killed('c')]),
    () => broker.crash().then(() => broker.restart()),
    () => Promise.all([killed('d'), postgres.crash().then(() => postgres.restart())]),
  ];
  for (const [i, trouble] of troubles.entries()) {
    let over = false;
    const raging = trouble().finally(() => {
      over = true;
    });
    for (let n = 0; !over; n += 1) {
      await insist(writer, `own-${i}-${n}`);
      acknowledged.push(`own-${i}-${n}`);
    }
    await raging;
  }
  await insist(writer, 'last');
  await untilAnswered(() => writer.publish());
  const { revision } = await writer.head();
  await follower.waitForRevision(revision, 20_000);
  stop.abort();
  await publishing;

  const mirror = await writer.mirror();
  const roots = mirror.all('root').map(({ id }) => id);
  expect(roots).toEqual(expect.arrayContaining([...acknowledged, 'last', 'a', 'b', 'c']));
  expectGapless(await numbersOnTopic(), mirror.revision);
  expect(await writer.verify()).toMatchObject({ unpublished: 0, flaws: [] });
  expectSame(early, mirror);
  expectSame(await startAnew(), mirror);
}, 180_000);

/** A writer that commits and publishes without end until it is killed in the middle of it. */
async function killed(id: string): Promise<void> {
  const child = startChild(tolerant(), postgres.url, id, 'until-killed');
  await Promise.race([child.atWork, child.ended]);
  child.process.kill('SIGKILL');
  await child.ended;
}

/** The log as a child is served it: what fails in the parent kills nothing there. */
function tolerant(): Log {
  const never = new Promise<never>(() => undefined);
  return {
    append: (...args) => log.append(...args).catch(() => never),
    read: (...args) => log.read(...args).catch(() => never),
    bounds: (...args) => log.bounds(...args).catch(() => never),
  };
}

async function dataFolder(): Promise<string> {
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  try {
    return (await client.query('SHOW data_directory')).rows[0].data_directory as string;
  } finally {
    await client.end();
  }
}

test('a database restored from a copy of its folder while the topic is ahead is refused by everybody, and no number is used twice', async () => {
  const writer = await openWriter();
  const idle = await openWriter();
  for (const id of ['a', 'b', 'c']) await writer.commit(request(id));
  await writer.publish();
  const folder = await dataFolder();
  const [backup, newest] = [`${folder}-backup`, `${folder}-newest`];
  await postgres.crash();
  // With owners and times, as a backup is made: the server may run as another user.
  await promisify(execFile)('cp', ['-a', folder, backup]);
  await postgres.restart();
  for (const id of ['d', 'e']) await insist(writer, id);
  await writer.publish();
  await insist(writer, 'unpublished');

  await postgres.crash();
  await rename(folder, newest);
  await rename(backup, folder);
  await postgres.restart();
  const refused: (() => Promise<unknown>)[] = [
    () => writer.commit(request('x')),
    () => writer.mirror(),
    () => writer.publish(),
    () => idle.publish(),
    () => idle.commit(request('x')),
    () => openWriter(),
  ];
  for (const act of refused) await expect(untilAnswered(act)).rejects.toMatchObject({ code: 'catalogue_behind' });
  expect(await numbersOnTopic()).toEqual([1, 2, 3, 4, 5]);

  await postgres.crash();
  await rm(folder, { recursive: true });
  await rename(newest, folder);
  await postgres.restart();
  await insist(writer, 'f');
  expect(await untilAnswered(() => writer.publish())).toBe(2);
  expect(await numbersOnTopic()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect((await writer.verify()).flaws).toEqual([]);
  expectSame(await startAnew(), await writer.mirror());
}, 120_000);

/** The first answer that is not about passing trouble: each connection learns of a crash by itself. */
async function untilAnswered<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!isTransient(error)) throw error;
    }
  }
}
