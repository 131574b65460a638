import type { TopicSpec } from '@suanpan/facts';

const REPLICAS_WANTED = 3;
const IN_SYNC_WANTED = '2';

/** What a topic must be on a cluster of this size. */
export interface TopicDemand {
  readonly name: string;
  readonly partitions: number;
  readonly replicas: number;
  readonly config: Readonly<Record<string, string>>;
}

/** What a topic is. */
export interface TopicState {
  readonly partitions: number;
  /** Of the partition that has the fewest. */
  readonly replicas: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Three replicas of which two must have a record, where there are three brokers; what there is otherwise. */
export function topicDemand(topic: TopicSpec, shards: number, brokers: number): TopicDemand {
  const replicas = Math.min(REPLICAS_WANTED, brokers);
  const config = replicas < REPLICAS_WANTED ? topic.config : { ...topic.config, 'min.insync.replicas': IN_SYNC_WANTED };
  return { name: topic.name, partitions: topic.partitions === 'single' ? 1 : shards, replicas, config };
}

/** Every difference as text: topic, setting, what it is, what it should be. More replicas than demanded are fine. */
export function compareTopic(demand: TopicDemand, state: TopicState | undefined): string[] {
  if (state === undefined) return [`${demand.name} does not exist and could not be created`];
  const wrong: string[] = [];
  const tell = (setting: string, is: unknown, should: unknown) =>
    wrong.push(`${demand.name}: ${setting} is ${is}, should be ${should}`);
  if (state.partitions !== demand.partitions) tell('partitions', state.partitions, demand.partitions);
  if (state.replicas < demand.replicas) tell('replication factor', state.replicas, demand.replicas);
  for (const [setting, should] of Object.entries(demand.config)) {
    const is = state.config[setting];
    if (is !== should) tell(setting, is, should);
  }
  return wrong;
}
