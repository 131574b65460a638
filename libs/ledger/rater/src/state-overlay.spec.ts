import { expect, test } from '@jest/globals';
import { sealedCounter } from '@suanpan/charging';
import type { BackfillStamp } from '@suanpan/facts';
import { type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { chargedKey, correctedKey, counterKey, nothingNeeded } from '@suanpan/rated-log';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import { anEvent, NOON, Shard } from './spec-shard.ts';
import { loadState, nothingLoaded } from './state-overlay.ts';

const START = NOON - 300 * MS_PER_DAY;
const DAY = (number: number) => START + number * MS_PER_DAY;
const stamp = (id: string, from: number): BackfillStamp => ({
  ...{ id, source: 'spec', from: DAY(from), to: DAY(from + 1), posting: 'open' },
});
const old = (id: string, day: number) => anEvent(id, { time: formatInstant(DAY(day)) });

/** A store that tells how many reads a decision took. */
function toldReads(): { store: FoldStore; reads: string[][] } {
  const store = memoryFoldStore();
  const reads: string[][] = [];
  const getMany = (keys: readonly Uint8Array[]) => {
    reads.push(keys.map((key) => Buffer.from(key).toString('latin1')));
    return store.getMany(keys);
  };
  return { store: { ...store, getMany }, reads };
}

test('what only the state itself can name is loaded once it is asked for, and the group is decided anew', async () => {
  const shard = new Shard();
  const { store, reads } = toldReads();
  const rater = shard.rater('one', store);
  await rater.takeOver();
  for (const [id, day] of [
    ['b-1', 0],
    ['b-2', 1],
  ] as const) {
    await shard.sendBackfill(stamp(id, day), [old(id, day)]);
    await rater.rate(shard.source());
    await shard.sendSeal(id);
    reads.length = 0;
    await rater.rate(shard.source());
    // The seal names no source: the sealed ranges are asked for when the backfill's own range is known.
    expect(reads.flat()).toContain(`c${sealedCounter('root-a', 'spec')}`);
  }
  expect(shard.outcomes().map(({ outcome }) => outcome.reason)).toEqual(['priced', 'sealed', 'priced', 'sealed']);
  const [ranges] = await store.getMany([counterKey(sealedCounter('root-a', 'spec'))]);
  expect(Buffer.from(ranges ?? '').toString()).toBe(JSON.stringify([[DAY(0), DAY(2)]]));
});

test('calls without a plan take one read of identities, and one of since when their source is live', async () => {
  const shard = new Shard();
  const { store, reads } = toldReads();
  const rater = shard.rater('one', store);
  await rater.takeOver();
  await shard.send(1, [anEvent('a'), anEvent('b'), anEvent('a')]);
  reads.length = 0;
  await rater.rate(shard.source());
  expect(reads.map((keys) => keys.length)).toEqual([2, 1]);
});

test('what a correction left behind of a batch that is swept is not taken for a call of the next batch', async () => {
  const store = memoryFoldStore();
  const next = Buffer.alloc(4 + 8, 1);
  const puts = [
    [correctedKey(1), Buffer.alloc(8, 2)],
    [chargedKey(5), next],
  ] as const;
  await store.write(puts, 'here');
  const loaded = nothingLoaded();
  const charged = new Set([1, 5]);
  await loadState({ ...nothingNeeded(), charged }, store, loaded, { fromSeq: 0, fromDay: 0, keptFrom: 0 });
  expect(loaded.charged.get(1)).toBeUndefined();
  expect(loaded.charged.get(5)).toEqual({ digest: '01'.repeat(8), day: 0x01010101 });
});
