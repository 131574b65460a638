import type { TopicSpec } from '@suanpan/facts';
import { ensureTopics } from '@suanpan/kafka';
import { openConnection } from '@suanpan/kafka-connection';
import type { StackAddresses } from '@suanpan/stack';
import { LIMIT_TOPIC } from './measure-ingest.ts';
import { COPY_TOPIC } from './measure-rating.ts';

const config = { 'max.message.bytes': String(4 * 1024 * 1024) };

const BENCH_TOPICS: readonly TopicSpec[] = [
  { name: LIMIT_TOPIC, partitions: 'shards', config },
  { name: COPY_TOPIC, partitions: 'shards', config },
];

/** Makes the topics that only measurements write to. */
export async function createBenchTopics({ kafka, shards }: StackAddresses): Promise<void> {
  await ensureTopics({ ...openConnection(kafka), clientId: 'bench' }, BENCH_TOPICS, shards);
}
