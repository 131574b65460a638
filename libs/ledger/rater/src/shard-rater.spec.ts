import { expect, test } from '@jest/globals';
import { USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { memoryFoldStore } from '@suanpan/fold-store';
import { mayRetry } from './shard-rater.ts';
import { anEvent, SHARD, Shard } from './spec-shard.ts';

test('source records become outcomes in order, by the highest stamp so far', async () => {
  const shard = new Shard();
  await shard.send(3, [anEvent('a'), anEvent('b')]);
  await shard.send(2, [anEvent('c')]);
  await shard.send(4, [anEvent('d')]);
  const rater = shard.rater('one');
  expect(await rater.takeOver()).toBe(0);
  expect(await rater.rate(shard.source())).toBe(3);
  const told = shard.outcomes().map(({ outcome: { seq, revision, entries } }) => [seq, revision, entries[0]?.amount]);
  expect(told).toEqual([
    [0, 3, '3'],
    [1, 3, '3'],
    [2, 3, '3'],
    [3, 4, '4'],
  ]);
});

test('repeats are passed over and a gap waits', async () => {
  const shard = new Shard();
  for (const id of ['a', 'b', 'c', 'd']) await shard.send(1, [anEvent(id)]);
  const rater = shard.rater('one');
  await rater.takeOver();
  expect(await rater.rate(shard.source(1))).toBe(0);
  expect(await rater.rate(shard.source().slice(0, 2))).toBe(2);
  expect(await rater.rate(shard.source())).toBe(4);
  expect(shard.outcomes()).toHaveLength(4);
});

test('a rater that takes over goes on where the log stands, not where anybody thinks', async () => {
  const shard = new Shard();
  await shard.send(1, [anEvent('a')]);
  const first = shard.rater('one');
  await first.takeOver();
  await first.rate(shard.source());
  await shard.send(1, [anEvent('a'), anEvent('b')]);
  const second = shard.rater('two');
  expect(await second.takeOver()).toBe(1);
  await second.rate(shard.source());
  expect(shard.outcomes().map(({ outcome }) => outcome.kind)).toEqual(['rated', 'duplicate', 'rated']);
});

test('a rater that was superseded notices at its next batch, and that batch is void for everybody', async () => {
  const shard = new Shard();
  await shard.send(1, [anEvent('a')]);
  const [zombie, heir] = [shard.rater('one'), shard.rater('two')];
  await zombie.takeOver();
  await heir.takeOver();
  await expect(zombie.rate(shard.source())).rejects.toMatchObject({ code: 'claim_superseded' });
  expect(zombie.holds).toBe(false);
  expect(await heir.rate(shard.source())).toBe(1);
  const third = shard.rater('three');
  await third.takeOver();
  expect(third.position).toMatchObject({ nextSeq: 1, nextSource: 1 });
});

test.each(['refused', 'unheard'] as const)(
  'an append that was %s leaves no doubt after the next take-over',
  async (fate) => {
    const shard = new Shard();
    await shard.send(1, [anEvent('a')]);
    const rater = shard.rater('one');
    await rater.takeOver();
    shard.log.fates.push(fate);
    await expect(rater.rate(shard.source())).rejects.toMatchObject({ code: 'append_failed' });
    expect(rater.holds).toBe(false);
    expect(await rater.takeOver()).toBe(fate === 'unheard' ? 1 : 0);
    expect(await rater.rate(shard.source())).toBe(1);
    expect(shard.outcomes().map(({ outcome }) => outcome.seq)).toEqual([0]);
  },
);

test('a store that turns out to be damaged is emptied and folded again, and the same calls come to the same outcomes', async () => {
  const shard = new Shard();
  for (const id of ['a', 'b', 'a']) await shard.send(1, [anEvent(id)]);
  const store = memoryFoldStore();
  let damaged = false;
  const failing = {
    ...store,
    async getMany(keys: readonly Uint8Array[]) {
      if (damaged) throw new Fault('fold_store_mismatch', 'A table cannot be read.');
      return store.getMany(keys);
    },
    async clear() {
      damaged = false;
      await store.clear();
    },
  };
  const told: string[] = [];
  const rater = shard.rater('one', failing, { onStoreDamaged: (_, { code }) => told.push(code) });
  await rater.takeOver();
  await rater.rate(shard.source().slice(0, 2));
  damaged = true;
  await expect(rater.rate(shard.source())).rejects.toMatchObject({ code: 'unavailable' });
  expect([rater.holds, told]).toEqual([false, ['fold_store_mismatch']]);
  expect(await rater.takeOver()).toBe(2);
  await rater.rate(shard.source());
  expect(shard.outcomes().map(({ outcome }) => outcome.kind)).toEqual(['rated', 'rated', 'duplicate']);
});

test('a source that has lost records before they were decided halts the shard at its take-over', async () => {
  const shard = new Shard();
  for (const id of ['a', 'b', 'c']) await shard.send(1, [anEvent(id)]);
  const first = shard.rater('one');
  await first.takeOver();
  await first.rate(shard.source().slice(0, 1));
  shard.log.starts.set(USAGE_EVENTS.name, 1);
  expect(await shard.rater('two').takeOver()).toBe(1);
  shard.log.starts.set(USAGE_EVENTS.name, 2);
  await expect(shard.rater('three').takeOver()).rejects.toMatchObject({ code: 'log_gap' });
});

test('a revision the catalogue does not have halts the shard, and nothing of the group is decided', async () => {
  const shard = new Shard();
  await shard.send(1, [anEvent('a')]);
  await shard.send(99, [anEvent('b')]);
  const rater = shard.rater('one');
  await rater.takeOver();
  await expect(rater.rate(shard.source())).rejects.toMatchObject({ code: 'revision_unknown' });
  expect(shard.outcomes()).toEqual([]);
});

test.each([
  ['cut', (shard: Shard) => shard.log.truncate(USAGE_EVENTS.name, SHARD, 1), 'log_truncated'],
  ['created anew', (shard: Shard) => shard.log.truncate(USAGE_EVENTS.name, SHARD, 0), 'log_truncated'],
])('a source that was %s is refused at take-over', async (_, damage, code) => {
  const shard = new Shard();
  for (const id of ['a', 'b']) await shard.send(1, [anEvent(id)]);
  const rater = shard.rater('one');
  await rater.takeOver();
  await rater.rate(shard.source());
  damage(shard);
  await expect(rater.takeOver()).rejects.toMatchObject({ code });
});

test('a source that was cut and has grown again is refused at take-over, and while held by an overlapping delivery', async () => {
  const shard = new Shard();
  for (const id of ['a', 'b']) await shard.send(1, [anEvent(id)]);
  const rater = shard.rater('one');
  await rater.takeOver();
  await rater.rate(shard.source());
  shard.log.truncate(USAGE_EVENTS.name, SHARD, 1);
  for (const id of ['x', 'y']) await shard.send(1, [anEvent(id)]);
  await expect(rater.rate(shard.source(1))).rejects.toMatchObject({ code: 'log_rewritten' });
  await expect(rater.takeOver()).rejects.toMatchObject({ code: 'log_rewritten' });
  expect(shard.outcomes()).toHaveLength(2);
});

test('a rated log that was cut while the shard is held halts it', async () => {
  const shard = new Shard();
  for (const id of ['a', 'b', 'c']) await shard.send(1, [anEvent(id)]);
  const rater = shard.rater('one');
  await rater.takeOver();
  await rater.rate(shard.source().slice(0, 1));
  await rater.rate(shard.source().slice(1, 2));
  shard.log.truncate(USAGE_RATED.name, SHARD, 2);
  await expect(rater.rate(shard.source())).rejects.toMatchObject({ code: 'chain_broken' });
});

test('a store that is lost is rebuilt from the log, identities and all', async () => {
  const shard = new Shard();
  await shard.send(1, [anEvent('a'), anEvent('b', { requestedModel: 'late' })]);
  const rater = shard.rater('one');
  await rater.takeOver();
  await rater.rate(shard.source());
  const heir = shard.rater('two', memoryFoldStore());
  await heir.takeOver();
  await shard.send(1, [anEvent('a'), anEvent('b', { requestedModel: 'late' })]);
  await heir.rate(shard.source());
  expect(shard.outcomes().map(({ outcome }) => outcome.kind)).toEqual([
    'rated',
    'quarantined',
    'duplicate',
    'duplicate',
  ]);
});

test.each([
  ['append_failed', true],
  ['unavailable', true],
  ['claim_superseded', false],
  ['chain_broken', false],
  ['revision_unknown', false],
] as const)('whether to try again by itself after %s: %s', (code, expected) => {
  expect(mayRetry(new Fault(code, ''))).toBe(expected);
});
