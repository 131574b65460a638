import { readFileSync } from 'node:fs';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import { metadataAnswers } from './metadata-probe.ts';
import { BROKER_USER, type BrokerSecurity } from './security.ts';

/** Where a node is asked, and as whom. */
export interface BrokerQuestion {
  readonly host: string;
  readonly port: number;
  /** Both left out for a node that asks nobody who they are. */
  readonly sasl?: NonNullable<KafkaConfig['sasl']>;
  readonly ssl?: NonNullable<KafkaConfig['ssl']>;
}

/** The node asks itself as its own user, with its own certificate. */
export function asBroker({ protocol, mechanism, users, tls }: BrokerSecurity): Pick<BrokerQuestion, 'sasl' | 'ssl'> {
  const account = { username: BROKER_USER, password: users[BROKER_USER] ?? '' };
  const sasl =
    mechanism === 'PLAIN'
      ? ({ mechanism: 'plain', ...account } as const)
      : ({ mechanism: 'scram-sha-512', ...account } as const);
  const pem = tls === undefined ? undefined : readFileSync(tls.keyStoreFile, 'utf8');
  return {
    ...(protocol.startsWith('SASL') ? { sasl } : {}),
    ...(tls === undefined || pem === undefined
      ? {}
      : { ssl: { ca: [readFileSync(tls.trustStoreFile, 'utf8')], key: pem, cert: pem } }),
  };
}

const TIMEOUT_MS = 2_000;

/** A client of the node, quiet: the supervisor says itself what went wrong. */
export function clientOf({ host, port, sasl, ssl }: BrokerQuestion, retry: { readonly retries: number }): Kafka {
  return new Kafka({
    brokers: [`${host}:${port}`],
    clientId: 'suanpan-stack',
    ...(sasl === undefined ? {} : { sasl }),
    ...(ssl === undefined ? {} : { ssl }),
    connectionTimeout: TIMEOUT_MS,
    requestTimeout: TIMEOUT_MS,
    logLevel: logLevel.NOTHING,
    retry,
  });
}

/**
 * Whether a client's metadata request is answered with at least one broker. That is readiness: a node that listens but is
 * not yet registered answers with none, and one that knows its users answers them.
 */
export async function brokerAnswers(question: BrokerQuestion): Promise<boolean> {
  const { host, port, sasl, ssl } = question;
  // On the wire without a client, for then nothing of a client's own retries and noise is in the way.
  if (sasl === undefined && ssl === undefined) return metadataAnswers(host, port, TIMEOUT_MS);
  const admin = clientOf(question, { retries: 0 }).admin();
  try {
    await admin.connect();
    return (await admin.describeCluster()).brokers.length > 0;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
