import { expect, test } from '@jest/globals';
import { memoryFoldStore } from '@suanpan/fold-store';
import { statelessCharging } from '@suanpan/rated-log';
import { openOutcomes, planPriceAgain } from './price-again.ts';
import { replayShard } from './replay.ts';
import { anEvent, charging, NOON, price, SHARD, Shard, viewOf } from './spec-shard.ts';

const late = (seq: number, more: object = {}) => ({
  seq,
  event: anEvent(`event-${seq}`, { requestedModel: 'late', ...more }),
});

test('only what has a price now is planned, root by root', () => {
  const open = [late(1), late(2, { root: 'root-b' }), late(4)];
  expect(planPriceAgain(open, viewOf(4), charging, NOON)).toEqual([]);
  const planned = planPriceAgain(open, viewOf(5), charging, NOON);
  expect(planned.map(({ root, targets }) => [root, targets.map(({ seq }) => seq)])).toEqual([
    ['root-a', [1, 4]],
    ['root-b', [2]],
  ]);
});

test('the id follows from targets and revision, so that a plan sent twice is a duplicate', () => {
  const [first] = planPriceAgain([late(1)], viewOf(5), charging, NOON);
  const [again] = planPriceAgain([late(1)], viewOf(5), charging, NOON + 5_000);
  const [later] = planPriceAgain([late(1)], viewOf(6), charging, NOON);
  const [other] = planPriceAgain([late(2)], viewOf(5), charging, NOON);
  expect(again?.id).toBe(first?.id);
  expect(new Set([first?.id, later?.id, other?.id]).size).toBe(3);
});

test('a directive is bounded by the number and the length of its targets', () => {
  const many = Array.from({ length: 250 }, (_, seq) => late(seq));
  expect(planPriceAgain(many, viewOf(5), charging, NOON).map(({ targets }) => targets.length)).toEqual([100, 100, 50]);
  const long = Array.from({ length: 6 }, (_, seq) => late(seq, { tags: { note: 'x'.repeat(100_000) } }));
  expect(planPriceAgain(long, viewOf(5), charging, NOON).map(({ targets }) => targets.length)).toEqual([2, 2, 2]);
});

test('a planned directive that travels the log closes what it prices, even in one group with it', async () => {
  const shard = new Shard();
  const events = [anEvent('a', { requestedModel: 'late' }), anEvent('b', { requestedModel: 'late', inputTokens: 0 })];
  await shard.send(1, events);
  const rater = shard.rater('one');
  await rater.takeOver();
  await rater.rate(shard.source());
  const open = rater.store === undefined ? [] : await openOutcomes(rater.store);
  expect(open.map(({ seq }) => seq)).toEqual([0, 1]);
  const [directive] = planPriceAgain(open, viewOf(5), charging, NOON);
  await shard.sendLines('directive', 5, [directive ?? {}]);
  await rater.rate(shard.source());
  expect(shard.outcomes().at(-1)?.outcome).toMatchObject({ kind: 'adjusted', closes: [1], entries: [{ corrects: 0 }] });
  expect(rater.store === undefined ? [] : await openOutcomes(rater.store)).toEqual([]);

  const again = new Shard();
  await again.send(1, events);
  await again.sendLines('directive', 5, [directive ?? {}]);
  const other = again.rater('two');
  await other.takeOver();
  await other.rate(again.source());
  const told = (from: Shard) => from.outcomes().map(({ outcome }) => outcome);
  expect(told(again)).toEqual(told(shard));
});

test('a replay reproduces every outcome, and shows one that was decided otherwise', async () => {
  const shard = new Shard();
  await shard.send(1, [anEvent('a'), anEvent('b', { requestedModel: 'late' })]);
  await shard.send(6, [anEvent('c', { requestedModel: 'late' }), anEvent('a')]);
  const rater = shard.rater('one');
  await rater.takeOver();
  await rater.rate(shard.source());
  const catalogue = { at: (revision: number) => Promise.resolve(viewOf(revision)) };
  const parts = { log: shard.log, catalogue, store: memoryFoldStore() };
  expect(await replayShard(SHARD, { ...parts, charging })).toEqual({
    ...{ shard: SHARD, outcomes: 4, removed: 0 },
    differences: [],
  });
  const dearer = { ...parts, charging: statelessCharging((event) => price(event, viewOf(8))) };
  expect((await replayShard(SHARD, dearer)).differences.map(({ seq }) => seq)).toEqual([0, 1, 2]);
});
