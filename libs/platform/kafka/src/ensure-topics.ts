import type { TopicSpec } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import kafkajs, { type Admin } from 'kafkajs';
import { questionFault } from './broker-faults.ts';
import { type KafkaSettings, withDefaults } from './kafka-settings.ts';
import { newKafkajs } from './kafkajs-client.ts';
import { compareTopic, type TopicDemand, type TopicState, topicDemand } from './topic-demand.ts';

const MIN_INSYNC = 'min.insync.replicas';

/**
 * Creates the topics that are missing and compares the others, setting by setting. An existing topic is never changed:
 * a different partition count would move roots to other shards, and other settings were somebody's decision.
 * `topic_misconfigured` names every topic, setting, what it is and what it should be; `unavailable` if nobody answers.
 */
export async function ensureTopics(
  settings: KafkaSettings,
  topics: readonly TopicSpec[],
  shards: number,
): Promise<void> {
  const admin = newKafkajs(withDefaults(settings), true).admin({ retry: { retries: 8 } });
  try {
    await admin.connect();
    const { brokers } = await admin.describeCluster();
    const demands = topics.map((topic) => topicDemand(topic, shards, brokers.length));
    const existing = new Set(await admin.listTopics());
    await create(
      admin,
      demands.filter(({ name }) => !existing.has(name)),
    );
    const states = await describe(admin, demands);
    const wrong = demands.flatMap((demand) => compareTopic(demand, states.get(demand.name)));
    if (wrong.length > 0) throw new Fault('topic_misconfigured', `${wrong.join('; ')}.`);
  } catch (error) {
    throw error instanceof Fault ? error : questionFault('the topics', error);
  } finally {
    await admin.disconnect();
  }
}

/** Another process may create the same topics at the same moment; what stands afterwards is compared in any case. */
async function create(admin: Admin, demands: readonly TopicDemand[]): Promise<void> {
  if (demands.length === 0) return;
  await admin.createTopics({
    waitForLeaders: true,
    topics: demands.map(({ name, partitions, replicas, config }) => ({
      topic: name,
      numPartitions: partitions,
      replicationFactor: replicas,
      configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    })),
  });
}

async function describe(admin: Admin, demands: readonly TopicDemand[]): Promise<Map<string, TopicState>> {
  const { topics } = await admin.fetchTopicMetadata({ topics: demands.map(({ name }) => name) });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: demands.map(({ name, config }) => ({
      type: kafkajs.ConfigResourceTypes.TOPIC,
      name,
      configNames: [...new Set([...Object.keys(config), MIN_INSYNC])],
    })),
  });
  return new Map(
    topics.map(({ name, partitions }) => {
      const entries = resources.find((resource) => resource.resourceName === name)?.configEntries ?? [];
      const replicas = Math.min(...partitions.map((partition) => partition.replicas.length));
      const config = Object.fromEntries(entries.map((entry) => [entry.configName, entry.configValue]));
      return [name, { partitions: partitions.length, replicas, config }];
    }),
  );
}
