import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { LOG_USERS, TOPIC_ACCESS } from '@suanpan/facts';
import { workspaceTop } from '../top.ts';
import { embeddedBrokerSecurity, kafkaConnectionOf, OPERATOR } from './kafka-users.ts';
import { readStackConfig } from './stack-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'suanpan-kafka-users-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const config = readStackConfig({ SUANPAN_DATA: folder });

test('every process has a password of its own, which nobody else may read', () => {
  const { users } = embeddedBrokerSecurity(folder);
  expect(Object.keys(users).sort()).toEqual(['broker', OPERATOR, ...LOG_USERS].sort());
  expect(new Set(Object.values(users)).size).toBe(LOG_USERS.length + 2);
  for (const user of LOG_USERS) {
    const file = kafkaConnectionOf(config, user).sasl?.passwordFile ?? '';
    expect(readFileSync(file, 'utf8')).toBe(users[user]);
    expect(statSync(file).mode & 0o077).toBe(0);
  }
});

test('a broker that is named by its address is reached as the settings say, by every process', () => {
  const external = readStackConfig({ SUANPAN_DATA: folder, SUANPAN_KAFKA_BROKERS: 'a:1' });
  for (const user of [...LOG_USERS, OPERATOR] as const) {
    expect(kafkaConnectionOf(external, user)).toEqual({ brokers: ['a:1'], protocol: 'PLAINTEXT' });
  }
});

test('the table of topics in the documentation says what the broker is told', () => {
  const text = readFileSync(join(workspaceTop, 'docs/SECURITY.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([a-z.]+)` +\| ([a-z, ]+?) +\| ([a-z, ]+?) +\|$/gm)].map(
    ([, topic, writers = '', readers = '']) => ({ topic, writers: writers.split(', '), readers: readers.split(', ') }),
  );
  expect(rows).toEqual(TOPIC_ACCESS);
});
