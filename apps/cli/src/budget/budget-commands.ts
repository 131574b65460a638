import { type Command, InvalidArgumentError } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';
import { budgetStatusCommand } from './budget-status.ts';

interface Percents {
  readonly core: number;
  readonly innovation: number;
  readonly contingency: number;
}

interface RuleOptions extends ReasonOption {
  readonly root: string;
  readonly amount: string;
  readonly currency: string;
  readonly percents?: Percents;
  readonly max?: number;
  readonly id?: string;
}

type BudgetRule = {
  readonly id: string;
  readonly root: string;
  readonly amount: string;
  readonly currency: string;
} & (
  | { readonly kind: 'split'; readonly percents: Percents }
  | { readonly kind: 'spend_share'; readonly percentMax: number }
);

/** `budget split`, `budget share`, `budget rules`, `budget status` and `budget end`. */
export const budgetCommands: RegisterCommand = (program, context) => {
  const group = program.command('budget').description('budgets by rule');
  ruleCommand(group, 'split', 'split a monthly budget over core, innovation and contingency; prints the id of the rule')
    .requiredOption('--amount <amount>', 'the budget of a month')
    .option('--percents <core/innovation/contingency>', 'whole percents, together 100', percentsOption, {
      ...{ core: 70, innovation: 20, contingency: 10 },
    })
    .action((options: RuleOptions) => addRule(context, options, { kind: 'split', percents: options.percents }));
  ruleCommand(group, 'share', 'follow the share of AI in the technology spend; prints the id of the rule')
    .requiredOption('--amount <amount>', 'the technology spend of a month')
    .option('--max <percent>', 'the share that is not to be exceeded', percentOption, 15)
    .action((options: RuleOptions) => addRule(context, options, { kind: 'spend_share', percentMax: options.max }));
  group
    .command('rules')
    .description('list budget rules')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listRules(context, options));
  budgetStatusCommand(group, context);
  group
    .command('end')
    .description('end a budget rule')
    .argument('<id>')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async (id: string, { reason = `budget rule ${id} ended` }: ReasonOption) => {
      const [readAt, sendTo] = [at`budget-rules/${id}`, at`budget-rules/${id}/end`];
      const change = { kind: 'budgetRule', id, method: 'POST', readAt, sendTo, body: { reason } } as const;
      sayRevision(context, await adminOf(context).change(change));
    });
};

function ruleCommand(group: Command, name: string, description: string): Command {
  return group
    .command(name)
    .description(description)
    .requiredOption('--root <id>', 'the root it is for')
    .option('--currency <code>', 'of the amount', 'USD')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log');
}

function percentsOption(text: string): Percents {
  const [, core = '', innovation = '', contingency = ''] = /^(\d{1,3})\/(\d{1,3})\/(\d{1,3})$/.exec(text) ?? [];
  const percents = { core: Number(core), innovation: Number(innovation), contingency: Number(contingency) };
  if (core !== '' && percents.core + percents.innovation + percents.contingency === 100) return percents;
  throw new InvalidArgumentError('It must be three whole percents that add up to 100, such as 70/20/10.');
}

function percentOption(text: string): number {
  const percent = Number(text);
  if (/^\d{1,3}(\.\d{1,4})?$/.test(text) && percent > 0 && percent <= 100) return percent;
  throw new InvalidArgumentError('It must be a percentage above 0 and up to 100.');
}

async function addRule(context: CommandContext, options: RuleOptions, kind: object): Promise<void> {
  const { id, root, amount, currency, reason = `budget rule of ${root}` } = options;
  const body = { id, root, terms: { ...kind, amount, currency }, reason };
  const made = await adminOf(context).add<BudgetRule>(at`budget-rules`, body);
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listRules(context: CommandContext, { root, json }: { root?: string; json?: boolean }): Promise<void> {
  printList(context, json === true, await adminOf(context).list<BudgetRule>(at`budget-rules`, { root }), [
    { title: 'ID', text: (rule) => rule.id },
    { title: 'ROOT', text: (rule) => rule.root },
    { title: 'AMOUNT', align: 'right', text: (rule) => `${rule.amount} ${rule.currency}` },
    { title: 'RULE', text: ruleText },
  ]);
}

function ruleText(rule: BudgetRule): string {
  if (rule.kind === 'spend_share') return `AI at most ${rule.percentMax} % of it`;
  const { core, innovation, contingency } = rule.percents;
  return `core ${core} %, innovation ${innovation} %, contingency ${contingency} %`;
}
