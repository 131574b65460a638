import { expect, test } from '@jest/globals';
import { memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { encodeSeen, IDENTITY_KEYS, identityKey } from '@suanpan/rated-log';
import { genesisPosition } from '@suanpan/rated-record';
import { ShardFold } from '@suanpan/shard-fold';
import { MS_PER_DAY } from '@suanpan/time';
import { ForgetIdentities } from './forget-identities.ts';

const OLD = '11'.repeat(16);
const LIVE = 'ff'.repeat(16);
const KEPT_DAYS = 37;

async function keysOf(store: ReturnType<typeof memoryFoldStore>): Promise<string[]> {
  const keys: string[] = [];
  for await (const [key] of store.scan(IDENTITY_KEYS)) keys.push(Buffer.from(key).toString('hex').slice(2));
  return keys;
}

test('in a day of fold time every identity that does not count any more is deleted, and no other', async () => {
  const store = memoryFoldStore();
  const today = 100;
  const position = { ...genesisPosition(0), foldTime: today * MS_PER_DAY, rememberedFrom: today - KEPT_DAYS };
  const seen = (day: number) => encodeSeen({ seq: 0, day, digest: '00'.repeat(8) });
  await store.write(
    [
      [identityKey(OLD), seen(today - KEPT_DAYS - 1)],
      [identityKey(LIVE), seen(today - KEPT_DAYS)],
    ],
    JSON.stringify(position),
  );
  const fold = await ShardFold.open(0, new MemoryLog(), store);
  const sweep = new ForgetIdentities();
  expect(await sweep.step(fold)).toBe(1);
  expect(await keysOf(store)).toEqual([LIVE]);
  expect(JSON.parse((await store.position()) ?? '')).toEqual(position);
  expect(await sweep.step(fold)).toBe(0);
});

test.each([1, 7, 500])('with %i deliveries a day a day of fold time sweeps everything', async (deliveries) => {
  const store = memoryFoldStore();
  const seen = encodeSeen({ seq: 0, day: 0, digest: '00'.repeat(8) });
  const start = 100 * MS_PER_DAY;
  const identity = (slice: number) => identityKey(slice.toString(16).padStart(2, '0').repeat(16));
  const position = { ...genesisPosition(0), foldTime: start, rememberedFrom: 50 };
  await store.write([], JSON.stringify(position));
  const fold = await ShardFold.open(0, new MemoryLog(), store);
  const sweep = new ForgetIdentities();
  await sweep.step(fold);
  await fold.advance(
    position,
    Array.from({ length: 256 }, (_, slice) => [identity(slice), seen]),
  );
  for (let i = 1; i <= deliveries; i += 1) {
    await fold.advance({ ...position, foldTime: start + (i / deliveries) * MS_PER_DAY }, []);
    await sweep.step(fold);
  }
  expect(await keysOf(store)).toEqual([]);
});
