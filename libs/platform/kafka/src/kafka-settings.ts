import type { ISocketFactory, KafkaConfig } from 'kafkajs';
import { type KafkaLogger, plainKafkaLogger } from './quiet.ts';

/** How to reach the brokers and how long to wait for them. */
export interface KafkaSettings {
  /** `host:port` of some brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  /** How the broker's logs and quotas name this process. */
  readonly clientId: string;
  readonly logger?: KafkaLogger;
  readonly ssl?: NonNullable<KafkaConfig['ssl']>;
  readonly sasl?: NonNullable<KafkaConfig['sasl']>;
  /** How to open a socket, for tunnels and proxies. */
  readonly socketFactory?: ISocketFactory;
  /** Longest wait for a connection, milliseconds; 3,000 unless told. */
  readonly connectTimeoutMs?: number;
  /** Longest wait for the answer to one request, milliseconds; 10,000 unless told. */
  readonly requestTimeoutMs?: number;
  /** How long reads and questions are tried again before they fail, milliseconds; 15,000 unless told. */
  readonly deadlineMs?: number;
}

type Optional = 'ssl' | 'sasl' | 'socketFactory';

export type FullKafkaSettings = Required<Omit<KafkaSettings, Optional>> & Pick<KafkaSettings, Optional>;

export function withDefaults(settings: KafkaSettings): FullKafkaSettings {
  return {
    ...settings,
    logger: settings.logger ?? plainKafkaLogger,
    connectTimeoutMs: settings.connectTimeoutMs ?? 3_000,
    requestTimeoutMs: settings.requestTimeoutMs ?? 10_000,
    deadlineMs: settings.deadlineMs ?? 15_000,
  };
}
