import { fork } from 'node:child_process';
import { join } from 'node:path';
import { proofOf } from './proof.ts';

/** How a part of a proof ended, and what it printed. */
export interface Proved {
  /** Null if a signal ended it. */
  readonly exitCode: number | null;
  readonly text: string;
}

/**
 * Runs the part of a proof in a process of its own, from the sources: a test runner's own context costs as much again as the
 * cases. More arguments come behind those of the entry, so that they win.
 */
export async function provePart(project: string, name: string, more: readonly string[] = []): Promise<Proved> {
  const { program, part } = proofOf(project, name);
  const child = fork(join(project, program), [...part, ...more], {
    cwd: project,
    execArgv: ['--conditions=@suanpan/source', '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const parts: string[] = [];
  child.stdout?.on('data', (text: Buffer) => parts.push(text.toString('utf8')));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, text: parts.join('') }));
  });
}
