import { findRunningStack, type RunningStack, readStackConfig } from '@suanpan/stack';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { textTable } from '../output/table.ts';
import { memoryOf } from './memory-of.ts';
import { askClickHouse, askService, type ServiceState, serviceUrls, urlsElsewhere } from './readiness.ts';

/** `status`: what runs, and whether it is ready. */
export const statusCommand: RegisterCommand = (program, context) => {
  program
    .command('status')
    .description('show what runs and what is halted; exit code 1 when nothing runs or something is not ready')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => showStatus(context, options.json === true));
};

interface PartStatus {
  readonly part: string;
  readonly pid: number | null;
  /** Null for parts that have no health address of their own. */
  readonly ready: boolean | null;
  readonly state: ServiceState['state'] | null;
  readonly halted: ServiceState['halted'];
  readonly reasons: ServiceState['reasons'];
  readonly address: string;
  /** Of the process and all it started; null where it is external or cannot be read. */
  readonly memoryBytes: number | null;
}

async function showStatus(context: CommandContext, json: boolean): Promise<void> {
  const { dataFolder } = readStackConfig(context.env);
  const running = findRunningStack(dataFolder);
  const elsewhere = urlsElsewhere(context.env);
  const parts = await Promise.all(placesOf(running, elsewhere).map(statusOf));
  if (parts.length === 0 || parts.some(({ ready }) => ready === false)) context.setExitCode(EXIT.failure);
  if (json) {
    const about = running === undefined ? { running: false } : { running: true, pid: running.pid };
    context.terminal.out(JSON.stringify({ ...about, dataFolder, parts }, null, 2));
    return;
  }
  if (running === undefined) {
    context.terminal.say(`No stack is running in ${dataFolder}. \`suanpan start\` starts one.`);
  }
  if (parts.length > 0) printParts(context, parts);
}

interface Place {
  readonly part: string;
  readonly address: string;
  readonly pid: number | null;
  /** Asks it whether it is ready; absent for parts that have no address for that. */
  readonly ask?: () => Promise<ServiceState>;
}

/** Everything to look at: the parts and services of the running stack, and services that run elsewhere. */
function placesOf(running: RunningStack | undefined, elsewhere: Readonly<Record<string, string>>): Place[] {
  const away = Object.entries(elsewhere).map(([part, url]) => ({
    part,
    address: url,
    pid: null,
    ask: () => askService(url),
  }));
  if (running === undefined) return away;
  const { addresses, parts: pids } = running;
  const local = (part: string, address: string) => ({ part, address, pid: pids[part] ?? null });
  const services = Object.entries(serviceUrls(addresses)).filter(([part]) => !(part in elsewhere));
  return [
    local('kafka', addresses.kafka.brokers.join(',')),
    local('postgres', withoutPassword(addresses.postgresUrl)),
    { ...local('clickhouse', addresses.clickhouse.url), ask: () => askClickHouse(addresses.clickhouse.url) },
    ...services.map(([part, url]) => ({ ...local(part, url), ask: () => askService(url) })),
    ...away,
  ];
}

async function statusOf({ part, address, pid, ask }: Place): Promise<PartStatus> {
  const asked = await ask?.();
  const memoryBytes = pid === null ? null : memoryOf(pid);
  const { state = null, halted = [], reasons = [] } = asked ?? {};
  return { part, pid, ready: state === null ? null : state === 'ready', state, halted, reasons, memoryBytes, address };
}

function printParts(context: CommandContext, parts: readonly PartStatus[]): void {
  const columns = [
    { title: 'PART' },
    { title: 'PROCESS', align: 'right' as const },
    { title: 'READY' },
    { title: 'MEMORY', align: 'right' as const },
    { title: 'ADDRESS' },
  ];
  const rows = parts.map(({ part, pid, state, memoryBytes, address }) => {
    const process = pid === null ? 'external' : String(pid);
    return [part, process, state === null ? '-' : READY_TEXT[state], memoryText(memoryBytes), address];
  });
  const total = parts.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0);
  if (total > 0) rows.push(['all', '', '', memoryText(total), '']);
  for (const line of textTable(columns, rows)) context.terminal.out(line);
  for (const line of parts.flatMap(troubleLines)) context.terminal.out(line);
}

const READY_TEXT: Readonly<Record<ServiceState['state'], string>> = {
  ready: 'yes',
  halted: 'halted',
  'not ready': 'no',
};

/** What is wrong with a service, and what to do about it. */
function troubleLines({ part, halted, reasons }: PartStatus): string[] {
  return [
    ...halted.flatMap((at) => [`${part}: ${at.part} is halted (${at.code}): ${at.detail}`, `  ${at.cure}`]),
    ...reasons.map((reason) => `${part}: ${reason}`),
  ];
}

function memoryText(bytes: number | null): string {
  return bytes === null ? '-' : `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** The address without its password, which must not end up in a screen shot. */
export function withoutPassword(address: string): string {
  if (!URL.canParse(address)) return '(not shown)';
  const url = new URL(address);
  if (url.password !== '') url.password = '***';
  return url.href;
}
