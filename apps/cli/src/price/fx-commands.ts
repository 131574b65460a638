import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { dayOrTime, instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';

interface AddOptions extends ReasonOption {
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
  readonly from: number;
  readonly source: string;
  readonly id?: string;
}

interface FxRate {
  readonly id: string;
  readonly name: string;
  readonly base: string;
  readonly quote: string;
  readonly rate: string;
  readonly from: string;
  readonly source: string;
}

/** `price fx add`, `list` and `withdraw`. */
export function fxCommands(group: Command, context: CommandContext): void {
  const fx = group.command('fx').description('dated exchange rates; nothing is converted without a named one');
  fx.command('add')
    .description('write a rate that holds until the next one of its name and pair; prints the id')
    .requiredOption('--name <name>', 'the series plans name, e.g. ecb-reference')
    .requiredOption('--base <code>', 'the currency one of which')
    .requiredOption('--quote <code>', 'is so many of this')
    .requiredOption('--rate <decimal>', 'e.g. 7.1032')
    .requiredOption('--from <time>', 'day or time it holds from', instantOption)
    .requiredOption('--source <text>', 'where the number comes from')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: AddOptions) => addRate(context, options));
  fx.command('list')
    .description('list rates')
    .option('--name <name>', 'of one series only')
    .option('--json', 'as JSON')
    .action((options: { name?: string; json?: boolean }) => listRates(context, options));
  fx.command('withdraw')
    .description('take a rate out that was written by mistake; what was rated before keeps its amount')
    .argument('<id>')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async (id: string, { reason = `rate ${id} withdrawn` }: ReasonOption) => {
      sayRevision(context, await adminOf(context).add(at`fx-rates/${id}/end`, { reason }));
    });
}

async function addRate(context: CommandContext, options: AddOptions): Promise<void> {
  const { from, reason = `${options.name} ${options.base}/${options.quote}`, ...rate } = options;
  const made = await adminOf(context).add<FxRate>(at`fx-rates`, { ...rate, from: formatInstant(from), reason });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listRates(context: CommandContext, { name, json }: { name?: string; json?: boolean }): Promise<void> {
  printList(context, json === true, await adminOf(context).list<FxRate>(at`fx-rates`, { name }), [
    { title: 'ID', text: (rate) => rate.id },
    { title: 'NAME', text: (rate) => rate.name },
    { title: 'PAIR', text: (rate) => `${rate.base}/${rate.quote}` },
    { title: 'RATE', align: 'right', text: (rate) => rate.rate },
    { title: 'FROM', text: (rate) => dayOrTime(rate.from) },
    { title: 'SOURCE', text: (rate) => rate.source },
  ]);
}
