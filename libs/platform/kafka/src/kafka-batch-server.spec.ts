import { setTimeout as delay } from 'node:timers/promises';
import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Controller, type INestMicroservice } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { Fault } from '@suanpan/fault';
import { type RealBroker, startRealBroker } from '@suanpan/real-parts';
import { type Admin, Kafka, logLevel } from 'kafkajs';
import {
  type BatchContext,
  BatchHandler,
  BatchingAppender,
  type BatchServerSettings,
  connectKafkaLog,
  type Halt,
  KafkaBatchServer,
  type KafkaLog,
  type LogRecord,
  type Retry,
} from './index.ts';

type Handle = (records: readonly LogRecord[], context: BatchContext) => Promise<void>;

let broker: RealBroker;
let admin: Admin;
let log: KafkaLog;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const running: INestMicroservice[] = [];

beforeAll(async () => {
  broker = await startRealBroker();
  admin = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  log = await connectKafkaLog({ brokers: broker.brokers, clientId: 'spec' });
}, 120_000);

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()));
});

afterAll(async () => {
  await log?.close();
  await admin?.disconnect();
  await broker?.stop();
});

async function newTopic(partitions: number): Promise<string> {
  const topic = `t-${randomUUID()}`;
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions }] });
  // Metadata names a leader a moment before the broker acts as one; an append in between would fail for good.
  for (let partition = 0; partition < partitions; partition += 1) await log.bounds(topic, partition);
  return topic;
}

async function append(topic: string, partition: number, ...values: string[]): Promise<void> {
  for (const value of values) await log.append(topic, partition, [Buffer.from(value)]);
}

interface Member {
  readonly server: KafkaBatchServer;
  readonly halts: Halt[];
  readonly retries: Retry[];
  stop(): Promise<void>;
}

/** A small Nest microservice whose one handler is the given function. */
async function serve(topic: string, handle: Handle, settings: Partial<BatchServerSettings> = {}): Promise<Member> {
  @Controller()
  class Consumer {
    @BatchHandler(topic)
    onBatch(@Payload() records: LogRecord[], @Ctx() context: BatchContext): Promise<void> {
      return handle(records, context);
    }
  }
  class Service {}
  const halts: Halt[] = [];
  const retries: Retry[] = [];
  const server = new KafkaBatchServer({
    kafka: { brokers: broker.brokers, clientId: 'spec', logger: silent },
    groupId: `g-${topic}`,
    partitions: 8,
    onHalt: (halt) => halts.push(halt),
    onRetry: (retry) => retries.push(retry),
    onCrash: (error) => {
      throw error;
    },
    ...settings,
  });
  const module = { module: Service, controllers: [Consumer] };
  const service = await NestFactory.createMicroservice(module, { strategy: server, logger: false });
  running.push(service);
  await service.listen();
  const stop = async () => {
    running.splice(running.indexOf(service), 1);
    await service.close();
  };
  return { server, halts, retries, stop };
}

// A group takes seconds to form, and on a machine that is busy many.
jest.setTimeout(90_000);

async function until(true_: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!(await true_())) {
    if (performance.now() > deadline) throw new Error('it did not come true in time');
    await delay(10);
  }
}

const texts = (records: readonly LogRecord[]) => records.map(({ value }) => value.toString());

test('every record of every partition is delivered once, in order, with its place', async () => {
  const topic = await newTopic(3);
  const got: string[][] = [[], [], []];
  for (const partition of [0, 1, 2]) await append(topic, partition, 'a', 'b');
  await serve(topic, async (records, context) => {
    const list = got[context.partition] ?? [];
    if (records.length > 0) expect(context.firstOffset).toBe(list.length);
    for (const { offset } of records) expect(offset).toBeLessThan(context.endOffset ?? 0);
    expect(context.topic).toBe(topic);
    list.push(...texts(records));
  });
  for (const partition of [0, 1, 2]) await append(topic, partition, 'c', 'd');
  await until(() => got.every((list) => list.length === 4));
  expect(got).toEqual([...'012'].map(() => ['a', 'b', 'c', 'd']));
});

test('after an assignment each partition gets one delivery without records, before any other', async () => {
  const topic = await newTopic(2);
  await append(topic, 0, 'a');
  const seen: string[] = [];
  await serve(topic, async (records, { partition }) => {
    seen.push(`${partition}:${texts(records).join()}`);
  });
  await until(() => seen.length >= 3);
  expect(seen.filter((line) => line.startsWith('0'))).toEqual(['0:', '0:a']);
  expect(seen.filter((line) => line.startsWith('1'))).toEqual(['1:']);
});

test('the next delivery starts where the handler sought, forwards and backwards', async () => {
  const topic = await newTopic(1);
  await append(topic, 0, 'a', 'b', 'c', 'd');
  const starts: (number | undefined)[] = [];
  await serve(topic, async (records, context) => {
    starts.push(context.firstOffset);
    if (records.length === 0) context.seek(2);
    else if (starts.length === 2) {
      context.seek(1);
      expect(context.stale()).toBe(true);
    }
  });
  await until(() => starts.length === 3);
  expect(starts).toEqual([undefined, 2, 1]);
});

test('what a handler commits is shown as the position of the group', async () => {
  const topic = await newTopic(1);
  await append(topic, 0, 'a', 'b');
  await serve(topic, async (records, context) => {
    const last = records.at(-1);
    if (last !== undefined) await context.commit(last.offset + 1);
  });
  await until(async () => {
    const [offsets] = await admin.fetchOffsets({ groupId: `g-${topic}`, topics: [topic] });
    return offsets?.partitions[0]?.offset === '2';
  });
});

test('a passing fault has the same records delivered again, and other partitions go on meanwhile', async () => {
  const topic = await newTopic(2);
  const got: string[][] = [[], []];
  let failing = true;
  const { retries, halts } = await serve(
    topic,
    async (records, { partition }) => {
      if (partition === 0 && records.length > 0 && failing) throw new Fault('unavailable', 'not now');
      got[partition]?.push(...texts(records));
    },
    { retryPauseMs: 20, retryPauseMaxMs: 50 },
  );
  await append(topic, 0, 'a', 'b');
  await until(() => retries.length >= 3);
  await append(topic, 1, 'x');
  await until(() => got[1]?.length === 1);
  expect(got[0]).toEqual([]);
  failing = false;
  await until(() => got[0]?.length === 2);
  expect(got).toEqual([['a', 'b'], ['x']]);
  expect(halts).toEqual([]);
  expect(retries[1]).toMatchObject({ topic, partition: 0, attempt: 2 });
});

test('any other error halts its partition with the error itself, and the others go on', async () => {
  const topic = await newTopic(2);
  const broken = new Fault('chain_broken', 'batch 7 does not continue batch 5');
  const got: string[] = [];
  let halting = 0;
  const { halts, server } = await serve(topic, async (records, { partition }) => {
    if (partition === 0 && records.length > 0) {
      halting++;
      throw broken;
    }
    got.push(...texts(records));
  });
  await append(topic, 0, 'a');
  await until(() => halts.length === 1);
  expect(halts[0]).toMatchObject({ topic, partition: 0 });
  expect(halts[0]?.error).toBe(broken);
  await append(topic, 0, 'b');
  await append(topic, 1, 'x', 'y', 'z');
  await until(() => got.length === 3);
  expect(halting).toBe(1);
  expect(server.halts).toHaveLength(1);
});

test('a rebalance changes the generation, voids what was sought before, and loses nothing', async () => {
  const topic = await newTopic(4);
  const got = new Map<string, number>();
  const note = (records: readonly LogRecord[]) => {
    for (const text of texts(records)) got.set(text, (got.get(text) ?? 0) + 1);
  };
  let oldContext: BatchContext | undefined;
  const handle: Handle = async (records, context) => {
    note(records);
    oldContext ??= context;
    const last = records.at(-1);
    if (last !== undefined) await context.commit(last.offset + 1);
  };
  const wanted: string[] = [];
  const appendSome = async (round: string) => {
    for (const partition of [0, 1, 2, 3]) {
      for (let index = 0; index < 5; index++) {
        wanted.push(`${round}-${partition}-${index}`);
        await append(topic, partition, wanted.at(-1) ?? '');
      }
    }
  };
  const first = await serve(topic, handle);
  await appendSome('alone');
  const before = first.server.generation;
  const generationsOfSecond = new Set<number>();
  const appending = appendSome('meanwhile');
  const second = await serve(topic, async (records, context) => {
    generationsOfSecond.add(context.generation);
    await handle(records, context);
  });
  await appending;
  await until(() => first.server.generation > before);
  expect(oldContext?.stale()).toBe(true);
  oldContext?.seek(1_000);
  await appendSome('together');
  await until(() => generationsOfSecond.size > 0 && wanted.every((text) => got.has(text)));
  await second.stop();
  await appendSome('alone again');
  await until(() => wanted.every((text) => got.has(text)));
  expect(first.halts).toEqual([]);
});

test('a handler that runs longer than the session keeps its partitions', async () => {
  const topic = await newTopic(1);
  const deliveries: string[] = [];
  const { server } = await serve(
    topic,
    async (records) => {
      if (records.length === 0) return;
      deliveries.push(texts(records).join());
      if (deliveries.length === 1) await delay(8_000);
    },
    { sessionTimeoutMs: 6_000 },
  );
  await append(topic, 0, 'a');
  await until(() => deliveries.length === 1);
  const { generation } = server;
  await append(topic, 0, 'b');
  await until(() => deliveries.length === 2);
  expect(deliveries).toEqual(['a', 'b']);
  expect(server.generation).toBe(generation);
});

test('a position whose records are gone, or which lies beyond the end, halts instead of starting anew', async () => {
  for (const [sought, code] of [
    [1, 'log_gap'],
    [9, 'log_truncated'],
  ] as const) {
    const topic = await newTopic(1);
    await append(topic, 0, 'a', 'b', 'c', 'd');
    await admin.fetchTopicOffsets(topic);
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '3' }] });
    const got: string[] = [];
    const { halts, stop } = await serve(topic, async (records, context) => {
      if (records.length === 0) context.seek(sought);
      else got.push(...texts(records));
    });
    await until(() => halts.length === 1);
    expect(halts[0]?.error).toMatchObject({ code });
    expect(got).toEqual([]);
    await stop();
  }
});

test('a broker that restarts is waited for, and nothing is lost', async () => {
  const topic = await newTopic(2);
  const got = new Set<string>();
  await serve(topic, async (records) => {
    for (const text of texts(records)) got.add(text);
  });
  await append(topic, 0, 'a');
  await append(topic, 1, 'b');
  await until(() => got.size === 2);
  await broker.crash();
  await broker.restart();
  const appender = new BatchingAppender(log);
  await Promise.all([appender.append(topic, 0, Buffer.from('c')), appender.append(topic, 1, Buffer.from('d'))]);
  await until(() => got.size === 4);
}, 60_000);

test('without a broker a member still ends soon', async () => {
  const { stop } = await serve(await newTopic(1), async () => {});
  await broker.crash();
  const begin = performance.now();
  await stop();
  expect(performance.now() - begin).toBeLessThan(12_000);
  await broker.restart();
}, 60_000);

test('two handlers of one topic are refused', async () => {
  const server = new KafkaBatchServer({
    kafka: { brokers: broker.brokers, clientId: 'spec' },
    groupId: 'g',
    partitions: 1,
    onHalt: () => {},
    onCrash: () => {},
  });
  server.addHandler('t', async () => {}, true);
  server.addHandler('t', async () => {}, true);
  const told = await new Promise((resolve) => void server.listen(resolve));
  expect(told).toMatchObject({ code: 'config_invalid' });
});
