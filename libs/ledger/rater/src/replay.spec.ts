import { expect, test } from '@jest/globals';
import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import type { Log } from '@suanpan/kafka';
import { tryReplay } from './replay.ts';
import { anEvent, charging, SHARD, Shard } from './spec-shard.ts';

async function ratedShard(): Promise<Shard> {
  const shard = new Shard();
  const rater = shard.rater('one');
  await rater.takeOver();
  for (const id of ['a', 'b', 'c', 'a']) {
    await shard.send(1, [anEvent(id)]);
    await rater.rate(shard.source());
  }
  return shard;
}

function replay(shard: Shard, log: Log = shard.log) {
  return tryReplay(SHARD, { log, catalogue: shard.catalogue, charging, store: memoryFoldStore() });
}

test('what retention has removed of the source is folded, and the rest is decided again', async () => {
  const shard = await ratedShard();
  const { log } = shard;
  const later: Log = {
    append: () => Promise.reject(new Error('nothing is written')),
    read: (topic, ...asked) => log.read(topic, ...asked),
    bounds: async (topic, at) => ({
      ...(await log.bounds(topic, at)),
      ...(topic === USAGE_EVENTS.name ? { start: 2 } : {}),
    }),
  };
  expect(await replay(shard, later)).toEqual({ shard: SHARD, outcomes: 4, removed: 2, differences: [] });
});

test('a log that cannot be trusted is said to be so', async () => {
  const shard = await ratedShard();
  await shard.log.append(USAGE_RATED.name, SHARD, [Buffer.from('no frame')]);
  expect(await replay(shard)).toMatchObject({ fault: expect.stringMatching(/^log_corrupt: /) });
});
