import { Fault } from '@suanpan/fault';
import { type ConfigOf, choiceSetting, listSetting, readConfig, textSetting } from '@suanpan/service-runtime';

/** Kafka's own names: https://kafka.apache.org/documentation/#brokerconfigs_listener.security.protocol.map */
const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'] as const;
const MECHANISMS = ['SCRAM-SHA-512', 'SCRAM-SHA-256', 'PLAIN'] as const;

type SecurityProtocol = (typeof PROTOCOLS)[number];
type SaslMechanism = (typeof MECHANISMS)[number];

/** How a process reaches Kafka and proves who it is, as settings: the same for every service and the command line. */
export const KAFKA_CONFIG = {
  brokers: listSetting('SUANPAN_KAFKA_BROKERS', 'host:port of some brokers, separated by commas'),
  kafkaSecurityProtocol: choiceSetting(
    'SUANPAN_KAFKA_SECURITY_PROTOCOL',
    'how the brokers are spoken to',
    PROTOCOLS,
    'PLAINTEXT',
  ),
  kafkaSaslMechanism: choiceSetting(
    'SUANPAN_KAFKA_SASL_MECHANISM',
    'how the user is authenticated',
    MECHANISMS,
    'SCRAM-SHA-512',
  ),
  kafkaSaslUsername: textSetting('SUANPAN_KAFKA_SASL_USERNAME', 'user of this process at the brokers', ''),
  kafkaSaslPasswordFile: textSetting('SUANPAN_KAFKA_SASL_PASSWORD_FILE', 'file that holds the password', ''),
  kafkaSslCaFile: textSetting(
    'SUANPAN_KAFKA_SSL_CA_FILE',
    'PEM file of the certificate authorities to trust; the well-known ones if empty',
    '',
  ),
  kafkaSslCertificateFile: textSetting('SUANPAN_KAFKA_SSL_CERTIFICATE_FILE', 'PEM file, for mutual TLS', ''),
  kafkaSslKeyFile: textSetting('SUANPAN_KAFKA_SSL_KEY_FILE', 'PEM file of the private key, for mutual TLS', ''),
};

type KafkaSettings = ConfigOf<typeof KAFKA_CONFIG>;
type Environment = Readonly<Record<string, string | undefined>>;

/** A way to the brokers. It names files and holds no secret itself, so it may be stored and shown. */
export interface KafkaConnection {
  /** `host:port` of some brokers; the others are learned from them. */
  readonly brokers: readonly string[];
  readonly protocol: SecurityProtocol;
  /** Present exactly for the SASL protocols. */
  readonly sasl?: { readonly mechanism: SaslMechanism; readonly username: string; readonly passwordFile: string };
  /** Present exactly for the SSL protocols. */
  readonly ssl?: { readonly caFile?: string; readonly certificateFile?: string; readonly keyFile?: string };
}

/** Brokers that ask nobody who they are. */
export function plaintextConnection(brokers: readonly string[]): KafkaConnection {
  return { brokers, protocol: 'PLAINTEXT' };
}

const HOST_AND_PORT = /^[^\s,]+:\d{1,5}$/;

/**
 * The connection that settings describe. `config_invalid` where settings contradict each other: a user name that the
 * protocol would never send is a mistake that must not end in an anonymous connection.
 */
export function kafkaConnection(settings: KafkaSettings): KafkaConnection {
  const { brokers, kafkaSecurityProtocol: protocol } = settings;
  const wrong = contradictions(settings);
  const unreadable = brokers.filter((broker) => !HOST_AND_PORT.test(broker));
  if (unreadable.length > 0)
    wrong.push(`SUANPAN_KAFKA_BROKERS "${unreadable.join(',')}" should be host:port, more after commas`);
  if (wrong.length > 0) throw new Fault('config_invalid', `${wrong.join('; ')}.`);
  return {
    brokers,
    protocol,
    ...(usesSasl(protocol) ? { sasl: saslOf(settings) } : {}),
    ...(usesSsl(protocol) ? { ssl: sslOf(settings) } : {}),
  };
}

/** Reads the connection from the environment alone, for a process that is no service. */
export function readKafkaConnection(env: Environment): KafkaConnection {
  return kafkaConnection(readConfig(env, KAFKA_CONFIG));
}

/** The environment in which a child process reads the same connection. */
export function kafkaConnectionEnv({ brokers, protocol, sasl, ssl }: KafkaConnection): Record<string, string> {
  return {
    [KAFKA_CONFIG.brokers.name]: brokers.join(','),
    [KAFKA_CONFIG.kafkaSecurityProtocol.name]: protocol,
    [KAFKA_CONFIG.kafkaSaslMechanism.name]: sasl?.mechanism ?? '',
    [KAFKA_CONFIG.kafkaSaslUsername.name]: sasl?.username ?? '',
    [KAFKA_CONFIG.kafkaSaslPasswordFile.name]: sasl?.passwordFile ?? '',
    [KAFKA_CONFIG.kafkaSslCaFile.name]: ssl?.caFile ?? '',
    [KAFKA_CONFIG.kafkaSslCertificateFile.name]: ssl?.certificateFile ?? '',
    [KAFKA_CONFIG.kafkaSslKeyFile.name]: ssl?.keyFile ?? '',
  };
}

const usesSasl = (protocol: SecurityProtocol) => protocol.startsWith('SASL');
const usesSsl = (protocol: SecurityProtocol) => protocol.endsWith('SSL');

function contradictions(settings: KafkaSettings): string[] {
  const { kafkaSecurityProtocol: protocol, kafkaSaslUsername, kafkaSaslPasswordFile } = settings;
  const { kafkaSslCaFile, kafkaSslCertificateFile, kafkaSslKeyFile } = settings;
  const wrong: string[] = [];
  const sasl: readonly (readonly [string, string])[] = [
    [KAFKA_CONFIG.kafkaSaslUsername.name, kafkaSaslUsername],
    [KAFKA_CONFIG.kafkaSaslPasswordFile.name, kafkaSaslPasswordFile],
  ];
  const ssl: readonly (readonly [string, string])[] = [
    [KAFKA_CONFIG.kafkaSslCaFile.name, kafkaSslCaFile],
    [KAFKA_CONFIG.kafkaSslCertificateFile.name, kafkaSslCertificateFile],
    [KAFKA_CONFIG.kafkaSslKeyFile.name, kafkaSslKeyFile],
  ];
  for (const [name, value] of sasl) {
    if (usesSasl(protocol) && value === '') wrong.push(`${name} is not set, and ${protocol} needs it`);
    if (!usesSasl(protocol) && value !== '') wrong.push(`${name} is set, but ${protocol} sends no user name`);
  }
  for (const [name, value] of ssl) {
    if (!usesSsl(protocol) && value !== '') wrong.push(`${name} is set, but ${protocol} is not encrypted`);
  }
  if ((kafkaSslCertificateFile === '') !== (kafkaSslKeyFile === '')) {
    wrong.push(`${ssl[1]?.[0]} and ${ssl[2]?.[0]} are needed together`);
  }
  return wrong;
}

function saslOf(settings: KafkaSettings): NonNullable<KafkaConnection['sasl']> {
  const { kafkaSaslMechanism: mechanism, kafkaSaslUsername: username, kafkaSaslPasswordFile: passwordFile } = settings;
  return { mechanism, username, passwordFile };
}

function sslOf(settings: KafkaSettings): NonNullable<KafkaConnection['ssl']> {
  const { kafkaSslCaFile: caFile, kafkaSslCertificateFile: certificateFile, kafkaSslKeyFile: keyFile } = settings;
  return {
    ...(caFile === '' ? {} : { caFile }),
    ...(certificateFile === '' ? {} : { certificateFile, keyFile }),
  };
}
