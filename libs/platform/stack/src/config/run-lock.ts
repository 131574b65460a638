import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import type { StackAddresses } from './addresses.ts';
import { makeDataFolder } from './data-folder.ts';

/** What a running stack tells others in its folder: who it is, where it answers, which processes it has. */
export interface RunningStack {
  readonly pid: number;
  /** When the kernel started that process, so that a pid that was given again is not taken for it. Linux only. */
  readonly processStart: string | null;
  readonly addresses: StackAddresses;
  /** The processes by name: kafka, postgres, clickhouse and the services. */
  readonly parts: Readonly<Record<string, number>>;
}

/** The right to run the stack in one folder. */
export interface RunLock {
  /** Whether a stack that died without stopping was found in this place. */
  readonly tookOver: boolean;
  /** Publishes which processes run now. */
  update(parts: Readonly<Record<string, number>>): void;
  release(): void;
}

const fileIn = (dataFolder: string) => join(dataFolder, 'stack.json');

/** Field 22 of /proc/<pid>/stat, counted after the name, which may hold spaces. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number, start: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return start === null || processStart(pid) === start;
}

function read(dataFolder: string): RunningStack | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(dataFolder), 'utf8')) as RunningStack;
  } catch {
    // Absent, or torn by a power cut: nobody runs there either way.
    return undefined;
  }
}

/** The stack that runs in this folder, if one does. */
export function findRunningStack(dataFolder: string): RunningStack | undefined {
  const found = read(dataFolder);
  return found !== undefined && isAlive(found.pid, found.processStart) ? found : undefined;
}

/** Takes the folder for this process. Fails with `stack_running`. The lock of a process that is gone is taken over. */
export function takeRunLock(dataFolder: string, addresses: StackAddresses): RunLock {
  makeDataFolder(dataFolder);
  const file = fileIn(dataFolder);
  const mine = { pid: process.pid, processStart: processStart(process.pid), addresses, parts: {} };
  const claim = () => writeFileSync(file, JSON.stringify(mine, null, 2), { flag: 'wx', mode: 0o600 });
  let tookOver = false;
  try {
    claim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const other = findRunningStack(dataFolder);
    if (other !== undefined) throw alreadyRunning(other, dataFolder);
    rmSync(file, { force: true });
    claim();
    tookOver = true;
  }
  return {
    tookOver,
    update(parts) {
      const next = `${file}.next`;
      writeFileSync(next, JSON.stringify({ ...mine, parts }, null, 2), { mode: 0o600 });
      renameSync(next, file);
    },
    release: () => rmSync(file, { force: true }),
  };
}

function alreadyRunning(other: RunningStack, dataFolder: string): Fault {
  const detail =
    `The stack of ${dataFolder} runs already, as process ${other.pid}; events go to ${other.addresses.ingestUrl}. ` +
    'Stop it with Ctrl-C where it was started, or set SUANPAN_DATA to another folder.';
  return new Fault('stack_running', detail);
}
