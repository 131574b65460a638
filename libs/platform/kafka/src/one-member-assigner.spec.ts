import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RealBroker, startRealBroker } from '@suanpan/real-parts';
import { type Consumer, Kafka, logLevel } from 'kafkajs';
import { oneMemberAssigner } from './one-member-assigner.ts';

let broker: RealBroker;
let kafka: Kafka;
const members: Consumer[] = [];

beforeAll(async () => {
  broker = await startRealBroker();
  kafka = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: 'work', numPartitions: 3 }] });
  await admin.disconnect();
}, 120_000);

afterAll(async () => {
  for (const member of members) await member.disconnect();
  await broker?.stop();
});

/** Joins the group and answers what it is given, now and after every rebalance. */
async function join(): Promise<{ consumer: Consumer; given: () => number[] }> {
  const consumer = kafka.consumer({ groupId: 'one', partitionAssigners: [oneMemberAssigner], maxWaitTimeInMs: 100 });
  let given: number[] = [];
  const joined = new Promise<void>((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      given = payload.memberAssignment.work ?? [];
      resolve();
    });
  });
  members.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topics: ['work'] });
  await consumer.run({ eachBatch: async () => {} });
  await joined;
  return { consumer, given: () => given };
}

async function until(holds: () => boolean): Promise<void> {
  for (const endsAt = Date.now() + 20_000; !holds() && Date.now() < endsAt; ) await delay(50);
}

test('one member holds every partition, and another takes all of them over when it leaves', async () => {
  const first = await join();
  expect(first.given()).toHaveLength(3);
  const second = await join();
  const all = () => [...first.given(), ...second.given()];
  await until(() => all().length === 3 && (first.given().length === 3 || second.given().length === 3));
  expect([first.given().length, second.given().length].sort()).toEqual([0, 3]);
  const [owner, standby] = first.given().length === 3 ? [first, second] : [second, first];
  await owner.consumer.disconnect();
  await until(() => standby.given().length === 3);
  expect(standby.given().sort()).toEqual([0, 1, 2]);
}, 60_000);
