import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type EndingOptions, endingOf, withEndingOptions } from '../admin/ending-options.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { dayOrTime, instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';
import { type MatcherOptions, matcherOf, withMatcherOptions } from './matcher-options.ts';

interface AddOptions extends ReasonOption, MatcherOptions {
  readonly account: string;
  readonly ratio: string;
  readonly provider?: string;
  readonly model?: string;
  readonly from?: number;
  readonly to?: number;
  readonly id?: string;
}

interface Markup {
  readonly id: string;
  readonly account: string;
  readonly provider: string | null;
  readonly model: object | null;
  readonly ratio: string;
  readonly effectiveFrom: string | null;
  readonly effectiveTo: string | null;
}

/** `price markup add`, `list` and `end`. */
export function markupCommands(group: Command, context: CommandContext): void {
  const markup = group.command('markup').description('what list prices are multiplied by, per account');
  const add = markup
    .command('add')
    .description('multiply list prices for an account and everything below it; prints the id')
    .requiredOption('--account <id>', 'the account')
    .requiredOption('--ratio <decimal>', 'above 1 a margin, below 1 a negotiated share, e.g. 1.15')
    .option('--provider <name>', 'of one provider only')
    .option('--model <name>', 'of one model only')
    .option('--from <time>', 'day or time it holds from; always if left out', instantOption)
    .option('--to <time>', 'day or time it ends before; never if left out', instantOption)
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log');
  withMatcherOptions(add).action((options: AddOptions) => addMarkup(context, options));
  markup
    .command('list')
    .description('list mark-ups')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listMarkups(context, options));
  const end = markup.command('end').description('end a mark-up').argument('<id>');
  withEndingOptions(end).action(async (id: string, options: EndingOptions) => {
    const body = endingOf(options, context.now(), `mark-up ${id} ended`);
    const [readAt, sendTo] = [at`markups/${id}`, at`markups/${id}/end`];
    sayRevision(context, await adminOf(context).change({ kind: 'markup', id, method: 'POST', readAt, sendTo, body }));
  });
}

async function addMarkup(context: CommandContext, options: AddOptions): Promise<void> {
  const { id, account, ratio, provider = null, model, from, to } = options;
  const made = await adminOf(context).add<Markup>(at`markups`, {
    ...{ id, account, ratio, provider },
    model: model === undefined && options.pattern === undefined ? null : matcherOf(options, model ?? ''),
    effectiveFrom: from === undefined ? null : formatInstant(from),
    effectiveTo: to === undefined ? null : formatInstant(to),
    reason: options.reason ?? `mark-up of ${account}`,
  });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listMarkups(context: CommandContext, { root, json }: { root?: string; json?: boolean }): Promise<void> {
  printList(context, json === true, await adminOf(context).list<Markup>(at`markups`, { root }), [
    { title: 'ID', text: (markup) => markup.id },
    { title: 'ACCOUNT', text: (markup) => markup.account },
    { title: 'RATIO', align: 'right', text: (markup) => markup.ratio },
    { title: 'PROVIDER', text: (markup) => markup.provider ?? 'any' },
    { title: 'MODEL', text: (markup) => (markup.model === null ? 'any' : JSON.stringify(markup.model)) },
    { title: 'FROM', text: (markup) => dayOrTime(markup.effectiveFrom) },
    { title: 'TO', text: (markup) => dayOrTime(markup.effectiveTo) },
  ]);
}
