export { connectKafkaLog, KafkaLog } from './kafka-log.ts';
export type { KafkaSettings } from './kafka-settings.ts';
export type { Log, LogBounds, LogRecord } from './log.ts';
export type { KafkaLogger } from './quiet.ts';
