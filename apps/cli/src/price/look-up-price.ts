import { formatInstant } from '@suanpan/time';
import { type Command, InvalidArgumentError } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { textTable } from '../output/table.ts';
import { bookText, type PriceRow, perMillion } from './list-prices.ts';

interface LookUpOptions {
  readonly provider: string;
  readonly model: string;
  readonly account?: string;
  readonly at?: number;
  readonly inputTokens?: number;
  readonly serviceTier?: string;
  readonly region?: string;
  readonly json?: boolean;
}

interface PriceAnswer {
  readonly revision: number;
  readonly time: string;
  readonly prices: readonly { readonly leaf: string; readonly row: PriceRow; readonly because: readonly string[] }[];
  readonly missing: readonly { readonly leaf: string; readonly reason: string; readonly detail: string }[];
  readonly markup: { readonly id: string; readonly ratio: string } | null;
}

/** `price look-up`: by which row a call would be billed, and why. */
export function lookUpPriceCommand(group: Command, context: CommandContext): void {
  group
    .command('look-up')
    .description('show by which rows a call would be billed, and why')
    .requiredOption('--provider <name>', 'who answers the call')
    .requiredOption('--model <name>', 'the name of the model')
    .option('--account <id>', 'with the own prices and the mark-up of this account')
    .option('--at <time>', 'the time of the call; now if left out', instantOption)
    .option('--input-tokens <count>', 'all of its input: context tiers go by it', count)
    .option('--service-tier <name>', 'the service tier; the standard one if left out')
    .option('--region <name>', 'the region it goes to')
    .option('--json', 'as JSON')
    .action((options: LookUpOptions) => lookUp(context, options));
}

async function lookUp(context: CommandContext, { at: when, json, ...question }: LookUpOptions): Promise<void> {
  const time = when === undefined ? undefined : formatInstant(when);
  const answer = await adminOf(context).ask<PriceAnswer>(at`prices/look-up`, { ...question, time });
  if (json === true) {
    context.terminal.out(JSON.stringify(answer, null, 2));
    return;
  }
  const columns = [
    { title: 'LEAF' },
    { title: 'PER MILLION', align: 'right' as const },
    { title: 'BOOK' },
    { title: 'ROW' },
    { title: 'BECAUSE' },
  ];
  const rows = answer.prices.map(({ leaf, row, because }) => [
    ...[leaf, `${perMillion(row)} ${row.currency}`, bookText(row), row.id, because.join('; ')],
  ]);
  if (rows.length > 0) for (const line of textTable(columns, rows)) context.terminal.out(line);
  sayRest(context, answer);
}

function sayRest({ terminal }: CommandContext, { missing, markup, time, revision }: PriceAnswer): void {
  if (markup !== null) terminal.out(`times ${markup.ratio} by mark-up ${markup.id}`);
  const [first] = missing;
  const leaves = missing.map(({ leaf }) => leaf).join(', ');
  if (first !== undefined) terminal.say(`Without a price, so that such usage would wait for one: ${leaves}.`);
  terminal.say(`A call at ${time}, by revision ${revision}.`);
}

function count(text: string): number {
  if (!/^\d{1,12}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
