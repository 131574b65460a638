import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import {
  choiceSetting,
  flagSetting,
  integerSetting,
  listSetting,
  operationsSetting,
  portSetting,
  readConfig,
  secretFileSetting,
  secretSetting,
  shownConfig,
  textSetting,
  urlSetting,
} from './index.ts';

const SPEC = {
  port: portSetting('S_PORT', 'where to listen', 8080),
  brokers: listSetting('S_BROKERS', 'the brokers'),
  secret: secretSetting('S_SECRET', 'the secret'),
  role: choiceSetting('S_ROLE', 'what it does', ['rater', 'sink'], 'rater'),
  fsync: flagSetting('S_FSYNC', 'whether to sync', true),
  shards: integerSetting('S_SHARDS', 'how many', { min: 1, max: 64, fallback: 4 }),
  folder: textSetting('S_FOLDER', 'where to keep'),
  database: urlSetting('S_DATABASE', 'the database', ['postgres', 'postgresql'], 'postgres://localhost/x'),
};

test('settings are read with their types, and fallbacks where nothing is set', () => {
  const env = { S_BROKERS: 'a:1, b:2', S_SECRET: 's', S_FOLDER: '/x', S_PORT: '0', S_FSYNC: 'false', S_ROLE: '' };
  expect(readConfig(env, SPEC)).toEqual({
    port: 0,
    brokers: ['a:1', 'b:2'],
    secret: 's',
    role: 'rater',
    fsync: false,
    shards: 4,
    folder: '/x',
    database: 'postgres://localhost/x',
  });
});

test('all that is wrong is told at once, and secrets are not repeated', () => {
  const env = {
    S_PORT: '70000',
    S_BROKERS: 'a:1,,b:2',
    S_SECRET: '',
    S_ROLE: 'boss',
    S_FSYNC: 'yes',
    S_SHARDS: '1e1',
    S_FOLDER: '/x',
    S_DATABASE: 'mysql://user:hunter2@host/x',
  };
  let told: unknown;
  try {
    readConfig(env, SPEC);
  } catch (error) {
    told = error;
  }
  expect(told).toMatchObject({
    code: 'config_invalid',
    detail: [
      'S_PORT "70000" should be a whole number from 0 to 65535',
      'S_BROKERS "a:1,,b:2" should be a list separated by commas, without empty places',
      'S_SECRET is not set (the secret)',
      'S_ROLE "boss" should be one of rater, sink',
      'S_FSYNC "yes" should be true or false',
      'S_SHARDS "1e1" should be a whole number from 1 to 64',
      'S_DATABASE should be an address that begins with postgres:// or postgresql://.',
    ].join('; '),
  });
});

test('the settings in force can be shown without what must stay hidden', () => {
  const shown = shownConfig({ S_SECRET: 'hunter2', S_PORT: '1' }, SPEC);
  expect(shown).toMatchObject({
    S_SECRET: '(hidden)',
    S_PORT: '1',
    S_ROLE: 'rater',
    S_FOLDER: '',
    S_DATABASE: '(hidden)',
  });
});

test('a secret comes from its file, and what is wrong with the file is told without it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'suanpan-secret-'));
  try {
    const spec = { master: secretFileSetting('S_MASTER', 'the master secret') };
    const file = join(folder, 'master');
    writeFileSync(file, `${'0a'.repeat(32)}\n`);
    expect(Buffer.from(readConfig({ S_MASTER: file }, spec).master).toString('hex')).toBe('0a'.repeat(32));
    writeFileSync(file, 'hunter2');
    expect(() => readConfig({ S_MASTER: file }, spec)).toThrow(/S_MASTER.*64 hexadecimal digits/);
    expect(() => readConfig({ S_MASTER: file }, spec)).not.toThrow(/hunter2/);
    expect(() => readConfig({ S_MASTER: join(folder, 'none') }, spec)).toThrow(/ENOENT/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  ['none', undefined],
  ['', undefined],
  ['9464', { host: '127.0.0.1', port: 9464 }],
  ['0.0.0.0:9464', { host: '0.0.0.0', port: 9464 }],
  ['[::1]:9464', { host: '::1', port: 9464 }],
])('the port of health and metrics "%s" is read', (text, operations) => {
  expect(readConfig({ SUANPAN_OPERATIONS_PORT: text }, { operations: operationsSetting() })).toEqual({ operations });
});

test.each(['x', '70000', ':1', 'a b:1'])('the port of health and metrics "%s" is refused', (text) => {
  expect(() => readConfig({ SUANPAN_OPERATIONS_PORT: text }, { operations: operationsSetting() })).toThrow(
    /SUANPAN_OPERATIONS_PORT .* should be a port/,
  );
});
