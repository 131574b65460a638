import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Fault } from '@suanpan/fault';
import { findRunningStack, readStackConfig, type StackAddresses } from '@suanpan/stack';
import { formatInstant } from '@suanpan/time';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { startDetached } from '../stack/detached-stack.ts';
import { stopStack } from '../stack/stop-command.ts';
import { printDemo } from './print-demo.ts';
import { readTrace, type TraceRow } from './read-trace.ts';
import { replayTrace } from './replay-trace.ts';
import { daysToYesterday, shiftDays } from './shift-days.ts';
import { traceSource } from './trace-events.ts';
import { whatNext } from './what-next.ts';

const SAMPLE = join(import.meta.dirname, '../../sample/azure-llm-inference-2023-conv.csv');

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
    .option('--json', 'the bill, the statement and the reconcile table as JSON')
    .action((options: DemoOptions) => runDemo(context, options));
};

async function runDemo(context: CommandContext, options: DemoOptions): Promise<void> {
  const { terminal } = context;
  const text = readFile(options.trace);
  const rows = readTrace(text, basename(options.trace));
  const days = sayTrace(context, rows, basename(options.trace));
  const addresses = await runningStack(context);
  const result = await replayTrace(context, addresses, { rows, days, source: traceSource(text) });
  if (options.json === true) terminal.out(JSON.stringify(result, null, 2));
  else printDemo(context, result);
  if (result.sent.rejected.length > 0) context.setExitCode(EXIT.failure);
  else if (!result.reconciliation.agrees) context.setExitCode(EXIT.mismatch);
  for (const line of whatNext(context, addresses, result)) terminal.say(line);
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
