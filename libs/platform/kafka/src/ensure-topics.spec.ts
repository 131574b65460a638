import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { TOPICS, type TopicSpec, USAGE_EVENTS } from '@suanpan/facts';
import { type RealBroker, startRealBroker } from '@suanpan/real-parts';
import { type Admin, ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';
import { ensureTopics } from './index.ts';
import { compareTopic, topicDemand } from './topic-demand.ts';

let broker: RealBroker;
let admin: Admin;

beforeAll(async () => {
  broker = await startRealBroker();
  admin = new Kafka({ brokers: broker.brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
}, 120_000);

afterAll(async () => {
  await admin?.disconnect();
  await broker?.stop();
});

const ensure = (topics: readonly TopicSpec[], shards: number) =>
  ensureTopics({ brokers: broker.brokers, clientId: 'spec' }, topics, shards);

test('missing topics are created as the contract says, by several processes at once, and then accepted', async () => {
  await Promise.all([ensure(TOPICS, 4), ensure(TOPICS, 4), ensure(TOPICS, 4)]);
  const { topics } = await admin.fetchTopicMetadata({ topics: TOPICS.map(({ name }) => name) });
  const partitions = Object.fromEntries(topics.map((topic) => [topic.name, topic.partitions.length]));
  expect(partitions).toEqual({ 'usage.events': 4, 'usage.rated': 4, 'catalogue.changes': 1 });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: USAGE_EVENTS.name }],
  });
  const config = resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]) ?? [];
  expect(Object.fromEntries(config)).toMatchObject(USAGE_EVENTS.config);
  await ensure(TOPICS, 4);
});

test('another partition count is refused and left as it is', async () => {
  await expect(ensure(TOPICS, 8)).rejects.toMatchObject({
    code: 'topic_misconfigured',
    detail: 'usage.events: partitions is 4, should be 8; usage.rated: partitions is 4, should be 8.',
  });
  const { topics } = await admin.fetchTopicMetadata({ topics: [USAGE_EVENTS.name] });
  expect(topics[0]?.partitions).toHaveLength(4);
});

test('a setting that differs is refused with its name, what it is and what it should be', async () => {
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: USAGE_EVENTS.name,
        configEntries: Object.entries({ ...USAGE_EVENTS.config, 'retention.ms': '60000' }).map(([name, value]) => ({
          name,
          value,
        })),
      },
    ],
  });
  await expect(ensure(TOPICS, 4)).rejects.toMatchObject({
    detail: 'usage.events: retention.ms is 60000, should be 3888000000.',
  });
});

test('on three brokers a topic needs three replicas of which two have each record', () => {
  const demand = topicDemand(USAGE_EVENTS, 4, 3);
  expect(demand).toMatchObject({ replicas: 3, config: { 'min.insync.replicas': '2' } });
  const config = { ...USAGE_EVENTS.config, 'min.insync.replicas': '1' };
  expect(compareTopic(demand, { partitions: 4, replicas: 1, config })).toEqual([
    'usage.events: replication factor is 1, should be 3',
    'usage.events: min.insync.replicas is 1, should be 2',
  ]);
  expect(topicDemand(USAGE_EVENTS, 4, 2)).toMatchObject({ replicas: 2 });
});
