import { Fault, isTransient } from '@suanpan/fault';
import { formatInstant } from '@suanpan/time';
import { type Command, Option } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { adminPlace } from '../admin/calling-as.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import { addressesOf } from '../catalogue/with-catalogue.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { dayOrTime, instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';
import { openCheckpoint } from './checkpoint.ts';
import { sendFile } from './send-file.ts';

interface OpenOptions extends ReasonOption {
  readonly root: string;
  readonly source: string;
  readonly from: number;
  readonly to: number;
  readonly posting: 'open' | 'none';
  readonly id?: string;
}

interface Backfill {
  readonly id: string;
  readonly source: string;
  readonly from: string;
  readonly to: string;
  readonly posting: string;
  readonly status: string;
}

/** `backfill open`, `send`, `seal` and `list`. */
export const backfillCommands: RegisterCommand = (program, context) => {
  const group = program.command('backfill').description('history older than the accepted lateness');
  openCommand(group, context);
  group
    .command('send')
    .description('send a file of events, one JSON object a line; run again it goes on where it was')
    .argument('<id>', 'the id of the backfill')
    .requiredOption('--file <path>', 'CloudEvents as NDJSON')
    .action((id: string, { file }: { file: string }) => send(context, id, file));
  group
    .command('seal')
    .description('end a backfill for good: its range takes no more events of the source')
    .argument('<id>')
    .requiredOption('--root <id>', 'the root')
    .option('--reason <text>', 'why')
    .action(async (id: string, { root, reason = `backfill ${id} sealed` }: ReasonOption & { root: string }) => {
      const [readAt, sendTo] = [at`roots/${root}/backfills/${id}`, at`roots/${root}/backfills/${id}/seal`];
      const change = { kind: 'backfill', id, method: 'POST', readAt, sendTo, body: { reason } } as const;
      sayRevision(context, await adminOf(context).change(change));
    });
  group
    .command('list')
    .description('list backfills')
    .requiredOption('--root <id>', 'the root')
    .option('--json', 'as JSON')
    .action((options: { root: string; json?: boolean }) => listBackfills(context, options));
};

function openCommand(group: Command, context: CommandContext): void {
  group
    .command('open')
    .description('allow events of one source and one range of time; prints the id')
    .requiredOption('--root <id>', 'the root')
    .requiredOption('--source <source>', 'the one source its events have')
    .requiredOption('--from <time>', 'day or time of the first', instantOption)
    .requiredOption('--to <time>', 'day or time they end before', instantOption)
    .addOption(
      new Option('--posting <where>', 'into the open month, or into no statement')
        .choices(['open', 'none'])
        .default('open'),
    )
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why')
    .action((options: OpenOptions) => open(context, options));
}

async function open(context: CommandContext, options: OpenOptions): Promise<void> {
  const { root, source, posting, id, reason = `backfill of ${source}` } = options;
  const [from, to] = [formatInstant(options.from), formatInstant(options.to)];
  const made = await adminOf(context).add<Backfill>(at`roots/${root}/backfills`, {
    id,
    source,
    from,
    to,
    posting,
    reason,
  });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function send(context: CommandContext, id: string, file: string): Promise<void> {
  const { env, signal, terminal } = context;
  const key = env.SUANPAN_KEY?.trim() ?? '';
  if (key === '')
    throw new Fault('credential_missing', 'Put an API key of the root with the scope ingest into SUANPAN_KEY.');
  const checkpoints = openCheckpoint(adminPlace(context).dataFolder, id, file);
  if (checkpoints.start.lines > 0) terminal.say(`Going on after line ${checkpoints.start.lines.toLocaleString('en')}.`);
  const ingestUrl = env.SUANPAN_INGEST_URL?.trim() || addressesOf(env).ingestUrl;
  const path = `/v1/backfills/${encodeURIComponent(id)}/events` as const;
  const sender = { ingestUrl, key, signal, path };
  const { accepted, rejected } = await sendFile(context, sender, file, checkpoints).catch((error: unknown) => {
    if (signal.aborted || isTransient(error)) terminal.say('Run the same command again; it goes on where it was.');
    throw error;
  });
  checkpoints.forget();
  terminal.say(`${accepted.toLocaleString('en')} events were accepted, ${rejected.toLocaleString('en')} rejected.`);
  if (rejected > 0) context.setExitCode(EXIT.failure);
}

async function listBackfills(context: CommandContext, { root, json }: { root: string; json?: boolean }): Promise<void> {
  printList(context, json === true, await adminOf(context).list<Backfill>(at`roots/${root}/backfills`), [
    { title: 'ID', text: (backfill) => backfill.id },
    { title: 'STATUS', text: (backfill) => backfill.status },
    { title: 'SOURCE', text: (backfill) => backfill.source },
    { title: 'FROM', text: (backfill) => dayOrTime(backfill.from) },
    { title: 'TO', text: (backfill) => dayOrTime(backfill.to) },
    { title: 'POSTING', text: (backfill) => backfill.posting },
  ]);
}
