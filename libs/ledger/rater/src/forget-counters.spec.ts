import { expect, test } from '@jest/globals';
import type { BackfillStamp } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { COUNTER_KEYS, nameOfCounterKey } from '@suanpan/rated-log';
import { rememberedFrom } from '@suanpan/rated-record';
import { ShardFold } from '@suanpan/shard-fold';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import { ForgetCounters } from './forget-counters.ts';
import { anEvent, NOON, SHARD, Shard } from './spec-shard.ts';

const TIMES = { latenessDays: 35, aheadSeconds: 300 };
const OLD = NOON - 300 * MS_PER_DAY;
const stamp = (id: string): BackfillStamp => ({ id, source: id, from: OLD, to: NOON, posting: 'open' });

type Store = ReturnType<typeof memoryFoldStore>;

/** The first words of the counters that are left. */
async function kindsOf(store: Store): Promise<string[]> {
  const kinds: string[] = [];
  for await (const [key] of store.scan(COUNTER_KEYS)) kinds.push(nameOfCounterKey(key).split('|')[0] ?? '');
  return kinds.sort();
}

async function sweep(store: Store, foldTime: number): Promise<number> {
  const fold = await ShardFold.open(SHARD, new Shard().log, memoryFoldStore());
  const at = { store, position: { ...fold.position, foldTime, rememberedFrom: rememberedFrom(foldTime, TIMES) } };
  const advance = (position: object, puts: Parameters<Store['write']>[0]) =>
    store.write(puts, JSON.stringify(position));
  const forget = new ForgetCounters();
  let deleted = 0;
  for (let i = 0; i < 260; i += 1) deleted += await forget.step({ ...at, advance } as unknown as ShardFold);
  return deleted;
}

/** Two backfills of two events, one of them sealed, and a result that waits for its call. */
async function filled(): Promise<Store> {
  const shard = new Shard();
  const store = memoryFoldStore();
  const rater = shard.rater('one', store);
  await rater.takeOver();
  for (const id of ['open', 'sealed']) {
    const old = (name: string) => anEvent(`${id}-${name}`, { source: id, time: formatInstant(OLD) });
    await shard.sendBackfill(stamp(id), [old('a'), old('b')]);
  }
  await shard.sendSeal('sealed');
  const result = { source: 'spec', id: 'call', accepted: true };
  await shard.sendLines('events', 1, [{ ...anEvent('r'), result }]);
  await rater.rate(shard.source());
  return store;
}

test('identities of a sealed backfill are deleted, those of an open one and what waits are kept', async () => {
  const store = await filled();
  // The rater itself has swept them already, with the delivery that sealed it.
  expect(await sweep(store, NOON)).toBe(0);
  expect(await kindsOf(store)).toEqual([
    ...['backfill', 'backfill', 'backfilled', 'backfilled'],
    ...['begun', 'live', 'parked', 'sealed'],
  ]);
});

test('a result that is still waited for is not deleted with an older one of the same call', async () => {
  const shard = new Shard();
  const store = memoryFoldStore();
  const rater = shard.rater('one', store);
  await rater.takeOver();
  const send = (id: string) => {
    const result = { source: 'spec', id: 'call', accepted: true };
    return shard.sendLines('events', 1, [{ ...anEvent(id, { time: formatInstant(shard.now) }), result }]);
  };
  await send('older');
  shard.now = NOON + 20 * MS_PER_DAY;
  await send('newer');
  await rater.rate(shard.source());
  const olderIsDead = NOON + 40 * MS_PER_DAY;
  expect(await sweep(store, olderIsDead)).toBe(0);
  expect(await kindsOf(store)).toContain('parked');
  expect(await sweep(store, NOON + 70 * MS_PER_DAY)).toBe(1);
});

test('a result whose call did not come in time is deleted', async () => {
  const store = await filled();
  await sweep(store, NOON);
  expect(await sweep(store, NOON + 50 * MS_PER_DAY)).toBe(1);
  expect(await kindsOf(store)).not.toContain('parked');
});
