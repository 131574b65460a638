import { expect, test } from '@jest/globals';
import { type Entry, FRAME_BYTES_MAX, MAX_RECORD_BYTES, USAGE_RATED, unpackedBytes } from '@suanpan/facts';
import { memoryFoldStore } from '@suanpan/fold-store';
import { statelessCharging } from '@suanpan/rated-log';
import { unpackRated } from '@suanpan/rated-record';
import fc from 'fast-check';
import { ALL_RATER_GUARDS, type RaterGuards } from './rater-parts.ts';
import { replayShard } from './replay.ts';
import { anEvent, SHARD, Shard } from './spec-shard.ts';

/** Entries of so many factors each, as plans of many components and multipliers make them. */
function entriesOf(entries: number, factors: number): Entry[] {
  const names = Array.from({ length: factors }, (_, i) => `${`m${i}`.padEnd(60, 'x')}=1.000000000000000001`);
  const line = { leaf: 'uncached_input', quantity: 1, unitPrice: '1', amount: '1', priceRow: '' } as const;
  return Array.from({ length: entries }, () => ({ currency: 'USD', amount: '1', lines: [line], factors: names }));
}

/** A call names how many entries and factors it comes to by its tokens. */
const charging = statelessCharging(({ inputTokens, outputTokens }) => ({
  priced: true,
  reason: 'priced',
  entries: entriesOf(inputTokens, outputTokens),
}));

async function rated(shard: Shard, guards: Partial<RaterGuards> = {}) {
  const rater = shard.rater('one', memoryFoldStore(), { charging, guards: { ...ALL_RATER_GUARDS, ...guards } });
  await rater.takeOver();
  await rater.rate(shard.source());
  return shard.log.records(USAGE_RATED.name, SHARD).map(({ value }) => value);
}

async function send(shard: Shard, calls: number, entries: number, factors: number, prefix = 'e'): Promise<void> {
  const event = (i: number) => anEvent(`${prefix}-${i}`, { inputTokens: entries, outputTokens: factors });
  await shard.send(
    1,
    Array.from({ length: calls }, (_, i) => event(i)),
  );
}

test('whatever plans multiply calls to, every batch is taken by the log and opened by readers, and others are rated', async () => {
  const record = fc.tuple(fc.constantFrom(1, 10, 1000), fc.nat({ max: 15 }), fc.constantFrom(0, 3, 50));
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 3 }), async (records) => {
      const shard = new Shard();
      for (const [i, [calls, entries, factors]] of records.entries())
        await send(shard, calls, entries, factors, `${i}`);
      await send(shard, 1, 1, 0, 'innocent');
      for (const value of await rated(shard)) {
        expect(value.length).toBeLessThan(MAX_RECORD_BYTES);
        expect(unpackedBytes(value) ?? 0).toBeLessThan(FRAME_BYTES_MAX / 2);
        expect(unpackRated(value).header.shard).toBe(SHARD);
      }
      const outcomes = shard.outcomes();
      expect(outcomes).toHaveLength(records.reduce((sum, [calls]) => sum + calls, 1));
      expect(outcomes.at(-1)?.outcome).toMatchObject({ kind: 'rated' });
    }),
    { numRuns: 8 },
  );
}, 60_000);

test('a backlog is cut by what it comes to, and comes out the same when it is decided again', async () => {
  const shard = new Shard();
  for (let i = 0; i < 6; i += 1) await send(shard, 500, 12, 3, `${i}`);
  const batches = (await rated(shard)).slice(1);
  expect(batches.length).toBeGreaterThan(2);
  const store = memoryFoldStore();
  const { differences } = await replayShard(SHARD, { log: shard.log, catalogue: shard.catalogue, charging, store });
  expect(differences).toEqual([]);
});

test('a call that takes more than its share of a record waits, and is priced by a directive of its own', async () => {
  const shard = new Shard();
  await send(shard, 1000, 15, 50);
  await rated(shard);
  expect(new Set(shard.outcomes().map(({ outcome }) => `${outcome.kind} ${outcome.reason}`))).toEqual(
    new Set(['quarantined outcome_too_large']),
  );
  const [first] = shard.outcomes();
  const directive = {
    ...anEvent('again'),
    directive: 'price-again',
    reason: '',
    targets: [{ seq: 0, event: first?.subject }],
  };
  await shard.sendLines('directive', 1, [directive]);
  const rater = shard.rater('two', memoryFoldStore(), { charging });
  await rater.takeOver();
  await rater.rate(shard.source());
  const priced = shard.outcomes().at(-1)?.outcome;
  expect(priced).toMatchObject({ kind: 'adjusted', reason: 'priced_again' });
  expect(priced?.entries).toHaveLength(15);
});

test.each([
  ['batchBound', 12, 10],
  ['bounds', 15, 70],
] as const)(
  'without the guard "%s" a batch is made that no reader opens',
  async (guard, entries, factors) => {
    const shard = new Shard();
    for (let i = 0; i < (guard === 'bounds' ? 1 : 10); i += 1) await send(shard, 1000, entries, factors, `${i}`);
    await expect(rated(shard, { [guard]: false })).rejects.toMatchObject({ code: 'record_too_large' });
    expect((await rated(shard)).length).toBeGreaterThan(1);
  },
  60_000,
);
