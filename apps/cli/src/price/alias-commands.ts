import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type EndingOptions, endingOf, withEndingOptions } from '../admin/ending-options.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { dayOrTime, instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';

interface AddOptions extends ReasonOption {
  readonly provider: string;
  readonly alias: string;
  readonly target: string;
  readonly from?: number;
  readonly to?: number;
  readonly id?: string;
}

interface Alias {
  readonly id: string;
  readonly provider: string;
  readonly alias: string;
  readonly target: string;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
}

/** `price alias add`, `list` and `end`. */
export function aliasCommands(group: Command, context: CommandContext): void {
  const alias = group
    .command('alias')
    .description('moving names of models such as -latest, which mean a target for a time');
  alias
    .command('add')
    .description('say what a moving name means; prints the id')
    .requiredOption('--provider <name>', 'whose name it is')
    .requiredOption('--alias <name>', 'the moving name')
    .requiredOption('--target <model>', 'what it means')
    .option('--from <time>', 'day or time it holds from; always if left out', instantOption)
    .option('--to <time>', 'day or time it ends before; never if left out', instantOption)
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: AddOptions) => addAlias(context, options));
  alias
    .command('list')
    .description('list moving names')
    .option('--provider <name>', 'of one provider only')
    .option('--json', 'as JSON')
    .action((options: { provider?: string; json?: boolean }) => listAliases(context, options));
  const end = alias.command('end').description('end what a moving name means').argument('<id>');
  withEndingOptions(end).action(async (id: string, options: EndingOptions) => {
    const body = endingOf(options, context.now(), `moving name ${id} ended`);
    const [readAt, sendTo] = [at`model-aliases/${id}`, at`model-aliases/${id}/end`];
    sayRevision(context, await adminOf(context).change({ kind: 'alias', id, method: 'POST', readAt, sendTo, body }));
  });
}

async function addAlias(context: CommandContext, options: AddOptions): Promise<void> {
  const { id, provider, alias, target, from, to, reason = `${alias} means ${target}` } = options;
  const made = await adminOf(context).add<Alias>(at`model-aliases`, {
    ...{ id, provider, alias, target, reason },
    effectiveFrom: from === undefined ? null : formatInstant(from),
    effectiveTo: to === undefined ? null : formatInstant(to),
  });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listAliases(
  context: CommandContext,
  { provider, json }: { provider?: string; json?: boolean },
): Promise<void> {
  printList(context, json === true, await adminOf(context).list<Alias>(at`model-aliases`, { provider }), [
    { title: 'ID', text: (alias) => alias.id },
    { title: 'PROVIDER', text: (alias) => alias.provider },
    { title: 'NAME', text: (alias) => alias.alias },
    { title: 'MEANS', text: (alias) => alias.target },
    { title: 'FROM', text: (alias) => dayOrTime(alias.effectiveFrom) },
    { title: 'TO', text: (alias) => dayOrTime(alias.effectiveTo) },
  ]);
}
