import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';
import { findRunningStack, type StackConfig } from '../index.ts';
import { findProgram, findSetpriv } from '../process/tools.ts';
import { eventually, isAlive, temporaryConfig, withoutParts } from '../testing/fixtures.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of undo.splice(0).reverse()) await act();
});

interface Launched {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** The pids by name once it has started. */
  readonly parts: Record<string, number>;
}

async function launch(
  config: StackConfig,
  folder: string,
  more: { channel?: boolean; path?: string } = {},
): Promise<Launched> {
  const program = join(import.meta.dirname, '../testing/run-stack.ts');
  const flags = ['--conditions=@suanpan/source', '--disable-warning=ExperimentalWarning'];
  const launched = spawn(process.execPath, [...flags, program, JSON.stringify(config), folder], {
    stdio: ['ignore', 'pipe', 'inherit', ...(more.channel === true ? (['ipc'] as const) : [])],
    env: { ...process.env, ...(more.path === undefined ? {} : { PATH: more.path }) },
  });
  const lines: string[] = [];
  createInterface({ input: launched.stdout as NodeJS.ReadableStream }).on('line', (line) => lines.push(line));
  undo.push(() => launched.kill('SIGKILL'));
  const word = () => lines.find((line) => /^(STARTED|FAILED) /.test(line));
  await eventually('it says how it went', () => word() !== undefined || launched.exitCode !== null, 60_000);
  if (word()?.startsWith('STARTED') !== true) throw new Error(`It did not start: ${lines.join('\n')}`);
  const parts = JSON.parse((word() as string).slice('STARTED '.length)) as Record<string, number>;
  undo.push(() =>
    Object.values(parts)
      .filter(isAlive)
      .map((pid) => process.kill(pid, 'SIGKILL')),
  );
  return { process: launched, lines, parts };
}

async function temporary() {
  const made = await temporaryConfig();
  undo.push(made.remove);
  return made;
}

test('SIGKILL of the supervisor leaves no process behind, and the next start takes over and finds the data', async () => {
  const { config, folder } = await temporary();
  const first = await launch(config, folder);
  const pids = Object.values(first.parts);
  expect(pids).toHaveLength(5);
  expect(pids.every(isAlive)).toBe(true);
  first.process.kill('SIGKILL');
  // At once, while the old processes are still on their way out.
  const second = await launch(config, folder);
  expect(Object.keys(second.parts)).toHaveLength(5);
  await eventually('the first stack is gone', () => !pids.some(isAlive));
  second.process.kill('SIGTERM');
  await once(second.process, 'exit');
  expect(Object.values(second.parts).filter(isAlive)).toEqual([]);
}, 120_000);

/** A PATH with these programs of the system alone. */
function pathWith(folder: string, names: readonly string[]): string {
  const path = join(folder, 'bin');
  mkdirSync(path);
  for (const name of names) symlinkSync(findProgram(name) ?? '/absent', join(path, name));
  return path;
}

test('where there is no setpriv, the own watch alone leaves no process behind', async () => {
  const { config, folder } = await temporary();
  const stack = await launch(withoutParts(config), folder, { path: pathWith(folder, ['sh', 'sleep']) });
  const pids = Object.values(stack.parts);
  expect(pids).toHaveLength(2);
  stack.process.kill('SIGKILL');
  await eventually('its processes are gone', () => !pids.some(isAlive));
});

test('where setpriv is but no shell to watch, the kernel alone leaves no process behind', async () => {
  if (findSetpriv() === undefined) return;
  const { config, folder } = await temporary();
  const stack = await launch(withoutParts(config), folder, { path: pathWith(folder, ['setpriv', 'true']) });
  const pids = Object.values(stack.parts);
  expect(pids).toHaveLength(2);
  stack.process.kill('SIGKILL');
  await eventually('its processes are gone', () => !pids.some(isAlive));
});

test('SIGINT stops everything in order and releases the folder', async () => {
  const { config, folder } = await temporary();
  const stack = await launch(withoutParts(config), folder);
  expect(findRunningStack(config.dataFolder)?.pid).toBe(stack.process.pid);
  stack.process.kill('SIGINT');
  const [code] = await once(stack.process, 'exit');
  expect(code).toBe(0);
  expect(stack.lines.filter((line) => line.endsWith('stopped'))).toEqual([
    'front     | stopped',
    'behind    | stopped',
  ]);
  expect(stack.lines).toContain('front     | asked to stop');
  expect(findRunningStack(config.dataFolder)).toBeUndefined();
});

test('one Ctrl-C that arrives twice is still one', async () => {
  const { config, folder } = await temporary();
  const stack = await launch(withoutParts(config), folder);
  stack.process.kill('SIGINT');
  stack.process.kill('SIGINT');
  const [code] = await once(stack.process, 'exit');
  expect(code).toBe(0);
  expect(stack.lines).toContain('behind    | stopped');
});

test('when the launcher is gone the stack stops', async () => {
  const { config, folder } = await temporary();
  const stack = await launch(withoutParts(config), folder, { channel: true });
  stack.process.disconnect();
  await once(stack.process, 'exit');
  expect(Object.values(stack.parts).filter(isAlive)).toEqual([]);
});
