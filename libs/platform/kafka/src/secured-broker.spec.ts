import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { openConnection, readKafkaConnection } from '@suanpan/kafka-connection';
import {
  type BrokerSecurity,
  makeTestCertificates,
  type RealBroker,
  startRealBroker,
  temporaryFolder,
} from '@suanpan/real-parts';
import { connectKafkaLog, ensureTopics, type KafkaLog } from './index.ts';

const TOPIC = { name: 'a.topic', partitions: 'single', config: { 'message.timestamp.type': 'LogAppendTime' } } as const;
const folder = temporaryFolder('secured-broker');
const undo: (() => unknown)[] = [() => folder.remove()];
afterEach(async () => {
  for (const act of undo.splice(1).reverse()) await act();
});

const users = { broker: 'broker-password', ingest: 'ingest-password' };
const superUsers = ['User:ingest', 'User:CN=client', 'User:CN=broker'];

async function running(security: BrokerSecurity): Promise<RealBroker> {
  const broker = await startRealBroker({ security });
  undo.push(() => broker.stop());
  return broker;
}

function passwordFile(text: string): string {
  const file = join(folder.path, `password-${text}`);
  writeFileSync(file, text);
  return file;
}

/** A client by the settings that a service would be given. */
function clientOf(broker: RealBroker, settings: Readonly<Record<string, string>>) {
  const env = { SUANPAN_KAFKA_BROKERS: broker.address, ...settings };
  return { ...openConnection(readKafkaConnection(env)), clientId: 'spec', deadlineMs: 2_000 };
}

async function connected(client: ReturnType<typeof clientOf>): Promise<KafkaLog> {
  const log = await connectKafkaLog(client);
  undo.push(() => log.close());
  return log;
}

async function writesAndReads(client: ReturnType<typeof clientOf>): Promise<void> {
  await ensureTopics(client, [TOPIC], 1);
  const log = await connected(client);
  await log.bounds(TOPIC.name, 0);
  expect(await log.append(TOPIC.name, 0, [Buffer.from('a')])).toBe(0);
  expect((await log.read(TOPIC.name, 0, 0, 1_000, 0)).map(({ value }) => value.toString())).toEqual(['a']);
}

const asIngest = (mechanism: string, password: string) => ({
  SUANPAN_KAFKA_SASL_MECHANISM: mechanism,
  SUANPAN_KAFKA_SASL_USERNAME: 'ingest',
  SUANPAN_KAFKA_SASL_PASSWORD_FILE: passwordFile(password),
});

test.each(['SCRAM-SHA-512', 'PLAIN'] as const)(
  'a broker that demands SASL %s serves the right password, and refuses a wrong one and none at all',
  async (mechanism) => {
    const broker = await running({ protocol: 'SASL_PLAINTEXT', mechanism, users, superUsers });
    const protocol = { SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' };
    await writesAndReads(clientOf(broker, { ...protocol, ...asIngest(mechanism, users.ingest) }));
    const wrong = clientOf(broker, { ...protocol, ...asIngest(mechanism, 'guessed') });
    await expect(connected(wrong)).rejects.toMatchObject({ code: 'log_refused' });
    await expect(ensureTopics(wrong, [TOPIC], 1)).rejects.toMatchObject({ code: 'log_refused' });
    await expect(ensureTopics(clientOf(broker, {}), [TOPIC], 1)).rejects.toMatchObject({ code: 'unavailable' });
  },
  120_000,
);

test('over TLS a broker is believed by its authority alone, and a client by its certificate', async () => {
  const files = await makeTestCertificates(folder.path);
  const tls = { keyStoreFile: files.brokerFile, trustStoreFile: files.caFile, clientCertificate: true };
  const broker = await running({ protocol: 'SSL', mechanism: 'SCRAM-SHA-512', users, superUsers, tls });
  const trusting = { SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SSL', SUANPAN_KAFKA_SSL_CA_FILE: files.caFile };
  const mutual = {
    ...trusting,
    SUANPAN_KAFKA_SSL_CERTIFICATE_FILE: files.clientCertificateFile,
    SUANPAN_KAFKA_SSL_KEY_FILE: files.clientKeyFile,
  };
  await writesAndReads(clientOf(broker, mutual));
  await expect(connected(clientOf(broker, trusting))).rejects.toThrow();
  const { SUANPAN_KAFKA_SSL_CA_FILE: _, ...untrusting } = mutual;
  await expect(connected(clientOf(broker, untrusting))).rejects.toThrow();
}, 120_000);

test('SASL over TLS serves a user with a password', async () => {
  const files = await makeTestCertificates(folder.path);
  const tls = { keyStoreFile: files.brokerFile, trustStoreFile: files.caFile, clientCertificate: false };
  const broker = await running({ protocol: 'SASL_SSL', mechanism: 'SCRAM-SHA-512', users, superUsers, tls });
  await writesAndReads(
    clientOf(broker, {
      SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
      SUANPAN_KAFKA_SSL_CA_FILE: files.caFile,
      ...asIngest('SCRAM-SHA-512', users.ingest),
    }),
  );
}, 120_000);

test('a folder that was written without users is opened with users, and keeps its records', async () => {
  const broker = await startRealBroker();
  undo.push(() => broker.stop());
  const open = { brokers: broker.brokers, clientId: 'spec' };
  await ensureTopics(open, [TOPIC], 1);
  const before = await connected(clientOf(broker, {}));
  await before.bounds(TOPIC.name, 0);
  await before.append(TOPIC.name, 0, [Buffer.from('kept')]);
  const security = { protocol: 'SASL_PLAINTEXT', mechanism: 'SCRAM-SHA-512', users, superUsers } as const;
  await broker.restart(security);
  const client = clientOf(broker, {
    SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
    ...asIngest('SCRAM-SHA-512', users.ingest),
  });
  const log = await connected(client);
  expect((await log.read(TOPIC.name, 0, 0, 1_000, 0)).map(({ value }) => value.toString())).toEqual(['kept']);
}, 180_000);
