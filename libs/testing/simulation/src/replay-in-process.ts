import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a run of many seeds printed, and whether all were sound. */
export interface ReplayOutput {
  readonly exitCode: number | null;
  readonly text: string;
}

/**
 * Replays seeds in a process of its own, from the sources: a test runner's own context costs as much again as the seeds.
 * The process ends with this one.
 */
export function replayInProcess(first: number, last: number): Promise<ReplayOutput> {
  const script = fileURLToPath(new URL('./replay.ts', import.meta.url));
  const child = fork(script, ['--seed', String(first), '--to', String(last)], {
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
