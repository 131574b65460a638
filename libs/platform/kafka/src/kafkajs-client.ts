import { Kafka, type LogEntry, logLevel } from 'kafkajs';
import type { FullKafkaSettings } from './kafka-settings.ts';
import type { WireLogEntry } from './kafkajs-parts.ts';
import { doubledLogCreatorFor, logCreatorFor } from './quiet.ts';

/**
 * kafkajs's public client with our time-outs and our logger. `doubled`: its errors reach the caller as faults anyhow,
 * so its own lines about them are told as debug.
 */
export function newKafkajs(settings: FullKafkaSettings, doubled = false): Kafka {
  const tell = (doubled ? doubledLogCreatorFor : logCreatorFor)(settings.logger)();
  return new Kafka({
    brokers: [...settings.brokers],
    clientId: settings.clientId,
    connectionTimeout: settings.connectTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    logLevel: logLevel.INFO,
    logCreator: () => (entry: LogEntry) => tell(entry as unknown as WireLogEntry),
    ...(settings.ssl === undefined ? {} : { ssl: settings.ssl }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
    ...(settings.socketFactory === undefined ? {} : { socketFactory: settings.socketFactory }),
  });
}
