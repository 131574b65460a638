export { APPEND_LIMITS, type AppendLimits, BatchingAppender } from './batching-appender.ts';
export { ensureTopics } from './ensure-topics.ts';
export { connectKafkaLog, KafkaLog } from './kafka-log.ts';
export type { KafkaSettings } from './kafka-settings.ts';
export type { Log, LogBounds, LogRecord } from './log.ts';
export type { KafkaLogger } from './quiet.ts';
