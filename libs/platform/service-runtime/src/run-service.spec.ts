import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, expect, test } from '@jest/globals';

const script = join(import.meta.dirname, 'small-service.ts');
const children: ChildProcess[] = [];

interface Small {
  readonly child: ChildProcess;
  readonly lines: Record<string, unknown>[];
  readonly exited: Promise<number | null>;
  heard(text: string): Promise<Record<string, unknown>>;
}

function small(env: Record<string, string> = {}, stdio: 'ignore' | 'ipc' = 'ignore'): Small {
  const child = spawn(process.execPath, ['--conditions=@suanpan/source', script], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit', stdio],
  });
  children.push(child);
  const lines: Record<string, unknown>[] = [];
  const waiting: { text: string; resolve: (line: Record<string, unknown>) => void }[] = [];
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on('line', (text) => {
    const line = JSON.parse(text) as Record<string, unknown>;
    lines.push(line);
    for (const each of waiting) if (String(line.msg).includes(each.text)) each.resolve(line);
  });
  const closed = once(reader, 'close');
  const exited = once(child, 'exit').then(async ([code]) => {
    await closed;
    return code as number | null;
  });
  return {
    child,
    lines,
    exited,
    heard: (text) =>
      new Promise((resolve) => {
        const line = lines.find(({ msg }) => String(msg).includes(text));
        if (line !== undefined) resolve(line);
        else waiting.push({ text, resolve });
      }),
  };
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const texts = ({ lines }: Small) => lines.map(({ msg }) => msg);

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops it in order, and it exits with 0', async (signal) => {
  const service = small();
  await service.heard('is ready');
  service.child.kill(signal);
  expect(await service.exited).toBe(0);
  expect(texts(service).slice(-3)).toEqual(['small stops', 'drained', 'small has stopped']);
});

test('a stop that does not end is cut off, and it exits with 1', async () => {
  const service = small({ SPEC_ACT: 'hang' });
  await service.heard('is ready');
  service.child.kill('SIGTERM');
  expect(await service.exited).toBe(1);
  expect(texts(service).at(-1)).toBe('small did not stop in time');
});

test.each(['throw', 'reject'])('an error that nobody caught (%s) is logged, and it exits with 1', async (act) => {
  const service = small({ SPEC_ACT: act });
  expect(await service.exited).toBe(1);
  expect(service.lines.at(-1)).toMatchObject({ level: 'fatal', err: { message: 'nobody catches this' } });
});

test('it ends when the channel to its parent closes', async () => {
  const service = small({}, 'ipc');
  await service.heard('is ready');
  service.child.disconnect();
  expect(await service.exited).toBe(0);
  expect(texts(service)).toContain('drained');
});

test('it ends when the process named as its parent is gone, however that ended', async () => {
  const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  children.push(parent);
  const service = small({ SUANPAN_PARENT_PID: String(parent.pid) });
  await service.heard('is ready');
  parent.kill('SIGKILL');
  expect(await service.exited).toBe(0);
});

test('a taken port is told with its setting, and it exits with 1', async () => {
  const first = small();
  const { at } = await first.heard('listening');
  const second = small({ SPEC_PORT: new URL(String(at)).port });
  expect(await second.exited).toBe(1);
  expect(second.lines.at(-1)).toMatchObject({ level: 'fatal', err: { code: 'port_in_use' } });
  expect(JSON.stringify(second.lines.at(-1))).toContain('set SPEC_PORT');
});

test('a service that others could reach in plaintext does not start, and says what to do', async () => {
  const service = small({ SPEC_HOST: '0.0.0.0', SUANPAN_ALLOW_PLAINTEXT: '' });
  const line = await service.heard('could not start');
  expect(await service.exited).toBe(1);
  expect(JSON.stringify(line)).toMatch(/config_invalid.*SUANPAN_TRUST_PROXY/s);
});
