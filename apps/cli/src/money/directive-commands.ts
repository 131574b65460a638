import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { wholeNumber } from '../catalogue/catalogue-commands.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { moneyText } from '../output/money-text.ts';
import { printList } from '../output/print-list.ts';
import { type Directive, printDirective } from './directive.ts';

interface ListOptions {
  readonly root: string;
  readonly kind?: string;
  readonly limit: number;
  readonly json?: boolean;
}

/** `directive list` and `directive show`. */
export const directiveCommands: RegisterCommand = (program, context) => {
  const group = program
    .command('directive')
    .description('corrections, fees, credits and closes: who wanted what, and what became of it');
  group
    .command('list')
    .description('list directives of a root, newest first')
    .requiredOption('--root <id>', 'the root')
    .option('--kind <kind>', 'of one kind only, e.g. void')
    .option('--limit <count>', 'how many', wholeNumber, 50)
    .option('--json', 'as JSON')
    .action((options: ListOptions) => listDirectives(context, options));
  group
    .command('show')
    .description('show what became of a directive')
    .argument('<id>')
    .requiredOption('--root <id>', 'the root')
    .option('--json', 'as JSON')
    .action(async (id: string, { root, json }: { root: string; json?: boolean }) => {
      const directive = await adminOf(context).read<Directive>(at`roots/${root}/directives/${id}`);
      if (json === true) context.terminal.out(JSON.stringify(directive, null, 2));
      else printDirective(context, directive);
    });
};

async function listDirectives(context: CommandContext, { root, kind, limit, json }: ListOptions): Promise<void> {
  const directives = await adminOf(context).list<Directive>(at`roots/${root}/directives`, { kind }, limit);
  printList(context, json === true, directives, [
    { title: 'ID', text: (directive) => directive.id },
    { title: 'KIND', text: (directive) => directive.kind },
    { title: 'STATE', text: (directive) => directive.state },
    { title: 'AT', text: (directive) => directive.acceptedAt },
    { title: 'BY', text: (directive) => directive.actor },
    { title: 'ABOUT', text: ({ period, account }) => [period, account].filter((text) => text !== undefined).join(' ') },
    { title: 'MONEY', align: 'right', text: ({ money }) => (money === undefined ? '-' : moneyText(money)) },
    { title: 'REASON', text: (directive) => directive.reason },
  ]);
}
