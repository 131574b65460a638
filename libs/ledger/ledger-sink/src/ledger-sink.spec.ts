import { beforeEach, expect, test } from '@jest/globals';
import { packSourceRecord, USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import { memoryFoldStore } from '@suanpan/fold-store';
import { type Log, MemoryLog } from '@suanpan/kafka';
import { genesisHash, packBatch, packClaim, unpackRated } from '@suanpan/rated-record';
import { ALL_SINK_GUARDS, LedgerSink, type SinkGuards, type SinkParts } from './ledger-sink.ts';
import type { LedgerChunk } from './ledger-store.ts';
import { countShard, logTotals } from './log-totals.ts';
import { memoryLedgerStore } from './memory-ledger-store.ts';

const SHARDS = [0, 1];
let log: MemoryLog;
let ledger: ReturnType<typeof memoryLedgerStore>;
let calls: string[];
let chunks: number;
let heads: Map<number, { seq: number; hash: string }>;

beforeEach(async () => {
  log = new MemoryLog();
  ledger = memoryLedgerStore();
  calls = [];
  chunks = 0;
  heads = new Map();
  for (const shard of SHARDS) {
    heads.set(shard, { seq: 0, hash: genesisHash(shard) });
    await log.append(USAGE_RATED.name, shard, [packClaim({ shard, claim: 'one', instance: 'spec' })]);
  }
});

/** Appends a batch whose outcomes have the given numbers of entries, each of one unit. */
async function rate(shard: number, ...entryCounts: number[]): Promise<void> {
  const head = heads.get(shard) ?? { seq: 0, hash: '' };
  const outcomes = entryCounts.map((count, i) => {
    const entries = Array.from({ length: count }, () => ({ currency: 'USD', amount: '1', lines: [] }));
    const outcome = { seq: head.seq + i, kind: 'rated', reason: 'priced', offset: head.seq, index: i, entries };
    return { outcome: JSON.stringify(outcome), subject: JSON.stringify({ id: `e${i}`, source: 's', root: 'root-a' }) };
  });
  const range = { firstSeq: head.seq, from: head.seq, to: head.seq + entryCounts.length };
  const more = { revision: 1, foldTime: 0, sourceDigest: 'd', times: { latenessDays: 1, aheadSeconds: 1 } };
  const { value } = packBatch({ shard, claim: 'one', ...range, ...more, prev: head.hash }, outcomes);
  heads.set(shard, { seq: range.to, hash: unpackRated(value).hash });
  await log.append(USAGE_RATED.name, shard, [value]);
}

function sinkWith(
  stores = new Map(SHARDS.map((shard) => [shard, memoryFoldStore()])),
  guards?: SinkGuards,
  more: Partial<SinkParts> = {},
): LedgerSink {
  const told = {
    ...ledger,
    fence: async () => void calls.push('fence'),
    insert: async (chunk: LedgerChunk) => {
      calls.push('insert');
      await ledger.insert(chunk);
    },
    holdings: async () => {
      calls.push('holdings');
      return ledger.holdings();
    },
  };
  return new LedgerSink({
    log,
    ledger: told,
    shards: SHARDS,
    openStore: (shard) => Promise.resolve(stores.get(shard) ?? memoryFoldStore()),
    newChunkId: () => {
      chunks += 1;
      return `chunk-${chunks}`;
    },
    now: () => chunks,
    ...(guards === undefined ? {} : { guards }),
    ...more,
  });
}

/** Offers everything that is due in each shard. */
function offerAll(sink: LedgerSink, shards = SHARDS): void {
  for (const shard of shards) sink.offer(shard, log.records(USAGE_RATED.name, shard).slice(sink.nextOffset(shard)));
}

async function held(shard: number) {
  return (await ledger.holdings()).find((holding) => holding.shard === shard);
}

test('outcomes of all shards go into the ledger in one chunk, and a second start adds nothing', async () => {
  await rate(0, 1, 0, 2);
  await rate(1, 1);
  const stores = new Map(SHARDS.map((shard) => [shard, memoryFoldStore()]));
  const sink = sinkWith(stores);
  await sink.start();
  offerAll(sink);
  expect(await sink.flush()).toBe(4);
  expect(await held(0)).toMatchObject({ rows: 4, outcomes: 3, nextSeq: 3, money: { USD: '3' } });
  for (const next of [sinkWith(stores), sinkWith()]) {
    await next.start();
    offerAll(next);
    expect(await next.flush()).toBe(0);
    await next.prove();
    expect(next.repairs).toEqual([]);
  }
  expect(chunks).toBe(1);
});

test.each([
  ['is of another shard', JSON.stringify({ chain: { shard: 9 }, rows: 1, money: {} })],
  ['is no JSON', 'nonsense'],
])('a store whose position %s is emptied, and nothing the ledger has is inserted again', async (_, position) => {
  await rate(0, 1, 2);
  await rate(1, 1);
  const first = sinkWith();
  await first.start();
  offerAll(first);
  await first.flush();
  const damaged = memoryFoldStore();
  await damaged.write([], position);
  const sink = sinkWith(
    new Map([
      [0, damaged],
      [1, memoryFoldStore()],
    ]),
  );
  await sink.start();
  offerAll(sink);
  expect([await sink.flush(), sink.halts.size]).toEqual([0, 0]);
  await sink.prove();
});

test('a store that fails is opened again by the next start, and nothing is inserted twice', async () => {
  await rate(0, 1, 2);
  await rate(1, 1);
  let failing = true;
  let opened = 0;
  const store = memoryFoldStore();
  const sink = sinkWith(undefined, undefined, {
    openStore: async (shard) => {
      if (shard === 1) return memoryFoldStore();
      opened += 1;
      const write: typeof store.write = async (puts, position) => {
        if (failing) throw new Fault('fold_store_failed', 'The disk is full.');
        await store.write(puts, position);
      };
      return { ...store, write, close: async () => {} };
    },
  });
  await sink.start();
  offerAll(sink);
  await expect(sink.flush()).rejects.toMatchObject({ code: 'fold_store_failed' });
  failing = false;
  await sink.start();
  offerAll(sink);
  expect([await sink.flush(), opened, sink.halts.size]).toEqual([0, 2, 0]);
  await sink.prove();
});

test('an earlier sink is fenced off before anything the ledger says is believed', async () => {
  await sinkWith().start();
  expect(calls.indexOf('fence')).toBe(0);
  expect(calls.indexOf('holdings')).toBeGreaterThan(0);
  calls = [];
  await sinkWith(undefined, { ...ALL_SINK_GUARDS, fence: false }).start();
  expect(calls).not.toContain('fence');
});

test('records that come again or out of order are passed over', async () => {
  await rate(0, 1);
  await rate(0, 1);
  const sink = sinkWith();
  await sink.start();
  const [claim, first, second] = log.records(USAGE_RATED.name, 0);
  if (claim === undefined || first === undefined || second === undefined) throw new Error('The log is short.');
  expect(sink.offer(0, [claim, second, first])).toBe(1);
  expect(sink.offer(0, [claim, first, first, second, claim])).toBe(3);
  expect(sink.buffered).toBe(2);
});

test.each(['landed', 'lost'])(
  'after an insert of unknown result that %s the ledger holds each outcome once',
  async (fate) => {
    await rate(0, 1, 1);
    const sink = sinkWith();
    await sink.start();
    const { insert } = ledger;
    ledger.insert = async (chunk) => {
      if (fate === 'landed') await insert(chunk);
      throw new Fault('ledger_unavailable', 'Nobody knows.');
    };
    offerAll(sink);
    await expect(sink.flush()).rejects.toMatchObject({ code: 'ledger_unavailable' });
    expect(sink.started).toBe(false);
    ledger.insert = insert;
    await rate(0, 1);
    offerAll(sink);
    expect([sink.buffered, await sink.flush()]).toEqual([0, 0]);
    await sink.start();
    offerAll(sink);
    await sink.flush();
    await sink.prove();
    expect(await held(0)).toMatchObject({ rows: 3, keys: 3, nextSeq: 3 });
  },
);

test('no position is confirmed before its rows are in the ledger', async () => {
  await rate(0, 1, 2);
  const stores = new Map(SHARDS.map((shard) => [shard, memoryFoldStore()]));
  const sink = sinkWith(stores);
  await sink.start();
  offerAll(sink);
  const { insert } = ledger;
  ledger.insert = () => Promise.reject(new Fault('ledger_unavailable', 'The engine is gone.'));
  await expect(sink.flush()).rejects.toMatchObject({ code: 'ledger_unavailable' });
  expect(await stores.get(0)?.position()).toBeUndefined();
  ledger.insert = insert;
  await sink.start();
  offerAll(sink);
  await sink.flush();
  expect(await stores.get(0)?.position()).toContain('"rows":3');
});

test('after a start the ledger is proved once, as soon as reading has caught up with it', async () => {
  await rate(0, 1, 1);
  const sink = sinkWith();
  await sink.start();
  offerAll(sink);
  calls = [];
  await sink.flush();
  expect(calls).toEqual(['insert', 'holdings']);
  await rate(0, 1);
  offerAll(sink);
  calls = [];
  await sink.flush();
  expect(calls).toEqual(['insert']);
});

test('a chunk that vanished is refilled from the log and reported, the newest one too', async () => {
  const sink = sinkWith();
  await sink.start();
  for (let i = 0; i < 3; i += 1) {
    await rate(0, 1, 2);
    offerAll(sink);
    await sink.flush();
  }
  for (const [chunk, gap] of [
    ['chunk-1', 'seq 0 to 2'],
    ['chunk-3', 'seq 4 to 6'],
  ] as const) {
    await ledger.deleteChunk(chunk, 'spec');
    await expect(sink.prove()).rejects.toMatchObject({ code: 'ledger_disagrees' });
    await sink.start();
    offerAll(sink);
    expect(await sink.flush()).toBe(2);
    await sink.prove();
    expect(sink.repairs.at(-1)).toMatchObject({ kind: 'gap', shard: 0, detail: `${gap} was missing` });
  }
});

test('a chunk that stands twice is deleted by the next start and reported', async () => {
  await rate(0, 1, 1);
  const sink = sinkWith();
  await sink.start();
  offerAll(sink);
  await sink.flush();
  const items = [{ shard: 0, ratedOffset: 1, root: 'root-a', outcome: outcomeAt(1), event: undefined }];
  await ledger.insert({ id: 'zombie', at: 99, items });
  await expect(sink.prove()).rejects.toMatchObject({ code: 'ledger_disagrees' });
  await sink.start();
  await sink.prove();
  expect(sink.repairs).toEqual([{ kind: 'double', shard: 0, detail: 'chunk zombie was deleted' }]);
  expect(await held(0)).toMatchObject({ rows: 2, keys: 2 });
});

test('without repair a double stays, and the proof says so', async () => {
  await rate(0, 1, 1);
  const sink = sinkWith(undefined, { ...ALL_SINK_GUARDS, repair: false });
  await sink.start();
  offerAll(sink);
  await sink.flush();
  await ledger.insert({
    id: 'zombie',
    at: 99,
    items: [{ shard: 0, ratedOffset: 1, root: 'r', outcome: outcomeAt(1), event: undefined }],
  });
  await sink.start();
  await expect(sink.prove()).rejects.toMatchObject({ code: 'ledger_disagrees' });
});

test('a double that cannot be deleted is a fault, not work without end', async () => {
  ledger.doubledChunks = () => Promise.resolve(['stubborn']);
  await expect(sinkWith().start()).rejects.toMatchObject({ code: 'ledger_disagrees' });
});

test('a shard whose log was cut halts alone; the others go on and are proved', async () => {
  await rate(0, 1);
  await rate(1, 1);
  const sink = sinkWith();
  await sink.start();
  offerAll(sink);
  await sink.flush();
  log.truncate(USAGE_RATED.name, 0, 1);
  await rate(1, 1);
  await sink.start();
  expect([...sink.halts].map(([shard, { code }]) => [shard, code])).toEqual([[0, 'log_truncated']]);
  expect(() => sink.offer(0, [])).toThrow('log_truncated');
  offerAll(sink, [1]);
  expect(await sink.flush()).toBe(1);
  await sink.prove();
  expect(await held(1)).toMatchObject({ rows: 2 });
});

test('a cut log is noticed even where the ledger lost rows as well', async () => {
  await rate(0, 1);
  await rate(0, 1);
  const sink = sinkWith();
  await sink.start();
  offerAll(sink);
  await sink.flush();
  await ledger.deleteChunk('chunk-1', 'spec');
  log.truncate(USAGE_RATED.name, 0, 2);
  await sink.start();
  expect(sink.halts.get(0)?.code).toBe('log_truncated');
});

test('a record that must not be trusted stops its shard, and what came before it is kept', async () => {
  await rate(0, 1);
  await log.append(USAGE_RATED.name, 0, [Buffer.from('no frame')]);
  const sink = sinkWith();
  await sink.start();
  expect(() => offerAll(sink, [0])).toThrow('log_corrupt');
  expect(await sink.flush()).toBe(1);
  expect(sink.nextOffset(0)).toBe(2);
});

test('a shard that halted while it was read again is not proved, and stays halted after another start', async () => {
  await rate(0, 1);
  await rate(0, 1);
  const sink = sinkWith();
  await sink.start();
  offerAll(sink);
  await sink.flush();
  const [, record] = log.records(USAGE_RATED.name, 0);
  if (record !== undefined) log.records(USAGE_RATED.name, 0)[1] = { ...record, value: Buffer.from('no frame') };
  const anew = sinkWith();
  await anew.start();
  expect(() => offerAll(anew, [0])).toThrow('log_corrupt');
  offerAll(anew, [1]);
  await anew.flush();
  await anew.prove();
  await anew.start();
  await anew.prove();
  expect(anew.halts.get(0)?.code).toBe('log_corrupt');
});

test('what the log holds is counted from its records', async () => {
  await rate(0, 1, 0, 2);
  expect(await logTotals(log, 0)).toEqual({ shard: 0, sourceFacts: 0, outcomes: 3, rows: 4, money: { USD: '3' } });
});

function outcomeAt(seq: number) {
  const entries = [{ currency: 'USD', amount: '1', lines: [] }];
  const place = { offset: 0, index: 0, receivedAt: 0, postedAt: 0, revision: 1 };
  return { seq, kind: 'rated', reason: 'priced', ...place, entries } as const;
}

/** A source record of so many facts. */
const sourceOf = (facts: number, more: object = {}) =>
  packSourceRecord(
    { kind: 'events', root: 'root-a', shard: 0, revision: 1, receivedAt: 0, ...more },
    Array.from({ length: facts }, () => '{}'),
  );

test('a source record whose header is damaged is counted as rating decides it: as one', async () => {
  await log.append(USAGE_EVENTS.name, 0, [sourceOf(3), sourceOf(3, { receivedAt: 0.5 }), sourceOf(3, { shard: 'x' })]);
  expect(await logTotals(log, 0)).toMatchObject({ sourceFacts: 5 });
});

test('facts that retention has removed count as what they became, and one that was never decided is a fault', async () => {
  await log.append(USAGE_EVENTS.name, 0, [sourceOf(1), sourceOf(1), sourceOf(1)]);
  await rate(0, 1);
  await rate(0, 1);
  const startingAt = (start: number): Log => ({
    append: () => Promise.reject(new Error('nothing is written')),
    read: (...asked) => log.read(...asked),
    bounds: async (topic, shard) => ({
      ...(await log.bounds(topic, shard)),
      ...(topic === USAGE_EVENTS.name ? { start } : {}),
    }),
  });
  expect(await logTotals(startingAt(2), 0)).toMatchObject({ sourceFacts: 3, outcomes: 2 });
  await expect(logTotals(startingAt(3), 0)).rejects.toMatchObject({ code: 'log_gap' });
  expect(await countShard(startingAt(3), 0)).toEqual({ shard: 0, fault: expect.stringMatching(/^log_gap: /) });
});

test('a shard that cannot be counted is an answer, a log that cannot be read now is not', async () => {
  await log.append(USAGE_RATED.name, 0, [Buffer.from('no frame')]);
  expect(await countShard(log, 0)).toEqual({ shard: 0, fault: expect.stringMatching(/^log_corrupt: /) });
  log.faults.push(new Fault('unavailable', 'spec'));
  await expect(countShard(log, 1)).rejects.toMatchObject({ code: 'unavailable' });
});
