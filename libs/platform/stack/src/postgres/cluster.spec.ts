import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { startChild } from '../process/child.ts';
import { freePort } from '../process/ports.ts';
import { postgresPrograms } from './binaries.ts';
import { startPostgres } from './cluster.ts';
import { postgresUser } from './run-as.ts';

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

test('its programs find each other below a folder that nobody else may enter, as packages in a closed home', async () => {
  folder = mkdtempSync(join(tmpdir(), 'suanpan-closed-'));
  chmodSync(folder, 0o700);
  cpSync(join(dirname(postgresPrograms().initdb), '..'), join(folder, 'native'), {
    recursive: true,
    verbatimSymlinks: true,
  });
  const initdb = join(folder, 'native/bin/initdb');
  const runAs = await postgresUser(initdb, folder);
  const run = startChild({ command: initdb, args: ['--show', '-D', join(folder, 'none')], runAs });
  expect([(await run.exited).code, run.lastLines().join('\n')]).toEqual([0, expect.stringContaining('PGDATA')]);
}, 60_000);

test('a program that its user cannot run is named at once, with what to do', async () => {
  if (process.getuid?.() !== 0) return;
  const programs = postgresUser('/nowhere/initdb', tmpdir());
  await expect(programs).rejects.toThrow(/cannot run \/nowhere\/initdb .* Move the repository .* SUANPAN_POSTGRES_URL/);
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
