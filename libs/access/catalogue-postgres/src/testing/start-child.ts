import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Log } from '@suanpan/kafka';

/** What a child says: it asks for something of the log, or tells how many revisions it has published so far. */
type Said =
  | { readonly method: keyof Log; readonly args: readonly unknown[]; readonly wrote?: undefined }
  | { readonly wrote: number };

/** A child that has published so often is in the middle of its work. */
const AT_WORK = 3;

/** A writer in a process of its own. */
export interface WriterChild {
  readonly process: ChildProcess;
  /** Resolves when it is in the middle of its work. */
  readonly atWork: Promise<void>;
  /** By which signal it ended, and what it said if none killed it. */
  readonly ended: Promise<{ readonly signal: string | null; readonly errors: string }>;
}

/** Starts `crash-child.ts` and serves it the log. */
export function startChild(log: Log, database: string, id: string, moment: string): WriterChild {
  const program = join(import.meta.dirname, '..', 'crash-child.ts');
  const child = spawn(process.execPath, ['--conditions=@suanpan/source', program, database, id, moment], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let working: () => void = () => undefined;
  const atWork = new Promise<void>((resolve) => {
    working = resolve;
  });
  child.on('message', async (said: Said) => {
    if (said.wrote !== undefined) {
      if (said.wrote >= AT_WORK) working();
      return;
    }
    const { method, args } = said;
    const result: unknown = await (log[method] as (...given: unknown[]) => Promise<unknown>)(...args);
    // It may have been killed while the log worked, which is just what is tried here.
    if (child.connected) child.send(result as object, () => undefined);
  });
  const ended = once(child, 'exit').then(([, signal]) => ({ signal, errors: signal === null ? errors : '' }));
  return { process: child, atWork, ended };
}
