import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '@suanpan/real-parts';
import { providerOf, readSettings } from './settings.ts';

const folder = temporaryFolder('admin-settings');
const secretFile = join(folder.path, 'master');
writeFileSync(secretFile, '0a'.repeat(32));
afterAll(() => folder.remove());

const SET = {
  SUANPAN_KAFKA_BROKERS: 'a:9092',
  SUANPAN_POSTGRES_URL: 'postgres://u:p@db/suanpan',
  SUANPAN_MASTER_SECRET_FILE: secretFile,
  SUANPAN_BOOTSTRAP_FILE: join(folder.path, 'first'),
};

test('what is not set has the defaults of the readme, and no identity provider', () => {
  const settings = readSettings(SET);
  expect(settings).toMatchObject({
    host: '127.0.0.1',
    port: 8083,
    shards: 4,
    trustProxy: [],
    bootstrapLogin: 'admin',
  });
  expect(settings.origin).toBeUndefined();
  expect(providerOf(settings)).toBeUndefined();
});

test('an identity provider needs to be told whole', () => {
  const oidc = { ...SET, SUANPAN_OIDC_ISSUER: 'https://id.example.com', SUANPAN_OIDC_CLIENT_ID: 'suanpan' };
  expect(() => readSettings(oidc)).toThrow(/SUANPAN_ADMIN_ORIGIN/);
  expect(providerOf(readSettings({ ...oidc, SUANPAN_ADMIN_ORIGIN: 'https://admin.example.com' }))).toEqual({
    issuer: 'https://id.example.com',
    clientId: 'suanpan',
    redirectUri: 'https://admin.example.com/v1/sign-in/provider/callback',
    newcomers: 'invited',
  });
});

test('everything that is wrong is named at once, and no secret is shown', () => {
  const read = () =>
    readSettings({ SUANPAN_POSTGRES_URL: 'mysql://u:hunter2@db/x', SUANPAN_ADMIN_ORIGIN: 'https://a/b' });
  expect(read).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  expect(read).toThrow(
    /SUANPAN_ADMIN_ORIGIN.*SUANPAN_KAFKA_BROKERS.*SUANPAN_POSTGRES_URL.*SUANPAN_MASTER_SECRET_FILE/s,
  );
  expect(read).not.toThrow(/hunter2/);
});

test('the threshold of prices is a percentage', () => {
  expect(readSettings(SET).priceThresholdPercent).toBe('10');
  expect(readSettings({ ...SET, SUANPAN_PRICE_THRESHOLD_PERCENT: '2.5' }).priceThresholdPercent).toBe('2.5');
  for (const wrong of ['-1', '1e3', '10%', '.5']) {
    expect(() => readSettings({ ...SET, SUANPAN_PRICE_THRESHOLD_PERCENT: wrong })).toThrow(/a percentage such as/);
  }
});
