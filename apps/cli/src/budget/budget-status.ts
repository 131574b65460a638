import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { textTable } from '../output/table.ts';

interface Base {
  readonly rule: string;
  readonly period: string;
  readonly currency: string;
  readonly spent: string;
  readonly otherCurrencies: readonly string[];
}

/** How a rule stands in a month, as the API shows it. */
export type RuleStatus = Base &
  (
    | {
        readonly kind: 'split';
        readonly amount: string;
        readonly classes: readonly Readonly<Record<'class' | 'budget' | 'spent' | 'left', string>>[];
        readonly unassigned: string;
      }
    | {
        readonly kind: 'spend_share';
        readonly technologySpend: string;
        readonly percentMax: string;
        readonly cap: string;
        readonly percent?: string;
        readonly isExact?: boolean;
        readonly isExceeded: boolean;
      }
  );

/** `budget status`: how a rule stands in a month. */
export function budgetStatusCommand(group: Command, context: CommandContext): void {
  group
    .command('status')
    .description('show how a budget rule stands in a month')
    .argument('<rule>', 'its id')
    .option('--period <month>', 'e.g. 2026-11; the month that runs now if left out')
    .option('--json', 'as JSON')
    .action(async (rule: string, { period, json }: { period?: string; json?: boolean }) => {
      const status = await adminOf(context).read<RuleStatus>(at`budget-rules/${rule}/status`, { period });
      if (json === true) context.terminal.out(JSON.stringify(status, null, 2));
      else for (const line of statusText(status)) context.terminal.out(line);
    });
}

/** How a rule stands, for people. */
export function statusText(status: RuleStatus): string[] {
  const { currency, otherCurrencies } = status;
  const others = otherCurrencies.length === 0 ? [] : [`Spend in ${otherCurrencies.join(', ')} is not counted.`];
  return [...(status.kind === 'split' ? splitText(status) : shareText(status, currency)), ...others];
}

function splitText({ period, classes, unassigned, currency, spent }: RuleStatus & { kind: 'split' }): string[] {
  const right = 'right' as const;
  const columns = [
    { title: period },
    ...['BUDGET', 'SPENT', 'LEFT'].map((title) => ({ title: `${title} ${currency}`, align: right })),
  ];
  const rows = classes.map((each) => [each.class, each.budget, each.spent, each.left]);
  return textTable(columns, [...rows, ['without a class', '', unassigned, ''], ['all', '', spent, '']]);
}

function shareText(status: RuleStatus & { kind: 'spend_share' }, currency: string): string[] {
  const { period, spent, technologySpend, percentMax, cap, percent, isExact, isExceeded } = status;
  const share = percent === undefined ? '' : `, ${isExact === true ? '' : 'about '}${percent} %`;
  return [
    `${period}: ${spent} of ${technologySpend} ${currency} technology spend${share}`,
    `at most ${percentMax} %, which is ${cap} ${currency}: ${isExceeded ? 'exceeded' : 'kept'}`,
  ];
}
