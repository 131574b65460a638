import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Log } from '@suanpan/kafka';

/** Runs a program of this folder as a process of its own, and serves it the log. Answers how it ended. */
export async function runWithLog(
  log: Log,
  program: string,
  args: readonly string[],
): Promise<{ readonly signal: string | null; readonly errors: string }> {
  const file = join(import.meta.dirname, program);
  const child = spawn(process.execPath, ['--conditions=@suanpan/source', file, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  child.on('message', async ({ method, args: given }: { method: keyof Log; args: unknown[] }) => {
    const result: unknown = await (log[method] as (...all: unknown[]) => Promise<unknown>)(...given);
    // It may have been killed while the log worked, which is just what is tried here.
    if (child.connected) child.send(result as object, () => undefined);
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return { signal, errors: signal === null ? errors : '' };
}
