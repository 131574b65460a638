import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';

interface PublishOptions extends ReasonOption {
  readonly series: string;
  readonly value: string;
  readonly from?: number;
  readonly id?: string;
}

interface SeriesPoint {
  readonly id: string;
  readonly series: string;
  readonly from: string;
  readonly value: string;
}

/** `price series publish`, `list` and `withdraw`. */
export function seriesCommands(group: Command, context: CommandContext): void {
  const series = group.command('series').description('dynamic prices: multipliers that are published as they change');
  series
    .command('publish')
    .description('publish a point: the multiplier that holds until the next one; prints the id')
    .requiredOption('--series <name>', 'the series plans name, e.g. load')
    .requiredOption('--value <decimal>', 'e.g. 1.25')
    .option('--from <time>', 'when it begins, never in the past; at once if left out', instantOption)
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: PublishOptions) => publish(context, options));
  series
    .command('list')
    .description('list points')
    .option('--series <name>', 'of one series only')
    .option('--json', 'as JSON')
    .action((options: { series?: string; json?: boolean }) => listPoints(context, options));
  series
    .command('withdraw')
    .description('take a point back that has not begun')
    .argument('<id>')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async (id: string, { reason = `point ${id} withdrawn` }: ReasonOption) => {
      sayRevision(context, await adminOf(context).add(at`series-points/${id}/end`, { reason }));
    });
}

async function publish(context: CommandContext, options: PublishOptions): Promise<void> {
  const { id, series, value, reason = `${series} is ${value}` } = options;
  const from = options.from === undefined ? undefined : formatInstant(options.from);
  const made = await adminOf(context).add<SeriesPoint>(at`series-points`, { id, series, value, from, reason });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listPoints(
  context: CommandContext,
  { series, json }: { series?: string; json?: boolean },
): Promise<void> {
  printList(context, json === true, await adminOf(context).list<SeriesPoint>(at`series-points`, { series }), [
    { title: 'ID', text: (point) => point.id },
    { title: 'SERIES', text: (point) => point.series },
    { title: 'FROM', text: (point) => point.from },
    { title: 'VALUE', align: 'right', text: (point) => point.value },
  ]);
}
