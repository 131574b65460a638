import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isFault } from '@suanpan/fault';
import { clickhouseUsersFile, keepAnalyst } from '../clickhouse/users-file.ts';
import { workspaceTop } from '../top.ts';
import { stackAddresses } from './addresses.ts';
import { findRunningStack, takeRunLock } from './run-lock.ts';
import { keptSecret } from './secrets.ts';
import { readStackConfig } from './stack-config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('with nothing set, every part is embedded on its usual port and all data is in one folder of the repository', () => {
  const config = readStackConfig({ HOME: '/nowhere' });
  expect(config).toMatchObject({
    dataFolder: join(workspaceTop, '.suanpan'),
    shards: 4,
    kafka: { port: 9092, controllerPort: 9093 },
    postgres: { port: 5432 },
    clickhouse: { port: 8123 },
  });
  const ports = Object.fromEntries(config.services.map(({ name, port }) => [name, port]));
  const folding = { sink: 8082, quota: 8084, alerting: 8085, audit: 8086 };
  expect(ports).toEqual({ ingest: 8080, rating: 8081, admin: 8083, ...folding });
});

test('services register themselves with a port of their own, and SUANPAN_SERVICES names fewer', () => {
  const urlsOf = (env: Record<string, string>) =>
    stackAddresses(readStackConfig({ SUANPAN_DATA: folder, ...env })).serviceUrls;
  expect(urlsOf({})).toMatchObject({ ingest: 'http://127.0.0.1:8080', quota: 'http://127.0.0.1:8084' });
  expect(urlsOf({ SUANPAN_QUOTA_PORT: '9001' })).toMatchObject({ quota: 'http://127.0.0.1:9001' });
  expect(Object.keys(urlsOf({ SUANPAN_SERVICES: 'ingest, rating' }) ?? {})).toEqual(['rating', 'ingest']);
  expect(() => readStackConfig({ SUANPAN_SERVICES: 'quotas' })).toThrow(/SUANPAN_SERVICES names "quotas"/);
  expect(() => readStackConfig({ SUANPAN_QUOTA_PORT: '8080' })).toThrow(
    /SUANPAN_QUOTA_PORT and SUANPAN_INGEST_PORT are both 8080/,
  );
  expect(() => readStackConfig({ SUANPAN_QUOTA_PORT: '8080', SUANPAN_SERVICES: 'ingest' })).not.toThrow();
});

test('an address replaces a part', () => {
  const config = readStackConfig({
    SUANPAN_DATA: folder,
    SUANPAN_KAFKA_BROKERS: 'a:1, b:2',
    SUANPAN_POSTGRES_URL: 'postgres://u:p@db/x',
    SUANPAN_CLICKHOUSE_URL: 'https://ch:8443',
    SUANPAN_CLICKHOUSE_USER: 'u',
    SUANPAN_CLICKHOUSE_PASSWORD: ' p ',
  });
  const addresses = stackAddresses(config);
  expect(addresses.kafka.brokers).toEqual(['a:1', 'b:2']);
  expect(addresses.postgresUrl).toBe('postgres://u:p@db/x');
  expect(addresses.clickhouse).toEqual({ url: 'https://ch:8443', user: 'u', password: ' p ' });
  expect(addresses.clickhouseSink).toEqual(addresses.clickhouse);
});

test('what cannot be is refused with the setting named, and no password is repeated', () => {
  const wrong: readonly Readonly<Record<string, string>>[] = [
    { SUANPAN_INGEST_PORT: '0' },
    { SUANPAN_INGEST_PORT: '80a' },
    { SUANPAN_INGEST_PORT: '65536' },
    { SUANPAN_SHARDS: '0' },
    { SUANPAN_KAFKA_BROKERS: 'a' },
    { SUANPAN_POSTGRES_URL: 'mysql://u:hunter2@x' },
    { SUANPAN_CLICKHOUSE_URL: 'u:hunter2@x' },
    { SUANPAN_INGEST_PORT: '9093' },
  ];
  for (const env of wrong) {
    let caught: unknown;
    try {
      readStackConfig(env);
    } catch (error) {
      caught = error;
    }
    expect(isFault(caught, 'config_invalid')).toBe(true);
    expect((caught as Error).message).toContain(Object.keys(env)[0]);
    expect((caught as Error).message).not.toContain('hunter2');
  }
});

test('secrets are made once, kept from others, and a damaged one is not silently replaced', () => {
  const first = keptSecret(folder, 'master');
  expect(first.value).toMatch(/^[0-9a-f]{64}$/);
  expect(keptSecret(folder, 'master')).toEqual(first);
  expect(statSync(first.file).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
  writeFileSync(first.file, 'abc');
  expect(() => keptSecret(folder, 'master')).toThrow('damaged');
});

test('an analyst that was added stays in the users file, with the hash of the password alone', () => {
  const analyst = keepAnalyst(folder, 'acme');
  const file = clickhouseUsersFile(folder);
  const users = JSON.parse(readFileSync(file, 'utf8')) as { name: string; role: string; root?: string }[];
  expect(users.map((user) => [user.name, user.role, user.root])).toEqual([
    ['suanpan', 'admin', undefined],
    ['sink', 'sink', undefined],
    ['repair', 'repair', undefined],
    ['analyst-acme', 'analyst', 'acme'],
  ]);
  expect(readFileSync(file, 'utf8')).not.toContain(analyst.password);
  expect(keepAnalyst(folder, 'acme')).toEqual(analyst);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('the lock of a process that is gone is taken over, one whose number was given again included', () => {
  const addresses = stackAddresses(readStackConfig({ SUANPAN_DATA: folder }));
  const file = join(folder, 'stack.json');
  for (const gone of [
    { pid: 999_999_999, processStart: null },
    { pid: process.pid, processStart: '1' },
  ]) {
    writeFileSync(file, JSON.stringify({ ...gone, addresses, parts: {} }));
    expect(findRunningStack(folder)).toBeUndefined();
    const lock = takeRunLock(folder, addresses);
    expect(lock.tookOver).toBe(true);
    expect(() => takeRunLock(folder, addresses)).toThrow('stack_running');
    lock.update({ kafka: 1 });
    expect(findRunningStack(folder)).toMatchObject({ pid: process.pid, addresses, parts: { kafka: 1 } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    lock.release();
  }
});

test('a data folder that cannot be written, as in a read-only checkout, is named with what to set', () => {
  const file = join(folder, 'no-folder');
  writeFileSync(file, '');
  const dataFolder = join(file, 'data');
  const named = expect.objectContaining({
    code: 'config_invalid',
    detail: expect.stringMatching(/no-folder\/data.* cannot be written \(ENOTDIR\)\. Set SUANPAN_DATA/),
  });
  expect(() => keptSecret(dataFolder, 'master')).toThrow(named);
  expect(() => takeRunLock(dataFolder, stackAddresses(readStackConfig({ SUANPAN_DATA: folder })))).toThrow(named);
});
