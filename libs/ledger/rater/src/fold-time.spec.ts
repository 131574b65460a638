import { expect, test } from '@jest/globals';
import { USAGE_RATED } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { packClaim, unpackRated } from '@suanpan/rated-record';
import { ShardFold } from '@suanpan/shard-fold';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import { decideGroup } from './decide-group.ts';
import { replayShard } from './replay.ts';
import { anEvent, charging, NOON, SHARD, Shard } from './spec-shard.ts';

const HOUR_MS = 3_600_000;
const times = { latenessDays: 35, aheadSeconds: 300 };

async function rateAll(shard: Shard, store = memoryFoldStore()) {
  const rater = shard.rater('one', store);
  await rater.takeOver();
  await rater.rate(shard.source());
  return rater;
}

function told(shard: Shard): string[] {
  return shard.outcomes().map(({ outcome: { kind, reason } }) => (kind === 'rejected' ? reason : kind));
}

async function replay(shard: Shard) {
  return replayShard(SHARD, { log: shard.log, catalogue: shard.catalogue, charging, store: memoryFoldStore() });
}

test.each([
  ['an hour ahead', HOUR_MS],
  ['60 days ahead', 60 * MS_PER_DAY],
  ['five years ahead', 5 * 365 * MS_PER_DAY],
  ['an hour behind', -HOUR_MS],
  ['60 days behind', -60 * MS_PER_DAY],
  ['five years behind', -5 * 365 * MS_PER_DAY],
])('a broker whose clock is %s for one record has no event rejected, and is reported', async (_, skewMs) => {
  const shard = new Shard();
  const rater = await rateAll(shard);
  for (const [id, skew] of [
    ['before', 0],
    ['during', skewMs],
    ['after', 0],
    ['before', skewMs],
  ] as const) {
    shard.now += HOUR_MS;
    shard.skewMs = skew;
    await shard.send(1, [anEvent(id, { time: formatInstant(shard.now - 1000) })]);
  }
  await rater.rate(shard.source());
  expect(told(shard)).toEqual(['rated', 'rated', 'rated', 'duplicate']);
  expect(shard.clocks).toEqual([{ records: 2, worstMs: Math.abs(skewMs) }]);
  expect(rater.position?.foldTime).toBeLessThanOrEqual(shard.now + 600_000);
  expect((await replay(shard)).differences).toEqual([]);
});

test('clocks that differ by minutes are what clocks are', async () => {
  const shard = new Shard();
  shard.skewMs = 9 * 60_000;
  await shard.send(1, [anEvent('a')]);
  await rateAll(shard);
  expect(shard.clocks).toEqual([]);
});

/** A log as it was written before batches named their rules. */
async function firstRules(shard: Shard, claim: string): Promise<void> {
  await shard.log.append(USAGE_RATED.name, SHARD, [packClaim({ shard: SHARD, claim, instance: 'older' })]);
  const fold = await ShardFold.open(SHARD, shard.log, memoryFoldStore());
  await fold.foldTo(1);
  const parts = { catalogue: shard.catalogue, charging, times, rules: 1 };
  const { value } = await decideGroup(SHARD, shard.source(), fold, parts, claim);
  await shard.log.append(USAGE_RATED.name, SHARD, [value]);
}

test('a log of the first rules is decided again by them, and newer batches by theirs', async () => {
  const shard = new Shard();
  await shard.send(1, [anEvent('a')]);
  shard.skewMs = 60 * MS_PER_DAY;
  await shard.send(1, [anEvent('b')]);
  await firstRules(shard, 'older');
  const [, older] = shard.log.records(USAGE_RATED.name, SHARD);
  expect(unpackRated(older?.value ?? Buffer.alloc(0)).header).not.toHaveProperty('rules');
  expect(told(shard)).toEqual(['rated', 'too_late']);
  await shard.send(1, [anEvent('c', { time: formatInstant(NOON + 60 * MS_PER_DAY) })]);
  shard.now = NOON + 60 * MS_PER_DAY;
  shard.skewMs = 0;
  await shard.send(1, [anEvent('d', { time: formatInstant(shard.now) })]);
  await rateAll(shard);
  expect(told(shard)).toEqual(['rated', 'too_late', 'too_early', 'rated']);
  expect((await replay(shard)).differences).toEqual([]);
});

test('a batch of newer rules is no difference but a log of a newer version', async () => {
  const shard = new Shard();
  await shard.send(1, [anEvent('a')]);
  const fold = await ShardFold.open(SHARD, shard.log, memoryFoldStore());
  const parts = { catalogue: shard.catalogue, charging, times, rules: 99 };
  await shard.log.append(USAGE_RATED.name, SHARD, [packClaim({ shard: SHARD, claim: 'one', instance: 'newer' })]);
  await fold.foldTo(1);
  await shard.log.append(USAGE_RATED.name, SHARD, [
    (await decideGroup(SHARD, shard.source(), fold, parts, 'one')).value,
  ]);
  await expect(replay(shard)).rejects.toMatchObject({ code: 'log_newer' });
});

test.each([
  ['swept', true],
  ['not swept', false],
])('what was forgotten stays forgotten when more lateness is accepted later, %s', async (_, swept) => {
  const shard = new Shard();
  const store = memoryFoldStore();
  const again = anEvent('x', { time: formatInstant(NOON - 60_000) });
  await shard.send(1, [again]);
  const rater = await rateAll(shard, store);
  shard.now = NOON + 40 * MS_PER_DAY;
  await shard.send(1, [anEvent('y', { time: formatInstant(shard.now) })]);
  await rater.rate(shard.source());
  // A store that was rebuilt from the log has swept nothing yet.
  shard.latenessDays = 60;
  await shard.send(1, [anEvent('z', { time: formatInstant(shard.now) })]);
  await rateAll(shard, swept ? store : memoryFoldStore());
  const heir = await rateAll(shard, swept ? store : memoryFoldStore());
  await shard.send(1, [again, anEvent('x', { time: formatInstant(shard.now) })]);
  await heir.rate(shard.source());
  // The retry with a new time is an event of its own by now; the one it was counted with cannot come back.
  expect(told(shard)).toEqual(['rated', 'rated', 'rated', 'too_late', 'rated']);
  expect((await replay(shard)).differences).toEqual([]);
});

test('the first batch after an older log forgets nothing less than that log had forgotten', async () => {
  const shard = new Shard();
  const again = anEvent('x', { time: formatInstant(NOON - 60_000) });
  await shard.send(1, [again]);
  shard.now = NOON + 40 * MS_PER_DAY;
  await shard.send(1, [anEvent('y', { time: formatInstant(shard.now) })]);
  await firstRules(shard, 'older');
  shard.latenessDays = 60;
  await shard.send(1, [again]);
  await rateAll(shard);
  expect(told(shard)).toEqual(['rated', 'rated', 'too_late']);
  expect((await replay(shard)).differences).toEqual([]);
});
