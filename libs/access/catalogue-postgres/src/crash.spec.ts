import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Catalogue, unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics, type KafkaLog } from '@suanpan/kafka';
import { type RealBroker, type RealPostgres, startRealBroker, startRealPostgres } from '@suanpan/real-parts';
import type { ChangeRequest } from './change-request.ts';
import { startChild } from './testing/start-child.ts';
import { type CatalogueWriter, openCatalogueWriter } from './writer.ts';

let postgres: RealPostgres;
let broker: RealBroker;
let log: KafkaLog;

beforeAll(async () => {
  [postgres, broker] = await Promise.all([startRealPostgres(), startRealBroker()]);
  await ensureTopics({ brokers: broker.brokers, clientId: 'spec' }, [CATALOGUE_CHANGES], 1);
  log = await connectKafkaLog({
    brokers: broker.brokers,
    clientId: 'spec',
    deadlineMs: 2_000,
    requestTimeoutMs: 2_000,
  });
}, 120_000);

afterAll(async () => {
  await log?.close();
  await broker?.stop();
  await postgres?.stop();
});

function root(id: string): ChangeRequest {
  return { act: 'create', entity: 'root', value: { id, name: id, zone: 'UTC' } };
}

async function withWriter<T>(act: (writer: CatalogueWriter) => Promise<T>): Promise<T> {
  const writer = await openCatalogueWriter({ database: postgres.url, log, shards: 2 });
  try {
    return await act(writer);
  } finally {
    await writer.close();
  }
}

/** Runs the child until it kills itself. */
async function crash(id: string, moment: string): Promise<void> {
  const child = startChild(log, postgres.url, id, moment);
  expect(await child.ended).toEqual({ signal: 'SIGKILL', errors: '' });
}

/** The numbers on the topic, in its order; the fold of all of them is proved on the way. */
async function numbersOnTopic(): Promise<number[]> {
  const { end } = await log.bounds(CATALOGUE_CHANGES.name, 0);
  const catalogue = new Catalogue();
  const numbers: number[] = [];
  while (numbers.length < end) {
    for (const record of await log.read(CATALOGUE_CHANGES.name, 0, numbers.length, 1 << 20, 1_000)) {
      const sealed = unpackRevision(record.value);
      catalogue.apply(sealed);
      numbers.push(sealed.revision.revision);
    }
  }
  return numbers;
}

test('a writer killed between commit and publish loses nothing: the next publisher appends its revision', async () => {
  await crash('unpublished', 'after-commit');
  expect(await numbersOnTopic()).toEqual([]);
  expect(await withWriter((writer) => writer.publish())).toBe(1);
  expect(await numbersOnTopic()).toEqual([1]);
}, 60_000);

test('a publisher killed between append and mark doubles nothing: the next one finds its record on the topic', async () => {
  await crash('unmarked', 'before-mark');
  expect(await numbersOnTopic()).toEqual([1, 2]);
  await withWriter(async (writer) => {
    expect((await writer.revisions(1))[0]).toMatchObject({ revision: 2, published: false });
    expect(await writer.publish()).toBe(0);
    expect((await writer.revisions(1))[0]).toMatchObject({ revision: 2, published: true });
  });
  expect(await numbersOnTopic()).toEqual([1, 2]);
}, 60_000);

test('two publishers at once on the real parts append each revision once', async () => {
  await withWriter((one) =>
    withWriter(async (two) => {
      for (let i = 0; i < 5; i += 1) {
        await Promise.all([one.commit(request(`one-${i}`)), two.commit(request(`two-${i}`))]);
        await Promise.all([one.publish(), two.publish()]);
      }
    }),
  );
  expect(await numbersOnTopic()).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
}, 60_000);

function request(id: string) {
  return { actor: 'ann', reason: 'spec', changes: [root(id)] };
}

test('a broker killed under a writer delays publication and changes nothing else', async () => {
  await withWriter(async (writer) => {
    await writer.commit(request('kept'));
    await broker.crash();
    await expect(writer.publish()).rejects.toMatchObject({
      code: expect.stringMatching(/^(unavailable|append_failed)$/),
    });
    await broker.restart();
    expect(await writer.publish()).toBe(1);
    expect(await writer.verify()).toMatchObject({ databaseRevision: 13, topicRevision: 13, flaws: [] });
  });
  expect((await numbersOnTopic()).at(-1)).toBe(13);
}, 60_000);
