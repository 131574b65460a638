import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { kafkaConnectionEnv, openConnection, plaintextConnection, readKafkaConnection } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'kafka-connection-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileOf(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const BROKERS = { SUANPAN_KAFKA_BROKERS: 'a:9092, b:9093' };
const SASL = {
  ...BROKERS,
  SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
  SUANPAN_KAFKA_SASL_USERNAME: 'ingest',
  SUANPAN_KAFKA_SASL_PASSWORD_FILE: fileOf('password', 'quite secret\n'),
  SUANPAN_KAFKA_SSL_CA_FILE: fileOf('ca.pem', 'CA'),
  SUANPAN_KAFKA_SSL_CERTIFICATE_FILE: fileOf('cert.pem', 'CERT'),
  SUANPAN_KAFKA_SSL_KEY_FILE: fileOf('key.pem', 'KEY'),
};

test('without further settings the brokers are spoken to in plaintext', () => {
  expect(readKafkaConnection(BROKERS)).toEqual(plaintextConnection(['a:9092', 'b:9093']));
  expect(openConnection(readKafkaConnection(BROKERS))).toEqual({ brokers: ['a:9092', 'b:9093'] });
});

test('opening a connection reads the password, the authorities and the client certificate from their files', () => {
  expect(openConnection(readKafkaConnection(SASL))).toEqual({
    brokers: ['a:9092', 'b:9093'],
    sasl: { mechanism: 'scram-sha-512', username: 'ingest', password: 'quite secret' },
    ssl: { rejectUnauthorized: true, ca: ['CA'], cert: 'CERT', key: 'KEY' },
  });
});

test.each([BROKERS, SASL, { ...BROKERS, SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SSL' }])(
  'a child process reads the same connection from the environment it is given (%#)',
  (env) => {
    const connection = readKafkaConnection(env);
    expect(readKafkaConnection(kafkaConnectionEnv(connection))).toEqual(connection);
    expect(JSON.stringify(connection)).not.toContain('quite secret');
  },
);

test.each([
  [{ SUANPAN_KAFKA_BROKERS: 'a' }, /SUANPAN_KAFKA_BROKERS "a" should be host:port/],
  [{ ...BROKERS, SUANPAN_KAFKA_SECURITY_PROTOCOL: 'TLS' }, /SUANPAN_KAFKA_SECURITY_PROTOCOL.*one of PLAINTEXT, SSL/],
  [{ ...BROKERS, SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SASL_SSL' }, /USERNAME is not set.*PASSWORD_FILE is not set/],
  [{ ...SASL, SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SSL' }, /SASL_USERNAME is set, but SSL sends no user name/],
  [
    { ...SASL, SUANPAN_KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT' },
    /SSL_CA_FILE is set, but SASL_PLAINTEXT is not encrypted/,
  ],
  [{ ...SASL, SUANPAN_KAFKA_SSL_KEY_FILE: '' }, /needed together/],
])('contradicting settings are refused by name (%#)', (env, message) => {
  expect(() => readKafkaConnection(env)).toThrow(message);
});

test.each(['missing', 'empty'])('a password file that is %s is refused, naming the setting and the file', (kind) => {
  const file = kind === 'empty' ? fileOf('empty', ' \n') : join(folder, 'absent');
  const connection = readKafkaConnection({ ...SASL, SUANPAN_KAFKA_SASL_PASSWORD_FILE: file });
  expect(() => openConnection(connection)).toThrow(
    /SUANPAN_KAFKA_SASL_PASSWORD_FILE names .*(cannot be read|is empty)/,
  );
});
