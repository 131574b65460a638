import { expect, test } from '@jest/globals';
import { USAGE_RATED } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { OPEN_KEYS } from '@suanpan/rated-log';
import { genesisPosition, packBatch, packClaim, type ShardPosition, unpackRated } from '@suanpan/rated-record';
import { ShardFold } from './shard-fold.ts';

const SHARD = 2;

/** One quarantined outcome that continues the chain. */
function batchAt(seq: number, prev: string): Buffer {
  const event = { time: '2026-11-24T12:00:00.000Z', id: `event-${seq}`, source: 'spec', root: 'root-a' };
  const place = { offset: seq, index: 0, receivedAt: 0, postedAt: 0, revision: 1 };
  const outcome = { seq, kind: 'quarantined', reason: 'model_unpriced', ...place, entries: [] };
  const header = { shard: SHARD, claim: 'one', firstSeq: seq, from: seq, to: seq + 1, revision: 1, foldTime: 0, prev };
  const more = { sourceDigest: 'd', times: { latenessDays: 1, aheadSeconds: 1 } };
  return packBatch({ ...header, ...more }, [{ outcome: JSON.stringify(outcome), subject: JSON.stringify(event) }])
    .value;
}

/** A log with one claim and some batches of one outcome each. */
async function logOf(batches: number): Promise<MemoryLog> {
  const log = new MemoryLog();
  let prev = genesisPosition(SHARD).hash;
  const values = [packClaim({ shard: SHARD, claim: 'one', instance: 'spec' })];
  for (let seq = 0; seq < batches; seq += 1) {
    const value = batchAt(seq, prev);
    prev = unpackRated(value).hash;
    values.push(value);
  }
  await log.append(USAGE_RATED.name, SHARD, values);
  return log;
}

async function openCount(fold: ShardFold): Promise<number> {
  let open = 0;
  for await (const _ of fold.store.scan(OPEN_KEYS)) open += 1;
  return open;
}

test('a fold that restarts goes on where its store stands, and comes to the same state', async () => {
  const log = await logOf(5);
  const store = memoryFoldStore();
  await (await ShardFold.open(SHARD, log, store)).foldTo(3);
  const again = await ShardFold.open(SHARD, log, store);
  expect(again.position).toMatchObject({ ratedOffset: 3, nextSeq: 2 });
  await again.foldTo(6);
  const anew = await ShardFold.open(SHARD, log, memoryFoldStore());
  await anew.foldTo(6);
  expect(again.position).toEqual(anew.position);
  expect([await openCount(again), await openCount(anew)]).toEqual([5, 5]);
});

test('state and position move together, record by record', async () => {
  const fold = await ShardFold.open(SHARD, await logOf(4), memoryFoldStore());
  for (let end = 1; end <= 5; end += 1) {
    await fold.foldTo(end);
    const stored = JSON.parse((await fold.store.position()) ?? '') as ShardPosition;
    expect(stored).toEqual(fold.position);
    expect(await openCount(fold)).toBe(stored.nextSeq);
  }
});

test('a record that must not be trusted stops the fold before anything of it counts', async () => {
  const log = await logOf(2);
  await log.append(USAGE_RATED.name, SHARD, [batchAt(7, 'no hash of ours')]);
  const fold = await ShardFold.open(SHARD, log, memoryFoldStore());
  await expect(fold.foldTo(4)).rejects.toMatchObject({ code: 'chain_broken' });
  expect(fold.position).toMatchObject({ ratedOffset: 3, nextSeq: 2 });
});

test.each([
  ['cut below the store', (log: MemoryLog) => log.truncate(USAGE_RATED.name, SHARD, 2), 'log_truncated'],
  ['created anew and shorter', (log: MemoryLog) => log.truncate(USAGE_RATED.name, SHARD, 0), 'log_truncated'],
])('a log that was %s is refused at the start', async (_, damage, code) => {
  const log = await logOf(3);
  const store = memoryFoldStore();
  await (await ShardFold.open(SHARD, log, store)).foldTo(4);
  damage(log);
  await expect(ShardFold.open(SHARD, log, store)).rejects.toMatchObject({ code });
});

test('a store whose hash the log contradicts is emptied, and folded again from what the log holds', async () => {
  const log = await logOf(3);
  const store = memoryFoldStore();
  await (await ShardFold.open(SHARD, log, store)).foldTo(4);
  regrow(log);
  const damage: string[] = [];
  const fold = await ShardFold.open(SHARD, log, store, { onDamage: ({ code }) => damage.push(code) });
  await fold.foldTo(6);
  expect([damage, fold.position.claim, fold.position.nextSeq]).toEqual([['log_rewritten'], 'two', 1]);
  expect(await openCount(fold)).toBe(1);
});

test('a store is not given up for a log that does not hold its own start', async () => {
  const log = await logOf(3);
  const store = memoryFoldStore();
  await (await ShardFold.open(SHARD, log, store)).foldTo(4);
  regrow(log);
  log.start = 1;
  await expect(ShardFold.open(SHARD, log, store)).rejects.toMatchObject({ code: 'log_gap' });
  expect(await store.position()).toBeDefined();
});

test('a log that loses what was acknowledged is a fault, not a wait without end', async () => {
  const fold = await ShardFold.open(SHARD, await logOf(2), memoryFoldStore());
  await expect(fold.foldTo(9)).rejects.toMatchObject({ code: 'log_truncated' });
});

test.each([
  ['belongs to another shard', JSON.stringify({ ...genesisPosition(SHARD + 1), ratedOffset: 2 })],
  ['holds a position that is no JSON', 'nonsense'],
  ['holds a position of another form', '{"ratedOffset":"2"}'],
])('a store that %s is emptied, and folded again from the log', async (_, position) => {
  const log = await logOf(3);
  const store = memoryFoldStore();
  await store.write([[Buffer.from('stale'), Buffer.from('value')]], position);
  const damage: string[] = [];
  const fold = await ShardFold.open(SHARD, log, store, { onDamage: ({ code }) => damage.push(code) });
  await fold.foldTo(4);
  expect([damage, fold.position.nextSeq, await openCount(fold)]).toEqual([['fold_store_mismatch'], 3, 3]);
  expect(await store.getMany([Buffer.from('stale')])).toEqual([undefined]);
});

function regrow(log: MemoryLog): void {
  log.truncate(USAGE_RATED.name, SHARD, 2);
  const records = log.records(USAGE_RATED.name, SHARD);
  const claim = packClaim({ shard: SHARD, claim: 'two', instance: 'spec' });
  for (let offset = 2; offset < 6; offset += 1) records.push({ offset, appendedAt: 0, value: claim });
}
