/** Every topic, its settings, and what it is for. The platform creates missing ones and refuses to run on others' settings. */
export interface TopicSpec {
  readonly name: string;
  /** `shards`: one partition per shard. `single`: one partition, so that its records have one order. */
  readonly partitions: 'shards' | 'single';
  /** Broker settings that change what the system promises; a difference is a fault at start. */
  readonly config: Readonly<Record<string, string>>;
}

/** The processes that reach the log, each as a user of its own at the broker. */
export const LOG_USERS = ['ingest', 'rating', 'sink', 'admin', 'quota', 'alerting', 'audit'] as const;
export type LogUser = (typeof LOG_USERS)[number];

/** Who may append to a topic and who may read it; nobody else but the operator may. */
export interface TopicAccess {
  readonly topic: string;
  readonly writers: readonly LogUser[];
  readonly readers: readonly LogUser[];
}

const DAY_MS = 86_400_000;
/** Bytes of a packed record that the topics take. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** Usage events and directives as ingest stored them: what came in. Fold time is the broker's append time. */
export const USAGE_EVENTS: TopicSpec = {
  name: 'usage.events',
  partitions: 'shards',
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': String(45 * DAY_MS),
    'retention.bytes': '-1',
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': String(MAX_RECORD_BYTES),
  },
};

/** Claims and batches of outcomes: what became of it. Kept until closes checkpoint it, and 200 days at least. */
export const USAGE_RATED: TopicSpec = {
  name: 'usage.rated',
  partitions: 'shards',
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': String(MAX_RECORD_BYTES),
  },
};

/** Every catalogue revision for ever, in order, on one partition. */
export const CATALOGUE_CHANGES: TopicSpec = {
  name: 'catalogue.changes',
  partitions: 'single',
  config: {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'message.timestamp.type': 'LogAppendTime',
    'max.message.bytes': String(MAX_RECORD_BYTES),
  },
};

export const TOPICS: readonly TopicSpec[] = [USAGE_EVENTS, USAGE_RATED, CATALOGUE_CHANGES];

/** What comes in is read by rating alone: it holds what outcomes no longer do. */
export const TOPIC_ACCESS: readonly TopicAccess[] = [
  { topic: USAGE_EVENTS.name, writers: ['ingest', 'rating', 'admin'], readers: ['rating'] },
  {
    topic: USAGE_RATED.name,
    writers: ['rating'],
    readers: ['rating', 'sink', 'admin', 'quota', 'alerting', 'audit'],
  },
  {
    topic: CATALOGUE_CHANGES.name,
    writers: ['admin'],
    readers: ['ingest', 'rating', 'admin', 'quota', 'alerting', 'audit'],
  },
];
