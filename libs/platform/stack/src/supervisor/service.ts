import { Fault } from '@suanpan/fault';
import { type Child, startChild } from '../process/child.ts';
import { lastWords } from '../process/last-words.ts';
import type { Say } from '../process/say.ts';
import { waitUntil } from '../process/wait-until.ts';
import { HANG_LIMITS, type HangLimits } from './hang-watch.ts';
import type { Unit } from './unit.ts';

/** A process of ours that serves HTTP. */
export interface ServiceCommand {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the service is ready, and JSON with `checks` and `halted` when it is not. */
  readonly healthUrl: string;
  /** For Node itself, before the entry. */
  readonly nodeFlags?: readonly string[];
  /** When it counts as hanging; half a minute without any answer if not named. */
  readonly hangLimits?: HangLimits;
}

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/** A part of a service's work that stands still until a person has acted, as its health address tells it. */
interface HaltedPart {
  readonly part: string;
  readonly code: string;
  readonly detail: string;
  readonly cure: string;
}

interface Health {
  readonly checks?: Readonly<Record<string, string>>;
  readonly halted?: Readonly<Record<string, readonly HaltedPart[]>>;
}

/** What is halted in a service that has started, mostly nothing; `undefined` while it has not. */
async function haltedWhenStarted(url: string): Promise<readonly HaltedPart[] | undefined> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    const text = await answer.text();
    if (answer.ok) return [];
    const { checks = {}, halted = {} } = JSON.parse(text) as Health;
    // One halted shard must not keep the others from being served: it is said, and waits for a person.
    const isOtherwiseReady = Object.entries(checks).every(([name, said]) => said === 'ok' || name in halted);
    const parts = Object.values(halted).flat();
    return isOtherwiseReady && parts.length > 0 ? parts : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Starts a Node process and resolves when its health address answers 200, or says that nothing but halted parts keeps it from
 * being ready, which are printed. Fails with `part_failed`.
 */
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
  let halted: readonly HaltedPart[] | undefined;
  const ask = async () => {
    halted = await haltedWhenStarted(healthUrl);
    return halted !== undefined;
  };
  if (await waitUntil(ask, { timeoutMs: READY_WITHIN_MS, everyMs: 50, failed })) {
    for (const { part, code, detail, cure } of halted ?? []) onLine(`${part} is halted (${code}): ${detail} ${cure}`);
    return child;
  }
  await child.stop(STOP_WITHIN_MS);
  throw failure(`was not healthy at ${healthUrl} within ${READY_WITHIN_MS / 1000} s`);
}

/** A service as a unit of the stack. */
export function serviceUnit(command: ServiceCommand, onLine: Say): Unit {
  const answering = { url: command.healthUrl, limits: command.hangLimits ?? HANG_LIMITS };
  return { name: command.name, start: () => startService(command, onLine), answering };
}
