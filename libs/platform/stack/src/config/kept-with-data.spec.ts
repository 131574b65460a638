import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { stackAddresses } from './addresses.ts';
import { readStackConfig } from './stack-config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const addresses = () => stackAddresses(readStackConfig({ SUANPAN_DATA: folder }));

test('the master secret is made before there is data, and stays', () => {
  const first = readFileSync(addresses().masterSecretFile, 'utf8');
  mkdirSync(join(folder, 'kafka'));
  expect(readFileSync(addresses().masterSecretFile, 'utf8')).toBe(first);
});

test.each(['kafka', 'postgres', 'clickhouse', 'fold'])(
  'a master secret that is gone while there is data in %s is not made anew: the start is refused and says what to restore',
  (part) => {
    const { masterSecretFile } = addresses();
    mkdirSync(join(folder, part));
    rmSync(masterSecretFile);
    expect(addresses).toThrow(
      /secret_missing.*Restore the file from a backup.*retries of events would become conflicts/s,
    );
    expect(addresses).toThrow(masterSecretFile);
  },
);

test('the password of the database is kept with its data too', () => {
  addresses();
  mkdirSync(join(folder, 'postgres'));
  rmSync(join(folder, 'secrets/postgres'));
  expect(addresses).toThrow(/secret_missing.*secrets\/postgres is missing/s);
});
