import { writeFileSync } from 'node:fs';
import { Fault } from '@suanpan/fault';
import { type Command, Option } from 'commander';
import type { Account } from '../account/account-commands.ts';
import { at } from '../admin/address.ts';
import { type Admin, adminOf } from '../admin/admin.ts';
import { wholeNumber } from '../catalogue/catalogue-commands.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';
import { currentMonth } from './current-month.ts';
import type { OrganisationStatement, Statement } from './statement.ts';
import { linesText, organisationText, statementText } from './statement-text.ts';

interface ShowOptions {
  readonly period?: string;
  readonly lines?: boolean;
  readonly json?: boolean;
}

interface ExportOptions {
  readonly period?: string;
  readonly format: 'json' | 'csv' | 'pdf';
  readonly out?: string;
}

interface OutcomesOptions {
  readonly account: string;
  readonly period: string;
  readonly limit: number;
  readonly json?: boolean;
}

const PERIOD = ['--period <month>', 'e.g. 2026-11; the current month of its root if left out'] as const;
const ACCEPT = { json: 'application/json', csv: 'text/csv', pdf: 'application/pdf' } as const;

/** `statement show`, `export`, `outcomes` and `organisation`. */
export const statementCommands: RegisterCommand = (program, context) => {
  const group = program.command('statement').description('what accounts owe for a month');
  group
    .command('show')
    .description('show what an account and everything below it owes: subtotals of the tree')
    .argument('<account>', 'its id')
    .option(...PERIOD)
    .option('--lines', 'every line, too')
    .option('--json', 'as JSON')
    .action((account: string, options: ShowOptions) => show(context, account, options));
  exportCommand(group, context);
  group
    .command('outcomes')
    .description('show the entries behind a line, in the order of the log')
    .argument('<line>', 'the id of the line')
    .requiredOption('--account <id>', 'whose statement it stands on')
    .requiredOption('--period <month>', 'e.g. 2026-11')
    .option('--limit <count>', 'how many', wholeNumber, 100)
    .option('--json', 'as JSON')
    .action((line: string, options: OutcomesOptions) => showOutcomes(context, line, options));
  group
    .command('organisation')
    .description('show what the roots of an organisation owe for a month, together')
    .argument('<organisation>', 'its id')
    .requiredOption('--period <month>', 'e.g. 2026-11; each root by its own zone')
    .option('--json', 'as JSON')
    .action((id: string, options: { period: string; json?: boolean }) => showOrganisation(context, id, options));
};

function exportCommand(group: Command, context: CommandContext): void {
  group
    .command('export')
    .description('write a statement to a file, or to stdout')
    .argument('<account>', 'its id')
    .option(...PERIOD)
    .addOption(new Option('--format <format>', 'of the file').choices(['json', 'csv', 'pdf']).default('csv'))
    .option('--out <path>', 'the file; stdout if left out, for a PDF statement-<account>-<month>.pdf')
    .action((account: string, options: ExportOptions) => exportStatement(context, account, options));
}

async function show(context: CommandContext, account: string, options: ShowOptions): Promise<void> {
  const admin = adminOf(context);
  const month = await monthOf(context, admin, account, options.period);
  const statement = await admin.read<Statement>(at`accounts/${account}/statements/${month}`);
  if (options.json === true) {
    context.terminal.out(JSON.stringify(statement, null, 2));
    return;
  }
  for (const line of statementText(statement)) context.terminal.out(line);
  const lines = [...statement.lines, ...statement.adjustments];
  if (options.lines === true) for (const line of ['', ...linesText(lines)]) context.terminal.out(line);
}

async function exportStatement(context: CommandContext, account: string, options: ExportOptions): Promise<void> {
  const { format } = options;
  const admin = adminOf(context);
  const month = await monthOf(context, admin, account, options.period);
  const bytes = await admin.download(at`accounts/${account}/statements/${month}`, { format }, ACCEPT[format]);
  const file = options.out ?? (format === 'pdf' ? `statement-${account.replaceAll(/[^\w-]/g, '_')}-${month}.pdf` : '-');
  if (file === '-') {
    context.terminal.out(bytes.toString('utf8').trimEnd());
    return;
  }
  try {
    writeFileSync(file, bytes);
  } catch (cause) {
    throw new Fault('config_invalid', `${file} cannot be written.`, { cause });
  }
  context.terminal.say(`${file}: ${bytes.length.toLocaleString('en')} bytes.`);
}

async function monthOf(
  context: CommandContext,
  admin: Admin,
  account: string,
  given: string | undefined,
): Promise<string> {
  if (given !== undefined) return given;
  const { root } = await admin.read<Account>(at`accounts/${account}`);
  return currentMonth(context, admin, root);
}

interface LineOutcome {
  readonly shard: number;
  readonly seq: number;
  readonly kind: string;
  readonly time: string;
  readonly eventId: string;
  readonly quantity: string;
  readonly amount: string;
}

async function showOutcomes(context: CommandContext, line: string, options: OutcomesOptions): Promise<void> {
  const { account, period, limit, json } = options;
  const address = at`accounts/${account}/statements/${period}/lines/${line}/outcomes`;
  printList(context, json === true, await adminOf(context).list<LineOutcome>(address, {}, limit), [
    { title: 'OUTCOME', align: 'right', text: ({ shard, seq }) => `${shard}/${seq}` },
    { title: 'KIND', text: ({ kind }) => kind },
    { title: 'TIME', text: ({ time }) => time },
    { title: 'EVENT', text: ({ eventId }) => eventId },
    { title: 'QUANTITY', align: 'right', text: ({ quantity }) => quantity },
    { title: 'AMOUNT', align: 'right', text: ({ amount }) => amount },
  ]);
}

async function showOrganisation(
  context: CommandContext,
  id: string,
  { period, json }: { period: string; json?: boolean },
): Promise<void> {
  const address = at`organisations/${id}/statements/${period}`;
  const statement = await adminOf(context).read<OrganisationStatement>(address);
  if (json === true) context.terminal.out(JSON.stringify(statement, null, 2));
  else for (const line of organisationText(statement, period)) context.terminal.out(line);
}
