import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Amount, Currency, Id, ListQuery, Named, pageOf, Reason } from '../shapes/basics.ts';
import { BudgetRule, Percents } from '../shapes/billing.ts';

const TAG = 'Budgets by rule';
const RuleParams = z.strictObject({ rule: Named });
const here = ({ params }: { readonly params: { readonly rule: string } }) =>
  ({ kind: 'budgetRule', id: params.rule }) as const;

const Terms = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('split'), amount: Amount, currency: Currency, percents: Percents }),
    z.strictObject({
      kind: z.literal('spend_share'),
      amount: Amount,
      currency: Currency,
      percentMax: z.number().gt(0).max(100),
    }),
  ])
  .meta({ id: 'BudgetRuleTerms' });

export const listBudgetRules = operation({
  id: 'listBudgetRules',
  method: 'GET',
  path: '/v1/budget-rules',
  tag: TAG,
  summary: 'Budget rules the caller may see, by id',
  access: { each: 'quota.view' },
  effect: 'read',
  query: z.strictObject({ root: Named.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('BudgetRulePage', BudgetRule),
  examples: { acme: { query: { root: 'acme' } } },
});

export const createBudgetRule = operation({
  id: 'createBudgetRule',
  method: 'POST',
  path: '/v1/budget-rules',
  tag: TAG,
  summary: 'Split a budget over core, innovation and contingency, or follow a share of technology spend',
  access: { needs: 'quota.edit', where: ({ body }) => ({ kind: 'root', id: body.root }) },
  effect: 'new',
  body: z
    .strictObject({ id: Id.exactOptional(), root: Named, terms: Terms, reason: Reason })
    .meta({ id: 'NewBudgetRule' }),
  status: 201,
  answer: BudgetRule,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    split: {
      body: {
        id: 'rule_split',
        root: 'acme',
        terms: {
          kind: 'split',
          amount: '100000',
          currency: 'USD',
          percents: { core: 70, innovation: 20, contingency: 10 },
        },
        reason: 'Board decision 12.',
      },
    },
    share: {
      body: {
        id: 'rule_share',
        root: 'acme',
        terms: { kind: 'spend_share', amount: '900000', currency: 'USD', percentMax: 15 },
        reason: 'AI at most 15 % of technology spend.',
      },
    },
  },
});

export const readBudgetRule = operation({
  id: 'readBudgetRule',
  method: 'GET',
  path: '/v1/budget-rules/{rule}',
  tag: TAG,
  summary: 'One budget rule',
  access: { needs: 'quota.view', where: here },
  effect: 'read',
  params: RuleParams,
  status: 200,
  answer: BudgetRule,
  examples: { split: { params: { rule: 'rule_split' } } },
});

export const changeBudgetRule = operation({
  id: 'changeBudgetRule',
  method: 'PATCH',
  path: '/v1/budget-rules/{rule}',
  tag: TAG,
  summary: 'Set a budget rule anew',
  access: { needs: 'quota.edit', where: here },
  effect: 'change',
  params: RuleParams,
  body: z.strictObject({ terms: Terms, reason: Reason }).meta({ id: 'BudgetRuleChange' }),
  status: 200,
  answer: BudgetRule,
  faults: ['entity_invalid'],
  examples: {
    more: {
      params: { rule: 'rule_split' },
      body: {
        terms: {
          kind: 'split',
          amount: '120000',
          currency: 'USD',
          percents: { core: 60, innovation: 30, contingency: 10 },
        },
        reason: 'Second half of the year.',
      },
    },
  },
});

export const endBudgetRule = operation({
  id: 'endBudgetRule',
  method: 'POST',
  path: '/v1/budget-rules/{rule}/end',
  tag: TAG,
  summary: 'End a budget rule',
  access: { needs: 'quota.edit', where: here },
  effect: 'change',
  params: RuleParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'BudgetRuleEnd' }),
  status: 200,
  answer: BudgetRule,
  examples: {
    end: {
      params: { rule: 'rule_share' },
      body: { reason: 'Tracked elsewhere.' },
      versionAt: '/v1/budget-rules/rule_share',
    },
  },
});
