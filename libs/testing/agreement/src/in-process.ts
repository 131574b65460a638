import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a process printed, and how it ended. */
export interface Printed {
  readonly exitCode: number | null;
  readonly text: string;
}

/**
 * Runs a script of this library in a process of its own, from the sources: a test runner's own context costs as much again
 * as the histories. The process ends with this one.
 */
export function inProcess(script: 'run-mutated.ts', options: readonly string[]): Promise<Printed> {
  const child = fork(fileURLToPath(new URL(`./${script}`, import.meta.url)), options, {
    execArgv: ['--conditions=@suanpan/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const parts: string[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, text: parts.join('') }));
  });
}
