import { BUDGET_CLASSES } from '@suanpan/catalogue';
import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Currency, Decimal, Id, Month, Named } from '../shapes/basics.ts';

const base = {
  rule: Id,
  root: Id,
  period: Month,
  currency: Currency,
  spent: Decimal.describe('What the calls of the month cost, by their own time, before prepaid money.'),
  otherCurrencies: z
    .array(Currency)
    .describe('Spend in these is not counted: nothing is converted without a named rate.'),
};

export const BudgetRuleStatus = z
  .discriminatedUnion('kind', [
    z.strictObject({
      ...base,
      kind: z.literal('split'),
      amount: Decimal,
      classes: z.array(
        z.strictObject({
          class: z.enum(BUDGET_CLASSES),
          percent: z.int(),
          budget: Decimal,
          spent: Decimal.describe('Of the projects of the class.'),
          left: Decimal,
        }),
      ),
      unassigned: Decimal.describe('Spent by projects without a class, and by what belongs to no project.'),
    }),
    z.strictObject({
      ...base,
      kind: z.literal('spend_share'),
      technologySpend: Decimal,
      percentMax: Decimal,
      cap: Decimal.describe('What percentMax of the technology spend is.'),
      percent: Decimal.exactOptional().describe('Share of the technology spend, cut to 6 digits; absent if that is 0.'),
      isExact: z.boolean().exactOptional().describe('Whether the percent has no further digits.'),
      isExceeded: z.boolean().describe('Compared exactly, not by the cut percent.'),
    }),
  ])
  .meta({ id: 'BudgetRuleStatus' });

export const readBudgetRuleStatus = operation({
  id: 'readBudgetRuleStatus',
  method: 'GET',
  path: '/v1/budget-rules/{rule}/status',
  tag: 'Budgets by rule',
  summary: 'How a budget rule stands in a month',
  details:
    'A split shows the amount and the spend of each class; a share, the part of the technology spend that calls are.',
  access: { needs: 'quota.view', where: ({ params }) => ({ kind: 'budgetRule', id: params.rule }) },
  effect: 'read',
  params: z.strictObject({ rule: Named }),
  query: z.strictObject({ period: Month.exactOptional().describe('The month that runs now if absent.') }),
  status: 200,
  answer: BudgetRuleStatus,
  faults: ['period_unknown', 'ledger_unavailable'],
  examples: { split: { params: { rule: 'rule_split' } } },
});
