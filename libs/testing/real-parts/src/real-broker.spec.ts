import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { type RealBroker, startRealBroker } from './index.ts';

let broker: RealBroker;
beforeAll(async () => {
  broker = await startRealBroker();
}, 120_000);
afterAll(() => broker.stop());

test('an acknowledged record is there after the broker was killed and started again', async () => {
  const kafka = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 2 }], waitForLeaders: true });
  const producer = kafka.producer();
  await producer.connect();
  const [receipt] = await producer.send({ topic: 'kept', acks: -1, messages: [{ value: 'a', partition: 1 }] });
  expect(receipt?.baseOffset).toBe('0');
  await producer.disconnect();
  await broker.crash();
  await broker.restart();
  const offsets = await admin.fetchTopicOffsets('kept');
  expect(offsets.find((each) => each.partition === 1)?.high).toBe('1');
  await admin.disconnect();
});
