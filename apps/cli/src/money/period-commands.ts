import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { ReasonOption } from '../admin/say-revision.ts';
import { wholeNumber } from '../catalogue/catalogue-commands.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { type Money, moneyText } from '../output/money-text.ts';
import { printList } from '../output/print-list.ts';
import { awaitDecided, type Directive, printDirective } from './directive.ts';

interface BillingPeriod {
  readonly period: string;
  readonly from: string;
  readonly to: string;
  readonly status: 'open' | 'closed';
  readonly closed?: { readonly at: string; readonly totals: readonly Money[] };
}

interface ListOptions {
  readonly root: string;
  readonly limit: number;
  readonly json?: boolean;
}

interface RunOptions extends ReasonOption {
  readonly root: string;
  readonly wait: boolean;
}

/** `period list`, `period fees` and `period close`. */
export const periodCommands: RegisterCommand = (program, context) => {
  const group = program.command('period').description('billing months of a root: fees and closing');
  group
    .command('list')
    .description('list billing months that have begun, newest first')
    .requiredOption('--root <id>', 'the root')
    .option('--limit <count>', 'how many', wholeNumber, 12)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => listPeriods(context, options));
  group
    .command('fees')
    .description('billing run: charge the fees of commitments; run again it charges differences alone')
    .argument('<month>', 'e.g. 2026-11')
    .requiredOption('--root <id>', 'the root')
    .option('--no-wait', 'do not wait for what becomes of them')
    .option('--reason <text>', 'why')
    .action((month: string, options: RunOptions) => chargeFees(context, month, options));
  group
    .command('close')
    .description('close a month: what arrives later is stated in the next open one')
    .argument('<month>', 'e.g. 2026-11')
    .requiredOption('--root <id>', 'the root')
    .option('--no-wait', 'do not wait for what becomes of it')
    .option('--reason <text>', 'why')
    .action((month: string, options: RunOptions) => close(context, month, options));
};

async function listPeriods(context: CommandContext, { root, limit, json }: ListOptions): Promise<void> {
  const periods = await adminOf(context).list<BillingPeriod>(at`roots/${root}/billing-periods`, {}, limit);
  printList(context, json === true, periods, [
    { title: 'MONTH', text: ({ period }) => period },
    { title: 'STATUS', text: ({ status }) => status },
    { title: 'FROM', text: ({ from }) => from },
    { title: 'TO', text: ({ to }) => to },
    { title: 'TOTALS', text: ({ closed }) => totalsText(closed?.totals) },
  ]);
}

function totalsText(totals: readonly Money[] | undefined): string {
  if (totals === undefined) return '-';
  return totals.length === 0 ? 'nothing' : totals.map(moneyText).join(' + ');
}

async function chargeFees(context: CommandContext, month: string, options: RunOptions): Promise<void> {
  const { root, reason = `billing run of ${month}` } = options;
  const admin = adminOf(context);
  const { body } = await admin.add<{ directives: Directive[]; unchanged: number }>(
    at`roots/${root}/periods/${month}/fees`,
    { reason },
  );
  const { length } = body.directives;
  context.terminal.say(`${length} ${length === 1 ? 'fee is' : 'fees are'} charged, ${body.unchanged} unchanged.`);
  await print(context, body.directives, options.wait);
}

async function close(context: CommandContext, month: string, options: RunOptions): Promise<void> {
  const { root, reason = `month ${month} closed` } = options;
  const { body } = await adminOf(context).add<{
    directives: Directive[];
    promises: { assignment: string; promise: string; detail: string }[];
  }>(at`roots/${root}/periods/${month}/close`, { reason });
  for (const { assignment, promise, detail } of body.promises) {
    context.terminal.say(`promise ${promise} of ${assignment}: ${detail}`);
  }
  await print(context, body.directives, options.wait);
}

async function print(context: CommandContext, directives: readonly Directive[], wait: boolean): Promise<void> {
  const admin = adminOf(context);
  for (const each of directives) printDirective(context, wait ? await awaitDecided(context, admin, each) : each);
}
