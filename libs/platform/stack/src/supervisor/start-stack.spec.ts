import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { isFault } from '@suanpan/fault';
import { findRunningStack, type Stack, type StackConfig, startStack } from '../index.ts';
import { eventually, isAlive, portOf, temporaryConfig, tinyServices, withoutParts } from '../testing/fixtures.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of undo.splice(0).reverse()) await act();
});

async function temporary() {
  const made = await temporaryConfig();
  undo.push(made.remove);
  return made;
}

async function start(config: StackConfig, folder: string, said: string[] = []): Promise<Stack> {
  const stack = await startStack(config, {
    services: () => tinyServices(config, folder),
    print: (part, line) => said.push(`${part}: ${line}`),
    handleSignals: false,
  });
  undo.push(() => stack.stop());
  return stack;
}

test('the whole stack starts, keeps its data over a restart, and makes nothing a second time', async () => {
  const { config, folder } = await temporary();
  const first = await start(config, folder);
  expect(Object.keys(first.parts()).sort()).toEqual(['behind', 'clickhouse', 'front', 'kafka', 'postgres']);
  const cluster = readFileSync(join(config.dataFolder, 'kafka/log/meta.properties'), 'utf8');
  const pids = Object.values(first.parts());
  await first.stop();
  expect(pids.filter(isAlive)).toEqual([]);
  const said: string[] = [];
  const second = await start(config, folder, said);
  expect(said.filter((line) => line.includes('once'))).toEqual([]);
  expect(readFileSync(join(config.dataFolder, 'kafka/log/meta.properties'), 'utf8')).toBe(cluster);
  expect(second.addresses).toEqual(first.addresses);
}, 120_000);

test('a part that an address replaces is not started', async () => {
  const { config, folder } = await temporary();
  const stack = await start(withoutParts(config), folder);
  expect(Object.keys(stack.parts()).sort()).toEqual(['behind', 'front']);
  expect(stack.addresses.postgresUrl).toBe('postgres://127.0.0.1:1/none');
  expect(existsSync(join(config.dataFolder, 'kafka'))).toBe(false);
});

test('parts stop in the reverse of their order', async () => {
  const { config, folder } = await temporary();
  const said: string[] = [];
  const stack = await start({ ...withoutParts(config), postgres: config.postgres }, folder, said);
  await stack.stop();
  expect(said.filter((line) => line.endsWith(': stopped'))).toEqual([
    'front: stopped',
    'behind: stopped',
    'postgres: stopped',
  ]);
});

test('a service that crashes is started again, and it is said', async () => {
  const { config, folder } = await temporary();
  const said: string[] = [];
  const stack = await start(withoutParts(config), folder, said);
  const before = stack.parts().front;
  await fetch(`${stack.addresses.ingestUrl}/crash`).catch(() => undefined);
  await eventually('front runs again', () => said.includes('front: runs again'));
  expect(said).toContain('front: ended unexpectedly (code 3), starting again in 0.5 s');
  expect(stack.parts().front).not.toBe(before);
  expect(findRunningStack(config.dataFolder)?.parts).toEqual(stack.parts());
});

test('a service that runs and does not answer is killed and started again, and it is said', async () => {
  const { config, folder } = await temporary();
  const said: string[] = [];
  const stack = await start(withoutParts(config), folder, said);
  const { front: before = 0, behind } = stack.parts();
  process.kill(before, 'SIGSTOP');
  await eventually('front runs again', () => said.includes('front: runs again'));
  expect(said).toContain('front: did not answer and was killed');
  expect(isAlive(before)).toBe(false);
  expect(stack.parts().front).not.toBe(before);
  expect(stack.parts().behind).toBe(behind);
});

test('a stack that stops takes no part for one that hangs', async () => {
  const { config, folder } = await temporary();
  const said: string[] = [];
  const stack = await start(withoutParts(config), folder, said);
  await stack.stop();
  expect(said.filter((line) => line.includes('did not answer'))).toEqual([]);
});

test('a service that does not start fails the start with its last words, and nothing is left running', async () => {
  const { config, folder } = await temporary();
  const bad = { name: 'bad', entry: join(folder, 'absent.mjs'), env: {}, healthUrl: 'http://127.0.0.1:1/' };
  const said: string[] = [];
  const failing = startStack(withoutParts(config), {
    services: () => [...tinyServices(config, folder), bad],
    print: (part, line) => said.push(`${part}: ${line}`),
    handleSignals: false,
  });
  const error = await failing.catch((caught: unknown) => caught);
  expect(isFault(error, 'part_failed')).toBe(true);
  expect((error as Error).message).toContain('absent.mjs');
  expect(said).toContain('front: stopped');
  await expect(fetch(`http://127.0.0.1:${portOf(config, 'ingest')}/`)).rejects.toThrow();
  expect(findRunningStack(config.dataFolder)).toBeUndefined();
});

test('a second start in the same folder says that the stack runs, and where', async () => {
  const { config, folder } = await temporary();
  const stack = await start(withoutParts(config), folder);
  const error = await start(withoutParts(config), folder).catch((caught: unknown) => caught);
  expect(isFault(error, 'stack_running')).toBe(true);
  expect((error as Error).message).toContain(stack.addresses.ingestUrl);
  expect(findRunningStack(config.dataFolder)?.pid).toBe(process.pid);
});

test('a port in use is named, with the setting that moves it, before anything is started', async () => {
  const { config, folder } = await temporary();
  const other = await start(withoutParts(config), folder);
  const { config: second, folder: secondFolder } = await temporary();
  const port = portOf(config, 'ingest');
  const services = second.services.map((one) => (one.name === 'ingest' ? { ...one, port } : one));
  const clash = { ...second, services };
  const error = await start(clash, secondFolder).catch((caught: unknown) => caught);
  expect(isFault(error, 'port_in_use')).toBe(true);
  expect((error as Error).message).toContain(`${port}`);
  expect((error as Error).message).toContain('SUANPAN_INGEST_PORT');
  expect(existsSync(join(second.dataFolder, 'kafka'))).toBe(false);
  await other.stop();
});
