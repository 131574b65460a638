import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import type { Account } from '../account/account-commands.ts';
import { at } from '../admin/address.ts';
import type { Admin } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';

/** Whose history, and which part of it, a command was told to look at. */
export interface HistoryOptions {
  readonly from?: number;
  readonly to?: number;
}

/** The same as the API takes it. */
export interface History {
  readonly root: string;
  readonly account: string;
  readonly from: string;
  readonly to: string;
}

/** Adds the options that say which part of the history is looked at. */
export function withHistoryOptions(command: Command): Command {
  return command
    .option('--from <time>', 'day or time of the first calls; the current month of the root if left out', instantOption)
    .option('--to <time>', 'day or time they end before; the end of the current month if left out', instantOption);
}

/** The history of an account that options mean. */
export async function historyOf(
  context: CommandContext,
  admin: Admin,
  account: string,
  { from, to }: HistoryOptions,
): Promise<History> {
  const { root } = await admin.read<Account>(at`accounts/${account}`);
  const now = formatInstant(context.now());
  const [month] = await admin.list<{ readonly from: string; readonly to: string }>(at`months`, { root, at: now });
  return {
    root,
    account,
    from: from === undefined ? (month?.from ?? now) : formatInstant(from),
    to: to === undefined ? (month?.to ?? now) : formatInstant(to),
  };
}
