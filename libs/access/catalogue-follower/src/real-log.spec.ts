import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CATALOGUE_GENESIS, Catalogue, packSealed, sealRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics, type KafkaLog } from '@suanpan/kafka';
import { type RealBroker, startRealBroker } from '@suanpan/real-parts';
import { followCatalogue } from './follow-catalogue.ts';

let broker: RealBroker;
let log: KafkaLog;

beforeAll(async () => {
  broker = await startRealBroker();
  await ensureTopics({ brokers: broker.brokers, clientId: 'spec' }, [CATALOGUE_CHANGES], 1);
  log = await connectKafkaLog({ brokers: broker.brokers, clientId: 'spec', deadlineMs: 1_000 });
}, 120_000);

afterAll(async () => {
  await log?.close();
  await broker?.stop();
});

test('revisions on a real topic are followed, also across a broker that is killed and comes back', async () => {
  let prev = CATALOGUE_GENESIS;
  let revision = 0;
  const append = async () => {
    revision += 1;
    const sealed = sealRevision({ v: 1, revision, prev, at: 0, actor: 'spec', reason: 'spec', changes: [] });
    prev = sealed.hash;
    await log.append(CATALOGUE_CHANGES.name, 0, [packSealed(sealed)]);
  };
  await append();
  await append();
  const catalogue = new Catalogue();
  const follower = followCatalogue(log, catalogue);
  await expect(follower.caughtUp).resolves.toBe(2);
  await append();
  await follower.waitForRevision(3, 10_000);
  await expect(follower.waitForRevision(4, 10_000)).rejects.toMatchObject({ code: 'revision_unknown' });
  await broker.crash();
  await expect(follower.waitForRevision(4, 500)).rejects.toMatchObject({ code: 'unavailable' });
  await broker.restart();
  await append();
  await follower.waitForRevision(4, 20_000);
  expect([catalogue.hash, follower.error]).toEqual([prev, undefined]);
  await follower.stop();
}, 60_000);
