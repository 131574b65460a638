import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

const top = resolve(import.meta.dirname, '../../../..');
let folder = '';
const undo: (() => unknown)[] = [];

/** A repository of the launcher alone, with an npm, a compiler and a command line that say what was asked of them. */
beforeEach(() => {
  // As a checkout in a person's own folder may be called.
  folder = mkdtempSync(join(tmpdir(), 'suanpan launcher 算盘 ü-'));
  cpSync(join(top, 'tools'), join(folder, 'tools'), { recursive: true });
  put('package.json', JSON.stringify({ type: 'module', devDependencies: { node: process.versions.node } }));
  put('package-lock.json', '{}');
  put('path/npm', '#!/bin/sh\necho "$@" >> npm-calls\nmkdir -p node_modules\n', 0o755);
  put('node_modules/.bin/tsc', '#!/bin/sh\necho compiling\n', 0o755);
  symlinkSync(process.execPath, join(folder, 'node_modules/.bin/node'));
  put('apps/cli/dist/main.js', COMMAND_LINE);
});
afterEach(() => {
  for (const act of undo.splice(0).reverse()) act();
  rmSync(folder, { recursive: true, force: true });
});

const COMMAND_LINE = `
const [command, code] = process.argv.slice(2);
console.log(JSON.stringify({ command, version: process.version, pid: process.pid }));
if (code !== undefined) process.exit(Number(code));
if (command === 'start') {
  const timer = setInterval(() => {}, 1000);
  process.on('disconnect', () => { clearInterval(timer); process.exit(0); });
}
`;

function put(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), mode);
}

function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const { npm_execpath: _, npm_lifecycle_event: __, SUANPAN_DATA: ___, ...rest } = process.env;
  return { ...rest, PATH: `${join(folder, 'path')}:${process.env.PATH}`, ...more };
}

function run(...args: string[]) {
  return spawnSync(process.execPath, ['tools/run.mjs', ...args], { cwd: folder, env: environment(), encoding: 'utf8' });
}

const installs = () => readFileSync(join(folder, 'npm-calls'), 'utf8').trim().split('\n').length;

test('packages are installed once, and again when the lock file has changed', () => {
  expect(run('demo', '0').status).toBe(0);
  run('demo', '0');
  expect(installs()).toBe(1);
  put('package-lock.json', '{ "changed": true }');
  run('demo', '0');
  expect(installs()).toBe(2);
});

test("standard output and the exit code are the command's own", () => {
  const { stdout, status } = run('demo', '7');
  expect(JSON.parse(stdout)).toMatchObject({ command: 'demo', version: process.version });
  expect(status).toBe(7);
});

test('a Node that is not the pinned one is not used in silence', () => {
  put('package.json', JSON.stringify({ type: 'module', devDependencies: { node: '99.0.0' } }));
  const { stderr, status } = run('start');
  expect(stderr).toContain('did not bring Node 99.0.0');
  expect(status).toBe(1);
});

/** Runs the launcher in a file system that refuses every write; root needs a mount, whose rights are not asked for. */
const READ_ONLY = 'mount --bind . . && mount -o remount,bind,ro . && cd "$PWD" && exec "$@"';
const canMount = spawnSync('unshare', ['-rm', 'sh', '-c', 'mount --bind /tmp /tmp']).status === 0;

(canMount ? test : test.skip)(
  'a read-only checkout that is not installed or built says what to do; one that is both runs',
  () => {
    const readOnly = (...args: string[]) => {
      const command = ['-rm', 'sh', '-c', READ_ONLY, 'sh', process.execPath, 'tools/run.mjs', ...args];
      return spawnSync('unshare', command, { cwd: folder, env: environment(), encoding: 'utf8' });
    };
    expect(readOnly('demo', '0').stderr).toMatch(/must be installed first.*cannot be written \(EROFS\).*npm run build/);
    expect(run('build').status).toBe(0);
    expect(readOnly('demo', '7')).toMatchObject({ status: 7 });
    rmSync(join(folder, 'apps/cli/dist'), { recursive: true });
    expect(readOnly('demo', '0').stderr).toMatch(/must be compiled first.*cannot be written \(EROFS\)/);
  },
);

async function startedPid(child: ChildProcess): Promise<number> {
  const [chunk] = await once(child.stdout as NodeJS.ReadableStream, 'data');
  const { pid } = JSON.parse(String(chunk)) as { pid: number };
  undo.push(() => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
  });
  return pid;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  const end = performance.now() + 10_000;
  while (isAlive(pid)) {
    if (performance.now() > end) throw new Error(`Process ${pid} is still there after 10 s.`);
    await delay(25);
  }
}

test('SIGKILL of the launcher ends the command', async () => {
  const launcher = spawn(process.execPath, ['tools/run.mjs', 'start'], {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = await startedPid(launcher);
  launcher.kill('SIGKILL');
  await gone(pid);
});

test('SIGKILL of npm, which starts scripts through a shell, ends the command', async () => {
  // npm, its shell, the launcher: the shell waits and does not replace itself, as dash may.
  const script = `require('node:child_process').spawn('sh', ['-c', '"${process.execPath}" tools/run.mjs start; true'],
    { stdio: ['ignore', 'inherit', 'ignore'] })`;
  const npm = spawn(process.execPath, ['-e', script], {
    cwd: folder,
    env: environment({ npm_lifecycle_event: 'start' }),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = await startedPid(npm);
  npm.kill('SIGKILL');
  await gone(pid);
});

test('clean removes the data folder only when asked clearly, never under a running stack, and nothing else', () => {
  expect(run('clean').status).toBe(0);
  put('.suanpan/secrets/master', 'x');
  expect(run('clean').status).toBe(1);
  put('.suanpan/stack.json', JSON.stringify({ pid: process.pid }));
  const running = run('clean', '--yes');
  expect(running.stderr).toContain(`process ${process.pid}`);
  expect(existsSync(join(folder, '.suanpan/secrets'))).toBe(true);
  put('.suanpan/stack.json', JSON.stringify({ pid: 999_999_999 }));
  expect(run('clean', '--yes').status).toBe(0);
  expect(existsSync(join(folder, '.suanpan'))).toBe(false);
  put('.suanpan/holiday.jpg', 'x');
  expect(run('clean', '--yes').status).toBe(1);
  expect(existsSync(join(folder, '.suanpan/holiday.jpg'))).toBe(true);
});

test('a proof runs at the scale that was asked for, with its exit code, and an unknown name lists those there are', () => {
  const proof = { promise: 'It holds.', program: 'try.mjs', part: ['few'], full: ['many'] };
  put('libs/testing/a/package.json', JSON.stringify({ proofs: { tries: proof } }));
  put(
    'libs/testing/a/try.mjs',
    "console.log(process.argv.slice(2).join()); if (process.argv[2] === 'many') process.exitCode = 3;",
  );
  expect(run('prove', 'tries')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^few$/m) });
  const whole = run('prove', 'tries', '--full', '--', 'more');
  expect(whole).toMatchObject({ status: 1, stdout: expect.stringMatching(/^many,more$/m) });
  expect(whole.stderr).toContain('tries: DOES NOT HOLD (exit code 3)');
  expect(run('prove')).toMatchObject({ status: 0, stderr: expect.stringContaining('It holds.') });
  expect(run('prove', 'others')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('no proof or option others'),
  });
});

test('the summaries of many projects add up to one line, a suite that did not run included', async () => {
  const { makeTally } = (await import(join(top, 'tools/tally.mjs'))) as {
    makeTally: () => { sum: { passed: number; failed: number }; take: (line: string) => void };
  };
  const tally = makeTally();
  for (const line of [
    '\u001b[1mTests:\u001b[22m       \u001b[31m1 failed\u001b[39m, 2 skipped, 27 passed, 30 total',
    '  ● Test suite failed to run',
    'Tests:       3 passed, 3 total',
    'Tests:       0 total',
    'it prints Tests: 9 failed in the middle',
  ]) {
    tally.take(line);
  }
  expect(tally.sum).toEqual({ passed: 30, failed: 2 });
});

test('the time of each project is what its tests took, the slowest first', async () => {
  const { makeDurations } = (await import(join(top, 'tools/durations.mjs'))) as {
    makeDurations: () => { lines: readonly string[]; take: (line: string) => void };
  };
  const durations = makeDurations();
  for (const line of [
    '> nx run @suanpan/quick:test',
    'Time:        312 ms',
    '> nx run @suanpan/slow:test',
    '\u001b[1mTime:\u001b[22m        12.5 s, estimated 14 s',
  ]) {
    durations.take(line);
  }
  expect(durations.lines).toEqual(['   12.5 s  suanpan/slow', '    0.3 s  suanpan/quick']);
});

test('a spec that reaches an engine is told from one that starts none', async () => {
  const { specsByEngine } = (await import(join(top, 'tools/engines.mjs'))) as {
    specsByEngine: (top: string) => Map<string, { light: readonly string[]; engine: readonly string[] }>;
  };
  put('libs/a/b/package.json', '{}');
  put('libs/a/b/src/broker.ts', "import { startRealBroker } from '@suanpan/real-parts';");
  put('libs/a/b/src/inner/far.spec.ts', "import { x } from '../broker.ts';");
  put('libs/a/b/src/pure.spec.ts', "import { join } from 'node:path';");
  expect(specsByEngine(folder).get('libs/a/b')).toEqual({
    light: ['src/pure.spec.ts'],
    engine: ['src/inner/far.spec.ts'],
  });
});
