import { Fault } from '@suanpan/fault';
import { type Child, startChild } from '../process/child.ts';
import { lastWords } from '../process/last-words.ts';
import type { Say } from '../process/say.ts';
import { waitUntil } from '../process/wait-until.ts';
import type { Unit } from './unit.ts';

/** A process of ours that serves HTTP. */
export interface ServiceCommand {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the service is ready. */
  readonly healthUrl: string;
  /** For Node itself, before the entry. */
  readonly nodeFlags?: readonly string[];
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}

/** Starts a Node process and resolves when its health address answers 200. Fails with `part_failed`. */
export async function startService(command: ServiceCommand, onLine: Say): Promise<Child> {
  const { name, entry, env, healthUrl, nodeFlags = [] } = command;
  // The service looks for its parent itself, too: a third tie, for services that run elsewhere than on Linux.
  const ours = { SUANPAN_PARENT_PID: `${process.pid}`, ...env };
  const child = startChild({ command: process.execPath, args: [...nodeFlags, entry], env: ours, onLine });
  const failure = (what: string) =>
    new Fault('part_failed', `${name} ${what}: ${lastWords(child)}`, {
      internal: { lines: child.lastLines() },
    });
  const failed = () => (child.isRunning() ? undefined : failure('ended while starting'));
  if (await waitUntil(() => isHealthy(healthUrl), { timeoutMs: READY_WITHIN_MS, everyMs: 50, failed })) return child;
  await child.stop(STOP_WITHIN_MS);
  throw failure(`was not healthy at ${healthUrl} within ${READY_WITHIN_MS / 1000} s`);
}

/** A service as a unit of the stack. */
export function serviceUnit(command: ServiceCommand, onLine: Say): Unit {
  return { name: command.name, start: () => startService(command, onLine) };
}
