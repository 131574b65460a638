import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RealBroker, startRealBroker } from '@suanpan/real-parts';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import { connectKafkaLog, type KafkaLog } from './index.ts';
import { LOG_CONTRACT } from './log.contract.ts';

let broker: RealBroker;
let admin: Admin;
let log: KafkaLog;
const warnings: string[] = [];

beforeAll(async () => {
  process.on('warning', ({ name }) => warnings.push(name));
  broker = await startRealBroker();
  admin = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  log = await connectKafkaLog({ brokers: broker.brokers, clientId: 'spec' });
}, 120_000);

afterAll(async () => {
  await log?.close();
  await admin?.disconnect();
  await broker?.stop();
});

async function newTopic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
  const topic = `t-${randomUUID()}`;
  const configEntries = Object.entries({ 'message.timestamp.type': 'LogAppendTime', ...config }).map(
    ([name, value]) => ({ name, value }),
  );
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions, configEntries }] });
  // Metadata names a leader a moment before the broker acts as one; an append in between would fail for good.
  for (let partition = 0; partition < partitions; partition += 1) await log.bounds(topic, partition);
  return topic;
}

test.each(LOG_CONTRACT.map(({ name, run }) => [name, run] as const))('on a broker: %s', async (_name, run) => {
  await run(log, await newTopic(2), 1);
});

const texts = (records: readonly { value: Buffer }[]) => records.map(({ value }) => value.toString());
const bytes = (...values: string[]) => values.map((value) => Buffer.from(value));

test('appends answer consecutive offsets, and reads give every record back in order with its append time', async () => {
  const topic = await newTopic();
  const before = Date.now();
  expect(await log.append(topic, 0, bytes('a', 'b'))).toBe(0);
  expect(await log.append(topic, 0, bytes('c'))).toBe(2);
  const records = await log.read(topic, 0, 0, 1 << 20, 0);
  expect(texts(records)).toEqual(['a', 'b', 'c']);
  expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2]);
  for (const { appendedAt } of records) expect(Math.abs(appendedAt - before)).toBeLessThan(10_000);
  expect(await log.bounds(topic, 0)).toEqual({ start: 0, end: 3 });
});

test('a position in the middle of a batch is read from exactly there', async () => {
  const topic = await newTopic();
  await log.append(topic, 0, bytes('a', 'b', 'c'));
  expect(texts(await log.read(topic, 0, 1, 1 << 20, 0))).toEqual(['b', 'c']);
});

test('appends that were asked for at once land in the order they were asked for', async () => {
  const topic = await newTopic();
  const wanted = Array.from({ length: 50 }, (_, index) => String(index));
  const offsets = await Promise.all(wanted.map((value) => log.append(topic, 0, bytes(value))));
  expect(offsets).toEqual(wanted.map(Number));
  expect(texts(await log.read(topic, 0, 0, 1 << 20, 0))).toEqual(wanted);
});

test('a position beyond the end is log_truncated, one before the start is log_gap, and neither is moved', async () => {
  const topic = await newTopic();
  await log.append(topic, 0, bytes('a', 'b', 'c'));
  await expect(log.read(topic, 0, 4, 1 << 20, 0)).rejects.toMatchObject({ code: 'log_truncated' });
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
  await expect(log.read(topic, 0, 1, 1 << 20, 0)).rejects.toMatchObject({ code: 'log_gap' });
  expect(texts(await log.read(topic, 0, 2, 1 << 20, 0))).toEqual(['c']);
  expect(await log.bounds(topic, 0)).toEqual({ start: 2, end: 3 });
});

test('a record larger than the bytes asked for is answered, alone', async () => {
  const topic = await newTopic();
  await log.append(topic, 0, [Buffer.alloc(200_000, 1)]);
  await log.append(topic, 0, bytes('next'));
  const records = await log.read(topic, 0, 0, 1_000, 0);
  expect(records.map(({ value }) => value.length)).toEqual([200_000]);
});

test('reads that wait at the end hold up neither appends nor other reads, and wake with the first record', async () => {
  const topic = await newTopic(12);
  const waits = Array.from({ length: 11 }, (_, partition) => log.read(topic, partition, 0, 1 << 20, 8_000));
  const begin = performance.now();
  await log.append(topic, 11, bytes('x'));
  expect(texts(await log.read(topic, 11, 0, 1 << 20, 8_000))).toEqual(['x']);
  await log.bounds(topic, 11);
  await Promise.all(waits.map((_, partition) => log.append(topic, partition, bytes(String(partition)))));
  expect((await Promise.all(waits)).flatMap(texts)).toEqual(waits.map((_, partition) => String(partition)));
  expect(performance.now() - begin).toBeLessThan(4_000);
});

test('a read at the end answers nothing once its wait is over', async () => {
  const topic = await newTopic();
  const begin = performance.now();
  expect(await log.read(topic, 0, 0, 1 << 20, 300)).toEqual([]);
  expect(performance.now() - begin).toBeGreaterThanOrEqual(290);
});

test('a record larger than the topic takes is named, and is not in the log', async () => {
  const topic = await newTopic(1, { 'max.message.bytes': '1000' });
  await expect(log.append(topic, 0, [Buffer.alloc(2_000)])).rejects.toMatchObject({ code: 'record_too_large' });
  expect(await log.append(topic, 0, bytes('small'))).toBe(0);
});

test('a lost answer is append_failed although the record is in the log, and the next append works', async () => {
  const topic = await newTopic();
  const sockets = new Set<Socket>();
  let deaf = false;
  const socketFactory = ({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }) => {
    const socket = connect({ host, port }, onConnect);
    sockets.add(socket);
    const emit = socket.emit.bind(socket);
    socket.emit = (event: string | symbol, ...args: unknown[]) => {
      if (deaf && event === 'data') return socket.destroy(new Error('the answer was lost')).destroyed;
      return emit(event, ...args);
    };
    return socket;
  };
  const fragile = await connectKafkaLog({ brokers: broker.brokers, clientId: 'fragile', socketFactory });
  try {
    expect(await fragile.append(topic, 0, bytes('a'))).toBe(0);
    deaf = true;
    await expect(fragile.append(topic, 0, bytes('b'))).rejects.toMatchObject({ code: 'append_failed' });
    deaf = false;
    expect(await fragile.append(topic, 0, bytes('c'))).toBe(2);
    expect(texts(await fragile.read(topic, 0, 0, 1 << 20, 0))).toEqual(['a', 'b', 'c']);
  } finally {
    await fragile.close();
    for (const socket of sockets) socket.destroy();
  }
});

test('a read whose connection is cut while it waits is taken up again without loss', async () => {
  const topic = await newTopic();
  const sockets = new Set<Socket>();
  const socketFactory = ({ host, port, onConnect }: { host: string; port: number; onConnect: () => void }) => {
    const socket = connect({ host, port }, onConnect);
    sockets.add(socket);
    return socket;
  };
  const fragile = await connectKafkaLog({ brokers: broker.brokers, clientId: 'fragile', socketFactory });
  try {
    await fragile.read(topic, 0, 0, 1 << 20, 0);
    const waiting = fragile.read(topic, 0, 0, 1 << 20, 10_000);
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of sockets) socket.destroy(new Error('cut'));
    await log.append(topic, 0, bytes('a'));
    expect(texts(await waiting)).toEqual(['a']);
  } finally {
    await fragile.close();
  }
});

test('a broker that was killed and started again is read and appended to as if nothing had been', async () => {
  const topic = await newTopic();
  await log.append(topic, 0, bytes('a'));
  const waiting = log.read(topic, 0, 1, 1 << 20, 20_000);
  await broker.crash();
  await expect(log.append(topic, 0, bytes('b'))).rejects.toMatchObject({ code: 'append_failed' });
  const bounds = log.bounds(topic, 0);
  await broker.restart();
  expect(await bounds).toEqual({ start: 0, end: 1 });
  expect(await log.append(topic, 0, bytes('c'))).toBe(1);
  expect(texts(await waiting)).toEqual(['c']);
});

test('brokers that cannot be reached are unavailable once the time is up', async () => {
  const begin = performance.now();
  const settings = { brokers: ['127.0.0.1:1'], clientId: 'nobody', deadlineMs: 500 };
  await expect(connectKafkaLog(settings)).rejects.toMatchObject({ code: 'unavailable' });
  expect(performance.now() - begin).toBeLessThan(3_000);
});

test('an address that is none is a wrong configuration', async () => {
  await expect(connectKafkaLog({ brokers: ['nonsense'], clientId: 'x' })).rejects.toMatchObject({
    code: 'config_invalid',
  });
});

test('closing fails a waiting read at once', async () => {
  const topic = await newTopic();
  const short = await connectKafkaLog({ brokers: broker.brokers, clientId: 'short' });
  const waiting = short.read(topic, 0, 0, 1 << 20, 30_000);
  const failed = expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  await short.bounds(topic, 0);
  const begin = performance.now();
  await short.close();
  await failed;
  expect(performance.now() - begin).toBeLessThan(2_000);
});

test('kafkajs never computes a negative timer', () => {
  expect(warnings).not.toContain('TimeoutNegativeWarning');
});
