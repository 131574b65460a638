import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import { memoryOf } from './memory-of.ts';

test('memory of a process counts what it started, and of none is unknown', async () => {
  const before = memoryOf(process.pid) ?? 0;
  const child = spawn(process.execPath, [
    '-e',
    'const kept = Buffer.alloc(1e8, 1); console.log(kept.length); setInterval(() => kept.length, 1e6)',
  ]);
  try {
    await once(child.stdout, 'data');
    const own = memoryOf(child.pid ?? 0) ?? 0;
    expect(own).toBeGreaterThan(1e8);
    expect(memoryOf(process.pid)).toBeGreaterThan(before + 0.5 * own);
  } finally {
    child.kill();
  }
  expect(memoryOf(2 ** 22 + 1)).toBeNull();
});
