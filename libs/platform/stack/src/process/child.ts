import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { watchNoMore, watchOver } from './life-line.ts';
import type { Say } from './say.ts';
import { findSetpriv } from './tools.ts';

/** A user to run as, for programs that refuse to run as root. */
export interface RunAs {
  readonly uid: number;
  readonly gid: number;
  /** Whether the user needs root's right to pass through closed folders (a checkout below a 0700 home). */
  readonly throughClosedFolders: boolean;
}

export interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** What asks it to stop in order; SIGTERM if not named. */
  readonly stopSignal?: NodeJS.Signals;
  readonly runAs?: RunAs | undefined;
  readonly onLine?: Say;
}

export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Set when the program could not be started at all. */
  readonly error?: Error;
}

/** A running program whose life is tied to this process: it ends when this process ends, in whatever way. */
export interface Child {
  readonly pid: number | undefined;
  readonly exited: Promise<ChildExit>;
  isRunning(): boolean;
  /** The last lines it wrote, for a fault's detail. */
  lastLines(): readonly string[];
  /** Asks it to stop and kills it when it has not after `graceMs`. Resolves when it has ended. */
  stop(graceMs?: number): Promise<ChildExit>;
  /** Ends it at once (SIGKILL). */
  kill(): Promise<ChildExit>;
}

const KEPT_LINES = 40;

// access(2), with which PostgreSQL's programs look for each other, lays a user's capabilities aside unless that bit is set
// (capabilities(7), SECBIT_NO_SETUID_FIXUP). Nothing but dac_override survives the exec all the same.
const THROUGH_CLOSED_FOLDERS = [
  ...['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'],
  ...['--securebits', '+no_setuid_fixup'],
];

/** The command line that starts `command` so that the kernel signals it when our thread ends. */
function tied(command: ChildCommand): readonly string[] {
  const setpriv = findSetpriv();
  if (setpriv === undefined) return [command.command, ...command.args];
  const signal = (command.stopSignal ?? 'SIGTERM').replace('SIG', '');
  const user = command.runAs;
  const as = user === undefined ? [] : ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'];
  const caps = user?.throughClosedFolders === true ? THROUGH_CLOSED_FOLDERS : [];
  return [setpriv, ...as, ...caps, '--pdeathsig', signal, '--', command.command, ...command.args];
}

function spawnTied(command: ChildCommand): ChildProcess {
  const [program, ...args] = tied(command) as [string, ...string[]];
  const native = findSetpriv() === undefined && command.runAs !== undefined;
  return spawn(program, args, {
    cwd: command.cwd ?? '/',
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A process group of its own: Ctrl-C in the terminal reaches the supervisor alone, which stops parts in order.
    detached: true,
    ...(native ? { uid: command.runAs?.uid, gid: command.runAs?.gid } : {}),
  });
}

/** Starts a program. Never throws: a program that cannot be started is one that has exited with `error`. */
export function startChild(command: ChildCommand): Child {
  const child = spawnTied(command);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      command.onLine?.(line);
    });
  }
  const exited = new Promise<ChildExit>((resolve) => {
    child.on('error', (error) => {
      if (child.pid === undefined) resolve({ code: null, signal: null, error });
    });
    child.on('exit', () => child.pid !== undefined && watchNoMore(child.pid));
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  if (child.pid !== undefined) watchOver(child.pid, command.stopSignal ?? 'SIGTERM');
  const isRunning = () => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const send = (signal: NodeJS.Signals) => {
    if (isRunning()) child.kill(signal);
  };
  return {
    pid: child.pid,
    exited,
    isRunning,
    lastLines: () => lines,
    async stop(graceMs = 10_000) {
      send(command.stopSignal ?? 'SIGTERM');
      const timer = setTimeout(() => send('SIGKILL'), graceMs);
      return exited.finally(() => clearTimeout(timer));
    },
    async kill() {
      send('SIGKILL');
      return exited;
    },
  };
}
