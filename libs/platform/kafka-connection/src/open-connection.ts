import { readFileSync } from 'node:fs';
import { Fault } from '@suanpan/fault';
import { KAFKA_CONFIG, type KafkaConnection } from './kafka-connection.ts';

/** What a Kafka client takes, with the secrets read from their files. Never to be stored or shown. */
export interface OpenedConnection {
  readonly brokers: readonly string[];
  /** Passed to Node's `tls.connect`. */
  readonly ssl?: {
    readonly rejectUnauthorized: true;
    readonly ca?: string[];
    readonly cert?: string;
    readonly key?: string;
  };
  readonly sasl?: SaslAccount;
}

interface Password {
  readonly username: string;
  readonly password: string;
}

type SaslAccount =
  | ({ readonly mechanism: 'plain' } & Password)
  | ({ readonly mechanism: 'scram-sha-256' } & Password)
  | ({ readonly mechanism: 'scram-sha-512' } & Password);

const MECHANISMS = {
  PLAIN: 'plain',
  'SCRAM-SHA-256': 'scram-sha-256',
  'SCRAM-SHA-512': 'scram-sha-512',
} as const;

function readSecret(setting: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new Fault('config_invalid', `${setting} names ${file}, which cannot be read (${why}).`, { cause: error });
  }
  if (text === '') throw new Fault('config_invalid', `${setting} names ${file}, which is empty.`);
  return text;
}

/** Reads the files that a connection names. `config_invalid` names the setting whose file cannot be read. */
export function openConnection({ brokers, sasl, ssl }: KafkaConnection): OpenedConnection {
  return {
    brokers,
    ...(sasl === undefined
      ? {}
      : {
          sasl: {
            mechanism: MECHANISMS[sasl.mechanism],
            username: sasl.username,
            password: readSecret(KAFKA_CONFIG.kafkaSaslPasswordFile.name, sasl.passwordFile),
          },
        }),
    ...(ssl === undefined ? {} : { ssl: openSsl(ssl) }),
  };
}

function openSsl({ caFile, certificateFile, keyFile }: NonNullable<KafkaConnection['ssl']>) {
  return {
    rejectUnauthorized: true as const,
    ...(caFile === undefined ? {} : { ca: [readSecret(KAFKA_CONFIG.kafkaSslCaFile.name, caFile)] }),
    ...(certificateFile === undefined || keyFile === undefined
      ? {}
      : {
          cert: readSecret(KAFKA_CONFIG.kafkaSslCertificateFile.name, certificateFile),
          key: readSecret(KAFKA_CONFIG.kafkaSslKeyFile.name, keyFile),
        }),
  };
}
