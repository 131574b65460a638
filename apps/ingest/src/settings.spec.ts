import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '@suanpan/real-parts';
import { limitsOf, readSettings } from './settings.ts';

const folder = temporaryFolder('ingest-settings');
const secretFile = join(folder.path, 'master');
writeFileSync(secretFile, `${'0a'.repeat(32)}\n`);
afterAll(() => folder.remove());

const SET = { SUANPAN_KAFKA_BROKERS: 'a:9092, b:9092', SUANPAN_MASTER_SECRET_FILE: secretFile };

test('what is not set has the defaults of the readme', () => {
  const settings = readSettings(SET);
  expect(settings).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    brokers: ['a:9092', 'b:9092'],
    shards: 4,
    bodySeconds: 15,
  });
  expect(Buffer.from(settings.masterSecret).toString('hex')).toBe('0a'.repeat(32));
  expect(limitsOf(settings)).toMatchObject({ latenessDays: 35, aheadSeconds: 300 });
  expect(limitsOf(readSettings({ ...SET, SUANPAN_LATENESS_DAYS: '7', SUANPAN_AHEAD_SECONDS: '0' }))).toMatchObject({
    latenessDays: 7,
    aheadSeconds: 0,
  });
});

test('everything that is wrong is named at once, and no secret is shown', () => {
  writeFileSync(join(folder.path, 'short'), 'abcdef');
  const wrong = { SUANPAN_MASTER_SECRET_FILE: join(folder.path, 'short'), SUANPAN_SHARDS: 'many' };
  const read = () => readSettings(wrong);
  expect(read).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  expect(read).toThrow(/SUANPAN_KAFKA_BROKERS.*SUANPAN_SHARDS.*SUANPAN_MASTER_SECRET_FILE/s);
  expect(read).not.toThrow(/abcdef/);
  expect(() => readSettings({ ...SET, SUANPAN_MASTER_SECRET_FILE: '/nonesuch' })).toThrow(/ENOENT/);
});

test('a proxy is believed only if it is named by its address or network', () => {
  const trusted = (text: string) => readSettings({ ...SET, SUANPAN_TRUST_PROXY: text }).trustProxy;
  expect(readSettings(SET).trustProxy).toEqual([]);
  expect(trusted('none')).toEqual([]);
  expect(trusted('10.0.0.0/8, ::1,fd00::/8')).toEqual(['10.0.0.0/8', '::1', 'fd00::/8']);
  for (const wrong of [
    'true',
    '1',
    '0.0.0.0/0',
    '::/0',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '10.0.0.1,',
    'proxy',
  ]) {
    expect(() => trusted(wrong)).toThrow(/SUANPAN_TRUST_PROXY/);
  }
});
