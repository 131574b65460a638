import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import type { Reconciliation } from '@suanpan/ledger-clickhouse';
import { findRunningStack, readStackConfig, type StackAddresses } from '@suanpan/stack';
import { formatInstant } from '@suanpan/time';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { withClickHouse } from '../connections.ts';
import { EXIT } from '../output/exit-codes.ts';
import { reconcileStack } from '../reconcile/reconcile-stack.ts';
import { reconcileText } from '../reconcile/reconcile-text.ts';
import { startDetached } from '../stack/detached-stack.ts';
import { stopStack } from '../stack/stop-command.ts';
import { awaitLedger } from './await-ledger.ts';
import { type Bill, billText } from './bill.ts';
import { DEMO_ROOT, prepareDemo } from './demo-catalogue.ts';
import { readBill, readCounts } from './read-bill.ts';
import { readTrace, type TraceRow } from './read-trace.ts';
import { type SentTrace, sendTrace } from './send-trace.ts';
import { daysToYesterday, shiftDays } from './shift-days.ts';
import { traceEvent, traceSource } from './trace-events.ts';
import { whereToQuery } from './where-to-query.ts';

const SAMPLE = join(import.meta.dirname, '../../sample/azure-llm-inference-2023-conv.csv');
const REJECTIONS_SHOWN = 5;

interface DemoOptions {
  readonly trace: string;
  readonly stop?: boolean;
  readonly json?: boolean;
}

/** `demo`: from nothing to the bill of real calls. */
export const demoCommand: RegisterCommand = (program, context) => {
  program
    .command('demo')
    .description('start the stack, replay a trace of real calls through the public API, and print its bill')
    .option('--trace <file>', 'a CSV with the columns TIMESTAMP,ContextTokens,GeneratedTokens', SAMPLE)
    .option('--stop', 'stop the stack at the end instead of leaving it running')
    .option('--json', 'the bill and the reconcile table as JSON')
    .action((options: DemoOptions) => runDemo(context, options));
};

/** What the demo found. */
interface DemoResult {
  readonly bill: Bill;
  readonly sent: SentTrace;
  /** Events that had been counted by an earlier run. */
  readonly repeated: number;
  readonly reconciliation: Reconciliation;
}

async function runDemo(context: CommandContext, options: DemoOptions): Promise<void> {
  const { terminal } = context;
  const text = readFile(options.trace);
  const rows = readTrace(text, basename(options.trace));
  const days = sayTrace(context, rows, basename(options.trace));
  const addresses = await runningStack(context);
  const result = await replay(context, addresses, { rows, days, source: traceSource(text) });
  if (options.json === true) terminal.out(JSON.stringify(result, null, 2));
  else printResult(context, result);
  for (const line of whereToQuery(context, addresses, DEMO_ROOT)) terminal.say(line);
  if (result.sent.rejected.length > 0) context.setExitCode(EXIT.failure);
  else if (!result.reconciliation.agrees) context.setExitCode(EXIT.mismatch);
  if (options.stop === true) {
    await stopStack(context);
    terminal.say('The stack has stopped. `npx suanpan start` starts it again with the same data.');
  } else terminal.say('The stack is left running. `npx suanpan stop` stops it.');
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Fault('config_invalid', `The trace ${path} cannot be read.`, { cause });
  }
}

function sayTrace(context: CommandContext, rows: readonly TraceRow[], name: string): number {
  const times = rows.map((row) => row.time);
  const days = daysToYesterday(times, context.now());
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const day = (time: number) => formatInstant(time).slice(0, 10);
  const span = day(first) === day(last) ? day(first) : `${day(first)} to ${day(last)}`;
  const to = day(shiftDays(last, days));
  context.terminal.say(
    `${name}: ${rows.length.toLocaleString('en')} calls of ${span}, shifted by ${days} whole days to end on ${to}.`,
  );
  return days;
}

async function runningStack(context: CommandContext): Promise<StackAddresses> {
  const running = findRunningStack(readStackConfig(context.env).dataFolder);
  if (running !== undefined) return running.addresses;
  context.terminal.say('Starting the stack; the first start fetches Apache Kafka and takes longer.');
  const { addresses, logFile } = await startDetached(context);
  context.terminal.say(`The stack is ready. Its log is ${logFile}.`);
  return addresses;
}

interface Replay {
  readonly rows: readonly TraceRow[];
  readonly days: number;
  readonly source: string;
}

async function replay(context: CommandContext, addresses: StackAddresses, trace: Replay): Promise<DemoResult> {
  const key = await prepareDemo(context);
  return withClickHouse(addresses, (clickhouse) => replayInto(context, clickhouse, addresses, { ...trace, key }));
}

async function replayInto(
  context: CommandContext,
  clickhouse: ClickHouse,
  addresses: StackAddresses,
  { rows, days, source, key }: Replay & { readonly key: string },
): Promise<DemoResult> {
  const scope = { root: DEMO_ROOT, source };
  const before = await readCounts(clickhouse, scope);
  const events = rows.map((row) => traceEvent(row, source, days));
  const sender = { ingestUrl: addresses.ingestUrl, key, signal: context.signal };
  const sent = await sendTrace(context, sender, events);
  const after = await awaitLedger(context, clickhouse, scope, { before, accepted: sent.accepted });
  return {
    bill: await readBill(clickhouse, scope),
    sent,
    repeated: sent.accepted - (after.counted - before.counted),
    reconciliation: await reconcileStack(addresses),
  };
}

function printResult(context: CommandContext, { bill, sent, repeated, reconciliation }: DemoResult): void {
  const { terminal } = context;
  for (const { index, code, detail } of sent.rejected.slice(0, REJECTIONS_SHOWN)) {
    terminal.say(`rejected: line ${index + 2}: ${detail} [${code}]`);
  }
  const more = sent.rejected.length - REJECTIONS_SHOWN;
  if (more > 0) terminal.say(`rejected: ${more} more`);
  if (repeated > 0) {
    terminal.say(`${repeated.toLocaleString('en')} calls were counted by an earlier run; duplicates cost nothing.`);
  }
  terminal.out('');
  for (const line of billText(bill)) terminal.out(line);
  terminal.out('');
  for (const line of reconcileText(reconciliation)) terminal.out(line);
  terminal.out('');
}
