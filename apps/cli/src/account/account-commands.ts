import { type Command, Option } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { listOfRoots } from '../admin/list-of-roots.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';
import { changeAccountCommands } from './change-account.ts';
import {
  type Budget,
  type BudgetOptions,
  budgetOf,
  budgetText,
  type CallQuota,
  callQuotaOption,
  callQuotaText,
  withBudgetOptions,
} from './limit-options.ts';

interface CreateOptions extends ReasonOption, BudgetOptions {
  readonly root: string;
  readonly parent?: string;
  readonly kind: 'department' | 'service';
  readonly name: string;
  readonly id?: string;
  readonly callQuota?: CallQuota;
}

/** An account as the API shows it. */
export interface Account {
  readonly id: string;
  readonly root: string;
  readonly parent: string | null;
  readonly kind: string;
  readonly name: string;
  readonly budget?: Budget;
  readonly callQuota?: CallQuota;
  readonly status?: 'closed';
}

/** `account create`, `list`, `rename`, `move`, `limit` and `close`. */
export const accountCommands: RegisterCommand = (program, context) => {
  const group = program.command('account').description('departments and service accounts below a root');
  createCommand(group, context);
  group
    .command('list')
    .description('list accounts')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listAccounts(context, options));
  changeAccountCommands(group, context);
};

function createCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('create')
    .description('create an account below a root; prints its id')
    .requiredOption('--root <id>', 'the root it belongs to')
    .requiredOption('--name <name>', 'for people')
    .option('--parent <id>', 'the account it lies below; the root itself if left out')
    .addOption(new Option('--kind <kind>', 'what it is').choices(['department', 'service']).default('department'))
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--call-quota <calls>', 'calls it may make, e.g. 100000/day', callQuotaOption)
    .option('--reason <text>', 'why, for the catalogue log');
  withBudgetOptions(command).action((options: CreateOptions) => createAccount(context, options));
}

async function createAccount(context: CommandContext, options: CreateOptions): Promise<void> {
  const { root, name, parent = root, kind, id, callQuota, reason = `account ${name} created` } = options;
  const budget = budgetOf(options);
  const body = { id, parent, kind, name, budget, callQuota, reason };
  const made = await adminOf(context).add<Account>(at`accounts`, body);
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listAccounts(context: CommandContext, options: { root?: string; json?: boolean }): Promise<void> {
  const accounts = await listOfRoots<Account>(adminOf(context), at`accounts`, options.root);
  printList(context, options.json === true, accounts, [
    { title: 'ID', text: (account) => account.id },
    { title: 'ROOT', text: (account) => account.root },
    { title: 'PARENT', text: (account) => account.parent ?? '-' },
    { title: 'KIND', text: (account) => account.status ?? account.kind },
    { title: 'BUDGET', text: (account) => budgetText(account.budget) },
    { title: 'CALLS', text: (account) => callQuotaText(account.callQuota) },
    { title: 'NAME', text: (account) => account.name },
  ]);
}
