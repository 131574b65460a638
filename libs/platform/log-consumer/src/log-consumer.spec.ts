import { expect, test } from '@jest/globals';
import { Fault } from '@suanpan/fault';
import { MemoryLog } from '@suanpan/kafka';
import type { ConsumerParts } from './consumer-parts.ts';
import { plainFold } from './plain-fold.ts';
import { countingConsumer, countOf, deliverAll, keptStore, NOTES, OTHERS } from './spec-delivery.ts';
import type { FoldPosition } from './topic-fold.ts';

async function logOf(notes: number, others = 0): Promise<MemoryLog> {
  const log = new MemoryLog(1_000);
  for (const [topic, count] of [
    [NOTES, notes],
    [OTHERS, others],
  ] as const) {
    for (let i = 0; i < count; i += 1) await log.append(topic.name, 0, [Buffer.from(`${topic.name} ${i}`)]);
  }
  return log;
}

test('two topics are folded into one store, and each write holds the position in both', async () => {
  const log = await logOf(3, 2);
  const kept = keptStore();
  const consumer = countingConsumer(log, { openStore: kept.open });
  await deliverAll(consumer, log, NOTES.name);
  await deliverAll(consumer, log, OTHERS.name);
  expect(JSON.parse((await kept.store.position()) ?? '')).toEqual({
    v: 1,
    folds: { 'notes/0': { offset: 3, foldTime: 1_000 }, 'others/0': { offset: 2, foldTime: 1_000 } },
  });
  expect([await countOf(kept.store, NOTES), await countOf(kept.store, OTHERS)]).toEqual([3, 2]);
  expect(kept.opened).toBe(1);
});

test('a consumer that restarts goes on where its store stands and applies nothing twice', async () => {
  const log = await logOf(3);
  const kept = keptStore();
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  await log.append(NOTES.name, 0, [Buffer.from('one more')]);
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  expect(await countOf(kept.store, NOTES)).toBe(4);
});

test('a standby that is assigned the partitions opens the store anew and goes on where the other one wrote', async () => {
  const log = await logOf(2);
  const kept = keptStore();
  const standby = countingConsumer(log, { openStore: kept.open });
  expect(standby.status.state).toBe('standby');
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  await deliverAll(standby, log, NOTES.name);
  expect(standby.status).toMatchObject({ state: 'open' });
  await deliverAll(standby, log, NOTES.name, 2);
  expect([await countOf(kept.store, NOTES), kept.opened]).toEqual([2, 3]);
});

test('a consumer whose lease is stale writes nothing and does no effect', async () => {
  const log = await logOf(1);
  const kept = keptStore();
  const done: string[] = [];
  const consumer = countingConsumer(log, {
    openStore: kept.open,
    apply: async () => ({ puts: [], effects: ['ring'] }),
    perform: async (effect) => void done.push(effect),
  });
  const lease = { partition: 0, generation: 1, seek: () => {}, commit: async () => {}, stale: () => true };
  await consumer.onBatch(NOTES.name, log.records(NOTES.name, 0), lease);
  expect([await kept.store.position(), done]).toEqual([undefined, []]);
});

test('an effect whose doing a crash cut off is done after the restart, and one that is noted as done is not', async () => {
  const log = await logOf(2);
  const kept = keptStore();
  const done: string[] = [];
  const parts = (crash: boolean) => ({
    openStore: kept.open,
    apply: async ({ contents }: { contents: readonly { offset: number }[] }) => ({
      puts: [],
      effects: contents.map(({ offset }) => `ring ${offset}`),
    }),
    perform: async (effect: string) => {
      if (crash && effect === 'ring 1') throw new Error('the process ends here');
      done.push(effect);
    },
  });
  await expect(deliverAll(countingConsumer(log, parts(true)), log, NOTES.name)).rejects.toThrow('ends here');
  expect(done).toEqual(['ring 0']);
  const again = countingConsumer(log, parts(false));
  await deliverAll(again, log, NOTES.name);
  expect(done).toEqual(['ring 0', 'ring 1']);
  await deliverAll(countingConsumer(log, parts(false)), log, NOTES.name);
  expect(done).toEqual(['ring 0', 'ring 1']);
});

test('an effect that fails for now is tried again before anything else, and nothing is applied twice meanwhile', async () => {
  const log = await logOf(1);
  const kept = keptStore();
  let away = true;
  const done: string[] = [];
  const consumer = countingConsumer(log, {
    openStore: kept.open,
    apply: async () => ({ puts: [], effects: ['ring'] }),
    perform: async (effect) => {
      if (away) throw new Fault('unavailable', 'The bell is away.');
      done.push(effect);
    },
  });
  await expect(deliverAll(consumer, log, NOTES.name)).rejects.toMatchObject({ code: 'unavailable' });
  expect(consumer.status).toMatchObject({ state: 'open', pendingEffects: 1 });
  away = false;
  await deliverAll(consumer, log, NOTES.name);
  expect([done, consumer.status.pendingEffects]).toEqual([['ring'], 0]);
});

test('a permanent fault halts the consumer and is seen in its status until it is rebuilt', async () => {
  const log = await logOf(2);
  const kept = keptStore();
  let broken = true;
  const counting = countingConsumer(log, { openStore: kept.open });
  expect(counting.status.state).toBe('standby');
  const consumer = countingConsumer(log, {
    openStore: kept.open,
    apply: async () => {
      if (broken) throw new Fault('log_corrupt', 'Record 1 is damaged.');
      return { puts: [] };
    },
  });
  await expect(deliverAll(consumer, log, NOTES.name)).rejects.toMatchObject({ code: 'log_corrupt' });
  expect(consumer.status).toMatchObject({ state: 'halted', reason: 'log_corrupt: Record 1 is damaged.' });
  broken = false;
  await expect(deliverAll(consumer, log, OTHERS.name)).rejects.toMatchObject({ code: 'log_corrupt' });
  await consumer.rebuild();
  await deliverAll(consumer, log, NOTES.name);
  expect(consumer.status.state).toBe('open');
});

test.each([
  ['is lost', async () => undefined],
  ['holds a position of another form', async (kept: ReturnType<typeof keptStore>) => kept.store.write([], '{"v":9}')],
  ['holds a position that is no JSON', async (kept: ReturnType<typeof keptStore>) => kept.store.write([], 'x')],
])('a store that %s is rebuilt from the log', async (_, damage) => {
  const log = await logOf(3);
  const kept = keptStore();
  await kept.store.write([], '');
  await kept.store.clear();
  await damage(kept);
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  expect(await countOf(kept.store, NOTES)).toBe(3);
});

test('a store that turns out to be damaged while it is read is emptied, and the log is folded again', async () => {
  const log = await logOf(3);
  const kept = keptStore();
  let damaged = true;
  const consumer = countingConsumer(log, {
    openStore: async () => ({
      ...(await kept.open()),
      async getMany(keys) {
        if (!damaged) return kept.store.getMany(keys);
        damaged = false;
        throw new Fault('fold_store_mismatch', 'A table cannot be read.');
      },
    }),
  });
  await kept.store.write([[Buffer.from(NOTES.name), Buffer.from('700')]], '{"v":1,"folds":{}}');
  await expect(deliverAll(consumer, log, NOTES.name)).rejects.toMatchObject({ code: 'unavailable' });
  expect(consumer.status.state).toBe('standby');
  await deliverAll(consumer, log, NOTES.name);
  expect([consumer.status.state, await countOf(kept.store, NOTES)]).toEqual(['open', 3]);
});

test('a value that cannot be read halts the consumer and says so, and the next start rebuilds the store', async () => {
  const log = await logOf(3);
  const kept = keptStore();
  const apply: ConsumerParts['apply'] = async ({ contents }, store) => {
    const [before] = await store.getMany([Buffer.from(NOTES.name)]);
    const count = Number(before === undefined ? 0 : Buffer.from(before).toString());
    if (Number.isNaN(count)) throw new Fault('state_damaged', 'The count cannot be read.');
    return { puts: [[Buffer.from(NOTES.name), Buffer.from(String(count + contents.length))]] };
  };
  await kept.store.write([[Buffer.from(NOTES.name), Buffer.from('garbage')]], '{"v":1,"folds":{}}');
  const said: object[] = [];
  const consumer = countingConsumer(log, { openStore: kept.open, apply, warn: { warn: (about) => said.push(about) } });
  await expect(deliverAll(consumer, log, NOTES.name)).rejects.toMatchObject({ code: 'state_damaged' });
  expect(consumer.status).toMatchObject({ state: 'halted', reason: 'state_damaged: The count cannot be read.' });
  await expect(deliverAll(consumer, log, NOTES.name)).rejects.toMatchObject({ code: 'state_damaged' });
  expect(said).toMatchObject([{ err: { code: 'state_damaged' } }]);
  const next = countingConsumer(log, { openStore: kept.open, apply });
  await deliverAll(next, log, NOTES.name);
  expect([next.status.state, await countOf(kept.store, NOTES)]).toEqual(['open', 3]);
});

test('a store whose hash the log contradicts is rebuilt from the log', async () => {
  const log = await logOf(3);
  const kept = keptStore();
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  const prove = async (_partition: number, { offset }: FoldPosition) => {
    if (offset > 0) throw new Fault('log_rewritten', 'The log holds another record.');
  };
  const said: object[] = [];
  const consumer = countingConsumer(log, {
    openStore: kept.open,
    sources: [NOTES, OTHERS].map((topic) => ({ fold: { ...plainFold(topic), prove }, partition: 0 })),
    warn: { warn: (about) => said.push(about) },
  });
  await deliverAll(consumer, log, NOTES.name);
  expect([consumer.status.state, await countOf(kept.store, NOTES)]).toEqual(['open', 3]);
  expect(said).toMatchObject([{ err: { code: 'log_rewritten' } }]);
});

test('a store that fails is opened again before the delivery is repeated', async () => {
  const log = await logOf(3);
  const kept = keptStore();
  let failing = true;
  const consumer = countingConsumer(log, {
    openStore: async () => {
      const store = await kept.open();
      const write: typeof store.write = async (puts, position) => {
        if (failing) throw new Fault('fold_store_failed', 'The disk is full.');
        await store.write(puts, position);
      };
      return { ...store, write };
    },
  });
  await expect(deliverAll(consumer, log, NOTES.name)).rejects.toMatchObject({ code: 'fold_store_failed' });
  failing = false;
  await deliverAll(consumer, log, NOTES.name);
  expect([consumer.status.state, kept.opened, await countOf(kept.store, NOTES)]).toEqual(['open', 2, 3]);
});

test('a store that is older than the start of the log is rebuilt from what the log still holds', async () => {
  const log = await logOf(2);
  const kept = keptStore();
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  for (let i = 0; i < 3; i += 1) await log.append(NOTES.name, 0, [Buffer.from('later')]);
  await log.append(
    OTHERS.name,
    0,
    Array.from({ length: 4 }, () => Buffer.from('other')),
  );
  log.start = 4;
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  expect(await countOf(kept.store, NOTES)).toBe(1);
});

test('a log that ends before the store is a fault, never a rebuild', async () => {
  const log = await logOf(3);
  const kept = keptStore();
  await deliverAll(countingConsumer(log, { openStore: kept.open }), log, NOTES.name);
  log.truncate(NOTES.name, 0, 1);
  const consumer = countingConsumer(log, { openStore: kept.open });
  await expect(deliverAll(consumer, log, NOTES.name)).rejects.toMatchObject({ code: 'log_truncated' });
  expect([consumer.status.state, await countOf(kept.store, NOTES)]).toEqual(['halted', 3]);
});

test('lag is what the log holds beyond the position', async () => {
  const log = await logOf(2);
  const consumer = countingConsumer(log);
  await deliverAll(consumer, log, NOTES.name);
  await log.append(NOTES.name, 0, [Buffer.from('a'), Buffer.from('b')]);
  await consumer.refreshEnds();
  expect(consumer.status.sources).toMatchObject([
    { topic: 'notes', offset: 2, end: 4, lag: 2 },
    { topic: 'others', offset: 0, end: 0, lag: 0 },
  ]);
});
