import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FAULTS, Fault, type FaultCode } from '@suanpan/fault';
import { findRunningStack, makeDataFolder, readStackConfig, type StackAddresses } from '@suanpan/stack';
import type { CommandContext } from '../command-context.ts';
import { isStarted } from './readiness.ts';

/** The first start fetches Kafka's jars, which may take minutes on a slow line. */
const READY_WITHIN_MS = 600_000;
const LOOK_EVERY_MS = 200;
const LINES_SHOWN = 8;
/** How our own process begins the line that says why it ended. */
const FAILURE = 'error: ';

/** A stack that runs on its own. */
export interface DetachedStack {
  readonly addresses: StackAddresses;
  readonly logFile: string;
}

/**
 * Starts the stack as a process that outlives this one and waits until its services have started. Its output goes to a file.
 * `part_failed` with its last lines when it ends instead; asking to stop while it starts stops it too.
 */
export async function startDetached(context: CommandContext): Promise<DetachedStack> {
  const { dataFolder } = readStackConfig(context.env);
  const logFolder = join(dataFolder, 'log');
  makeDataFolder(logFolder);
  const logFile = join(logFolder, 'stack.log');
  const child = spawnSupervisor(context, logFile);
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null) throw ended(logFile);
    if (context.signal.aborted) {
      child.kill('SIGTERM');
      throw new Fault('part_failed', 'The start was interrupted.');
    }
    const running = findRunningStack(dataFolder);
    if (running?.pid === child.pid && running !== undefined && (await isStarted(running.addresses))) {
      child.unref();
      return { addresses: running.addresses, logFile };
    }
    await delay(LOOK_EVERY_MS);
  }
  child.kill('SIGTERM');
  throw new Fault('part_failed', `The stack was not ready within ${READY_WITHIN_MS / 60_000} minutes; see ${logFile}.`);
}

function spawnSupervisor(context: CommandContext, logFile: string): ChildProcess {
  const output = openSync(logFile, 'w');
  const [entry = ''] = process.argv.slice(1);
  try {
    // A group of its own, so that Ctrl-C here does not reach it.
    return spawn(process.execPath, [...process.execArgv, entry, 'start'], {
      detached: true,
      stdio: ['ignore', output, output],
      env: { ...context.env, NO_COLOR: '1' },
    });
  } finally {
    closeSync(output);
  }
}

function ended(logFile: string): Fault {
  return endingFault(readFileSync(logFile, 'utf8').trimEnd().split('\n'), logFile);
}

/** Why a stack ended while starting, by its log: the fault it named itself, or else its last lines. */
export function endingFault(lines: readonly string[], logFile: string): Fault {
  const said = lines.findLast((line) => line.startsWith(FAILURE));
  const [, detail = '', code = ''] = /^error: (.*) \[(\w+)\]$/.exec(said ?? '') ?? [];
  const place = `Its log is ${logFile}.`;
  if (code in FAULTS) return new Fault(code as FaultCode, `The stack did not start: ${detail} ${place}`);
  const last = said?.slice(FAILURE.length) ?? lines.slice(-LINES_SHOWN).join('\n');
  return new Fault('part_failed', `The stack did not start: ${last} ${place}`);
}
