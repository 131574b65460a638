import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { LOG_USERS } from '@suanpan/facts';
import { stackAddresses } from '../config/addresses.ts';
import { registeredServices, SERVICE_NEEDS } from '../config/registered-services.ts';
import { readStackConfig } from '../config/stack-config.ts';
import { suanpanServices } from './suanpan-services.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-services-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function commands(env: Readonly<Record<string, string>> = {}) {
  const config = readStackConfig({ SUANPAN_DATA: folder, ...env });
  return suanpanServices(config, stackAddresses(config));
}

test('every app registers its services with a user of the log, needs that can be met, and a file that is built', () => {
  for (const { name, needs, entry, portSetting } of registeredServices()) {
    expect(LOG_USERS).toContain(name);
    expect(SERVICE_NEEDS).toEqual(expect.arrayContaining([...needs]));
    expect(portSetting).toMatch(/^SUANPAN_[A-Z_]+_PORT$/);
    expect(existsSync(join(entry, '../../src/main.ts'))).toBe(true);
  }
});

test('what reads the log starts before what writes it, and ingest opens last', () => {
  expect(commands().map(({ name }) => name)).toEqual([
    ...['quota', 'alerting', 'audit'],
    ...['sink', 'rating', 'admin', 'ingest'],
  ]);
  expect(commands({ SUANPAN_SERVICES: 'ingest,rating' }).map(({ name }) => name)).toEqual(['rating', 'ingest']);
});

test('a service is told what it needs and no secret beside: folds a folder of its own, the database admin alone', () => {
  const told = (setting: string) =>
    commands().flatMap(({ name, env }) => (env[setting] === undefined ? [] : [[name, env[setting]]]));
  const folding = ['quota', 'alerting', 'audit', 'sink', 'rating'];
  expect(told('SUANPAN_FOLD_DATA')).toEqual(folding.map((name) => [name, join(folder, 'fold', name)]));
  const names = (setting: string) => told(setting).map(([name]) => name);
  expect(names('SUANPAN_POSTGRES_URL')).toEqual(['admin']);
  expect(names('SUANPAN_BOOTSTRAP_FILE')).toEqual(['admin']);
  expect(names('SUANPAN_MASTER_SECRET_FILE')).toEqual(['admin', 'ingest']);
  expect(names('SUANPAN_CLICKHOUSE_PASSWORD')).toEqual(['sink', 'admin']);
  expect(names('SUANPAN_CLICKHOUSE_REPAIR_PASSWORD')).toEqual(['sink']);
});
