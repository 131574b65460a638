import type { Command } from 'commander';
import { type Address, at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { type BudgetOptions, budgetOf, type CallQuota, callQuotaOption, withBudgetOptions } from './limit-options.ts';

interface LimitOptions extends ReasonOption, BudgetOptions {
  readonly callQuota?: CallQuota | false;
}

const REASON = ['--reason <text>', 'why, for the catalogue log'] as const;

/** `account rename`, `move`, `limit` and `close`. */
export function changeAccountCommands(group: Command, context: CommandContext): void {
  const change = (id: string, sent: { method: 'POST' | 'PATCH'; to?: Address; reason: string; patch?: object }) =>
    changeAccount(context, id, sent);
  group
    .command('rename')
    .description('give an account another name')
    .argument('<id>')
    .requiredOption('--name <name>', 'for people')
    .option(...REASON)
    .action((id: string, { name, reason = `account ${id} renamed` }: ReasonOption & { name: string }) =>
      change(id, { method: 'PATCH', reason, patch: { name } }),
    );
  group
    .command('move')
    .description('move an account, and all below it, to another place of its root')
    .argument('<id>')
    .requiredOption('--to <id>', 'the account it shall lie below')
    .option(...REASON)
    .action((id: string, { to, reason = `account ${id} moved` }: ReasonOption & { to: string }) =>
      change(id, { method: 'PATCH', reason, patch: { parent: to } }),
    );
  const limit = group
    .command('limit')
    .description('set or lift the budget cap and the call quota; what is not named stays')
    .argument('<id>');
  withBudgetOptions(limit)
    .option('--no-budget', 'lift the budget')
    .option('--call-quota <calls>', 'calls it may make, e.g. 100000/day', callQuotaOption)
    .option('--no-call-quota', 'lift the call quota')
    .option(...REASON)
    .action((id: string, options: LimitOptions) => {
      const { callQuota, reason = `limits of account ${id}` } = options;
      const patch = { budget: budgetOf(options), callQuota: callQuota === false ? null : callQuota };
      return change(id, { method: 'PATCH', to: at`accounts/${id}/limits`, reason, patch });
    });
  group
    .command('close')
    .description('close an account: no new projects, keys or plans; what it used stays billed')
    .argument('<id>')
    .option(...REASON)
    .action((id: string, { reason = `account ${id} closed` }: ReasonOption) =>
      change(id, { method: 'POST', to: at`accounts/${id}/close`, reason }),
    );
}

async function changeAccount(
  context: CommandContext,
  id: string,
  { method, to, reason, patch = {} }: { method: 'POST' | 'PATCH'; to?: Address; reason: string; patch?: object },
): Promise<void> {
  const readAt = at`accounts/${id}`;
  const body = { ...patch, reason };
  sayRevision(
    context,
    await adminOf(context).change({ kind: 'account', id, method, readAt, sendTo: to ?? readAt, body }),
  );
}
