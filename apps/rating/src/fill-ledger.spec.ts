import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { USAGE_RATED } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import { type LedgerChunk, LedgerSink, memoryLedgerStore } from '@suanpan/ledger-sink';
import { genesisHash, packBatch, packClaim } from '@suanpan/rated-record';
import { FillLedger } from './fill-ledger.ts';
import { SpecLease } from './spec-lease.ts';

const BATCHES = 6;
const PER_BATCH = 3;

let log: MemoryLog;
let ledger: ReturnType<typeof memoryLedgerStore>;
let chunks: LedgerChunk[];
let failures: Error[];
let doubts: unknown[];
let filling: FillLedger;
let lease: SpecLease;

beforeEach(async () => {
  log = new MemoryLog();
  await log.append(USAGE_RATED.name, 0, [packClaim({ shard: 0, claim: 'one', instance: 'spec' })]);
  let prev = genesisHash(0);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const firstSeq = batch * PER_BATCH;
    const outcomes = Array.from({ length: PER_BATCH }, (_, i) => ({
      outcome: JSON.stringify({
        seq: firstSeq + i,
        kind: 'rated',
        entries: [{ currency: 'USD', amount: '1', lines: [] }],
      }),
      subject: JSON.stringify({ id: `e${firstSeq + i}`, source: 's', root: 'r' }),
    }));
    const range = { shard: 0, claim: 'one', firstSeq, from: batch, to: batch + 1, revision: 1, foldTime: 0 };
    const more = { sourceDigest: '', times: { latenessDays: 1, aheadSeconds: 1 }, prev };
    const { value, record } = packBatch({ ...range, ...more }, outcomes);
    prev = record.hash;
    await log.append(USAGE_RATED.name, 0, [value]);
  }
  ledger = memoryLedgerStore();
  chunks = [];
  failures = [];
  doubts = [];
  lease = new SpecLease(0);
});

afterEach(() => filling.close());

function fill(outcomesMax: number, delayMs: number, proveEveryMs = 60_000): FillLedger {
  const store = memoryFoldStore();
  let id = 0;
  const sink = new LedgerSink({
    log,
    ledger: {
      ...ledger,
      async insert(chunk) {
        chunks.push(chunk);
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        await ledger.insert(chunk);
      },
    },
    shards: [0],
    openStore: async () => store,
    newChunkId: () => `chunk-${id++}`,
    now: () => 0,
  });
  filling = new FillLedger(sink, { outcomesMax, delayMs, restartDelayMs: 1, proveEveryMs }, (error) =>
    doubts.push(error),
  );
  return filling;
}

const records = () => log.records(USAGE_RATED.name, 0);

async function held(): Promise<number> {
  return (await ledger.holdings())[0]?.rows ?? 0;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const endsAt = Date.now() + 5_000; !(await holds()) && Date.now() < endsAt; ) {
    await delay(5);
  }
}

test('a delivery larger than a chunk becomes several, each whole batches and hardly over the limit', async () => {
  await fill(PER_BATCH * 2, 10).onBatch(records(), lease);
  await until(async () => (await held()) === BATCHES * PER_BATCH);
  expect(chunks.map(({ items }) => items.length)).toEqual([6, 6, 6]);
});

test('outcomes that do not fill a chunk are written when their time is up', async () => {
  await fill(1_000, 10).onBatch(records(), lease);
  expect(await held()).toBe(0);
  await until(async () => (await held()) === BATCHES * PER_BATCH);
  expect(chunks).toHaveLength(1);
  expect(lease.commits.at(-1)).toBe(records().length);
});

test('after a failed insert the sink starts anew and asks for everything the ledger lacks', async () => {
  failures.push(new Fault('ledger_unavailable', 'Nobody knows.'));
  await fill(1_000, 10).onBatch(records(), lease);
  await until(async () => lease.seeks.length > 0);
  expect(doubts).toHaveLength(1);
  expect(lease.seeks).toEqual([0]);
  await filling.onBatch(records(), lease);
  await until(async () => (await held()) === BATCHES * PER_BATCH);
  expect(await held()).toBe(BATCHES * PER_BATCH);
});

test('an assignment sends the transport to where the ledger stands, not to where the group was', async () => {
  const first = fill(1_000, 5);
  await first.onBatch(records().slice(0, 4), lease);
  await until(async () => (await held()) === 3 * PER_BATCH);
  await first.onBatch([], lease);
  expect(lease.seeks).toEqual([4]);
});

test('a delivery beyond what is due sends the transport back to what is due', async () => {
  await fill(1_000, 5).onBatch(records().slice(0, 2), lease);
  await filling.onBatch(records().slice(4), lease);
  expect(lease.seeks.at(-1)).toBe(2);
});

test('what another sink has written in between is seen when the shards are assigned anew', async () => {
  const first = fill(1_000, 5);
  await first.onBatch(records().slice(0, 4), lease);
  await until(async () => (await held()) === 3 * PER_BATCH);
  const [chunk] = chunks;
  if (chunk === undefined) throw new Error('nothing was written');
  await ledger.insert({ ...chunk, id: 'other' });
  lease.generation += 1;
  await first.onBatch([], lease);
  expect(await held()).toBe(3 * PER_BATCH);
});

test('a doubled chunk is found by the timed proof and put right, without any delivery', async () => {
  await fill(1_000, 5, 20).onBatch(records(), lease);
  await until(async () => (await held()) === BATCHES * PER_BATCH);
  const [chunk] = chunks;
  if (chunk === undefined) throw new Error('nothing was written');
  await ledger.insert({ ...chunk, id: 'zombie' });
  await until(async () => (await held()) === BATCHES * PER_BATCH && doubts.length > 0);
  expect(doubts).toEqual([expect.objectContaining({ code: 'ledger_disagrees' })]);
  expect(await held()).toBe(BATCHES * PER_BATCH);
});
