import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { freePort } from '../process/ports.ts';
import { startPostgres } from './cluster.ts';

let folder = '';
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('it runs below a folder that nobody else may enter, as a checkout in a closed home', async () => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-closed-'));
  chmodSync(folder, 0o700);
  const options = { folder: join(folder, 'postgres'), port: await freePort(), password: 'x', throwAway: true };
  const postgres = await startPostgres(options);
  await postgres.child.stop();
  expect(postgres.child.isRunning()).toBe(false);
});

test('a cluster that was only half made is made again', async () => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-half-'));
  chmodSync(folder, 0o711);
  mkdirSync(join(folder, 'postgres/cluster/base'), { recursive: true });
  const options = { folder: join(folder, 'postgres'), port: await freePort(), password: 'x', throwAway: true };
  const postgres = await startPostgres(options);
  await postgres.child.stop();
});

test('another password than the cluster was made with is named, not waited for', async () => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-password-'));
  chmodSync(folder, 0o711);
  const options = { folder: join(folder, 'postgres'), port: await freePort(), throwAway: true };
  await (await startPostgres({ ...options, password: 'one' })).child.stop();
  await expect(startPostgres({ ...options, password: 'two' })).rejects.toThrow('refuses our password');
});
