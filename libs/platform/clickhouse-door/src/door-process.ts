import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Fault } from '@suanpan/fault';
import { doorEntry } from './entry.ts';

export interface DoorProcessOptions {
  readonly dataFolder: string;
  readonly usersFile: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly host?: string;
  /** More settings of the process. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface DoorProcess {
  readonly url: string;
  readonly process: ChildProcess;
  /** Asks it to end (SIGTERM by default) and waits until it has; gives the exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** Starts the compiled door in a process of its own. Throws `part_failed` with its message if it does not come up. */
export async function startDoorProcess(options: DoorProcessOptions): Promise<DoorProcess> {
  const child = spawn(process.execPath, [doorEntry], {
    env: {
      ...process.env,
      ...options.env,
      UV_THREADPOOL_SIZE: '24',
      SUANPAN_CLICKHOUSE_DATA: options.dataFolder,
      SUANPAN_CLICKHOUSE_USERS_FILE: options.usersFile,
      SUANPAN_CLICKHOUSE_PORT: String(options.port ?? 0),
      SUANPAN_CLICKHOUSE_HOST: options.host ?? '127.0.0.1',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaint = (complaint + bytes.toString('utf8')).slice(-2000);
  });
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = /^clickhouse-door ready on (\S+)$/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
  const url = await Promise.race([ready, exited.then(() => undefined)]);
  if (url === undefined) throw new Fault('part_failed', lastLine(complaint));
  return {
    url,
    process: child,
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return exited;
    },
  };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
