import { findRunningStack, readStackConfig } from '@suanpan/stack';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { textTable } from '../output/table.ts';
import { memoryOf } from './memory-of.ts';
import { isServiceReady, serviceUrls, urlsElsewhere } from './readiness.ts';

/** `status`: what runs, and whether it is ready. */
export const statusCommand: RegisterCommand = (program, context) => {
  program
    .command('status')
    .description('show what runs; exit code 1 when the stack does not run or is not ready')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => showStatus(context, options.json === true));
};

interface PartStatus {
  readonly part: string;
  readonly pid: number | null;
  /** Null for parts that have no health address of their own. */
  readonly ready: boolean | null;
  readonly address: string;
  /** Of the process and all it started; null where it is external or cannot be read. */
  readonly memoryBytes: number | null;
}

async function showStatus(context: CommandContext, json: boolean): Promise<void> {
  const { dataFolder } = readStackConfig(context.env);
  const running = findRunningStack(dataFolder);
  if (running === undefined) {
    context.setExitCode(EXIT.failure);
    if (json) context.terminal.out(JSON.stringify({ running: false, dataFolder, parts: [] }, null, 2));
    else context.terminal.say(`No stack is running in ${dataFolder}. \`suanpan start\` starts one.`);
    return;
  }
  const { addresses, parts: pids } = running;
  const elsewhere = urlsElsewhere(context.env);
  const urls = { ...serviceUrls(addresses), ...elsewhere };
  const places: [string, string][] = [
    ['kafka', addresses.kafka.brokers.join(',')],
    ['postgres', withoutPassword(addresses.postgresUrl)],
    ['clickhouse', addresses.clickhouse.url],
    ...Object.entries(urls),
  ];
  const parts = await Promise.all(
    places.map(async ([part, address]): Promise<PartStatus> => {
      const url = urls[part];
      const pid = part in elsewhere ? null : (pids[part] ?? null);
      const ready = url === undefined ? null : await isServiceReady(url);
      return { part, pid, ready, memoryBytes: pid === null ? null : memoryOf(pid), address };
    }),
  );
  if (parts.some((part) => part.ready === false)) context.setExitCode(EXIT.failure);
  if (json) context.terminal.out(JSON.stringify({ running: true, pid: running.pid, dataFolder, parts }, null, 2));
  else printParts(context, parts);
}

function printParts(context: CommandContext, parts: readonly PartStatus[]): void {
  const columns = [
    { title: 'PART' },
    { title: 'PROCESS', align: 'right' as const },
    { title: 'READY' },
    { title: 'MEMORY', align: 'right' as const },
    { title: 'ADDRESS' },
  ];
  const rows = parts.map(({ part, pid, ready, memoryBytes, address }) => {
    const said = ready === null ? '-' : ready ? 'yes' : 'no';
    return [part, pid === null ? 'external' : String(pid), said, memoryText(memoryBytes), address];
  });
  const total = parts.reduce((sum, { memoryBytes }) => sum + (memoryBytes ?? 0), 0);
  if (total > 0) rows.push(['all', '', '', memoryText(total), '']);
  for (const line of textTable(columns, rows)) context.terminal.out(line);
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
