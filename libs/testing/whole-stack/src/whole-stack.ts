import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { temporaryFolder } from '@suanpan/real-parts';
import { findRunningStack, freePort, type StackAddresses } from '@suanpan/stack';

/** What a command of the CLI answered. */
export interface CliAnswer {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The whole system, started by its own command line in a folder and on ports of the caller's own. */
export interface WholeStack {
  readonly addresses: StackAddresses;
  readonly dataFolder: string;
  /** File with everything the stack printed. */
  readonly logFile: string;
  /** Runs a command of the CLI against this stack. */
  cli(...args: string[]): Promise<CliAnswer>;
  /** Runs a command that must succeed and answers its standard output, trimmed. */
  run(...args: string[]): Promise<string>;
  /** Process ids by part, as of now. */
  pids(): Readonly<Record<string, number>>;
  /** Stops the stack in order; its folder goes too, unless it is kept. */
  stop(options?: { keep?: boolean }): Promise<void>;
}

/** The command line is run as a user runs it, not imported. */
const CLI = join(import.meta.dirname, '../../../../apps/cli/dist/main.js');
const READY_WITHIN_MS = 120_000;
const PORTS = [
  'KAFKA_PORT',
  'KAFKA_CONTROLLER_PORT',
  'POSTGRES_PORT',
  'CLICKHOUSE_PORT',
  'INGEST_PORT',
  'RATING_HEALTH_PORT',
  'SINK_HEALTH_PORT',
  'ADMIN_PORT',
  'QUOTA_PORT',
  'ALERTING_PORT',
  'AUDIT_PORT',
];

/** Starts the stack and resolves when every service is ready. The apps must have been built. */
export async function startWholeStack(settings: Readonly<Record<string, string>> = {}): Promise<WholeStack> {
  const folder = temporaryFolder('stack');
  // Whatever holds in folders of such names holds in plain ones.
  const env: Record<string, string> = {
    SUANPAN_DATA: join(folder.path, 'data 算盘 ü'),
    TMPDIR: join(folder.path, 't m p'),
  };
  mkdirSync(env.TMPDIR ?? '');
  for (const port of PORTS) env[`SUANPAN_${port}`] = String(await freePort());
  Object.assign(env, settings);
  const whole = { ...process.env, ...env } as Record<string, string>;
  const logFile = join(folder.path, 'stack.log');
  const child = spawn(process.execPath, [CLI, 'start'], { env: whole, stdio: ['ignore', 'pipe', 'pipe'] });
  const file = createWriteStream(logFile);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  await ready(child, logFile);
  const dataFolder = env.SUANPAN_DATA ?? '';
  const running = () => {
    const found = findRunningStack(dataFolder);
    if (found === undefined) throw new Fault('part_failed', `The stack of ${dataFolder} does not run; see ${logFile}.`);
    return found;
  };
  const cli = (...args: string[]) => runCli(args, whole);
  return {
    addresses: running().addresses,
    dataFolder,
    logFile,
    cli,
    async run(...args) {
      const { code, stdout, stderr } = await cli(...args);
      if (code === 0) return stdout.trim();
      throw new Fault('part_failed', `suanpan ${args.join(' ')} ended with ${code}: ${stderr.trim()}`);
    },
    pids: () => running().parts,
    async stop({ keep = false } = {}) {
      const ended = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await ended;
      file.end();
      if (!keep) folder.remove();
    },
  };
}

async function ready(child: ChildProcess, logFile: string): Promise<void> {
  let printed = '';
  const said = new Promise<void>((resolve) => {
    child.stderr?.on('data', (bytes: Buffer) => {
      printed = (printed + bytes.toString('utf8')).slice(-20_000);
      if (/^Ready: /m.test(printed)) resolve();
    });
  });
  const gone = once(child, 'exit').then(() => {
    throw new Fault('part_failed', `The stack ended while starting: ${printed.trim().split('\n').at(-1)}`);
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const fault = new Fault('part_failed', `The stack was not ready in ${READY_WITHIN_MS / 1000} s; see ${logFile}.`);
    timer = setTimeout(() => reject(fault), READY_WITHIN_MS);
  });
  await Promise.race([said, gone, late]).finally(() => clearTimeout(timer));
  gone.catch(() => undefined);
}

async function runCli(args: readonly string[], env: Record<string, string>): Promise<CliAnswer> {
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString('utf8')));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')));
  const [code] = await once(child, 'close');
  return { code: code ?? 1, stdout, stderr };
}
