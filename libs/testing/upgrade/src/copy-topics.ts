import { TOPICS, type TopicSpec } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics } from '@suanpan/kafka';
import { type KafkaConnection, openConnection } from '@suanpan/kafka-connection';
import kafkajs from 'kafkajs';
import type { Installation, KeptRecord } from './installation.ts';

const READ_BYTES = 4 * 1024 * 1024;

/** The records of every topic. They must begin at offset 0 and have no gap, for offsets are part of what they say. */
export async function readTopics(kafka: KafkaConnection, shards: number): Promise<Installation['topics']> {
  const log = await connectKafkaLog({ ...openConnection(kafka), clientId: 'upgrade' });
  try {
    const read = async (topic: TopicSpec, partition: number): Promise<KeptRecord[]> => {
      const kept: KeptRecord[] = [];
      for (;;) {
        const records = await log.read(topic.name, partition, kept.length, READ_BYTES, 500);
        if (records.length === 0) return kept;
        for (const { offset, appendedAt, value } of records) {
          if (offset !== kept.length) throw new Error(`${topic.name}/${partition} has a gap at ${kept.length}.`);
          kept.push([appendedAt, Buffer.from(value).toString('base64')]);
        }
      }
    };
    const topics: Record<string, KeptRecord[][]> = {};
    for (const topic of TOPICS) {
      const partitions: KeptRecord[][] = [];
      const count = topic.partitions === 'single' ? 1 : shards;
      for (let partition = 0; partition < count; partition += 1) partitions.push(await read(topic, partition));
      topics[topic.name] = partitions;
    }
    return topics;
  } finally {
    await log.close();
  }
}

/**
 * Writes the records to a new broker, at the offsets and with the append times they had, which decisions depend on: the topics
 * take the times of the writer while this runs.
 */
export async function writeTopics(
  address: string,
  { topics, shards }: Pick<Installation, 'topics' | 'shards'>,
): Promise<void> {
  const settings = { brokers: [address], clientId: 'upgrade' };
  const kafka = new kafkajs.Kafka({ ...settings, logLevel: kafkajs.logLevel.NOTHING });
  const [admin, producer] = [kafka.admin(), kafka.producer()];
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await ensureTopics(settings, TOPICS, shards);
    const stamped = (by: 'CreateTime' | 'LogAppendTime') =>
      admin.alterConfigs({
        validateOnly: false,
        resources: TOPICS.map(({ name, config }) => ({
          type: kafkajs.ConfigResourceTypes.TOPIC,
          name,
          configEntries: Object.entries({ ...config, 'message.timestamp.type': by }).map(([key, value]) => ({
            name: key,
            value,
          })),
        })),
      });
    await stamped('CreateTime');
    for (const [topic, partitions] of Object.entries(topics)) {
      for (const [partition, records] of partitions.entries()) {
        const messages = records.map(([appendedAt, value]) => ({
          ...{ partition, timestamp: String(appendedAt), value: Buffer.from(value, 'base64') },
        }));
        const [sent] = messages.length === 0 ? [] : await producer.send({ topic, acks: -1, messages });
        if (sent !== undefined && sent.baseOffset !== '0') throw new Error(`${topic}/${partition} was not empty.`);
      }
    }
    await stamped('LogAppendTime');
  } finally {
    await Promise.all([producer.disconnect(), admin.disconnect()]);
  }
}
