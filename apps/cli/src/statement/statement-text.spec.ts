import { expect, test } from '@jest/globals';
import type { AccountNode, Statement, Subtotal } from './statement.ts';
import { organisationText, statementText } from './statement-text.ts';

const usd = (amount: string, adjustments = '0.00'): Subtotal[] => [{ currency: 'USD', amount, adjustments }];
const cny = (amount: string): Subtotal[] => [{ currency: 'CNY', amount, adjustments: '0.00' }];

const lab: AccountNode = {
  account: 'lab',
  name: 'Lab',
  subtotals: [...cny('7.00'), ...usd('2.50')],
  projects: [
    {
      project: 'chat',
      name: 'Chat',
      subtotals: [...cny('7.00'), ...usd('2.00')],
      models: [
        { provider: 'openai', model: 'gpt-4o', subtotals: usd('2.00') },
        { provider: 'alibaba', model: 'qwen-plus', subtotals: cny('7.00') },
      ],
    },
    { project: '', name: '', subtotals: usd('0.50'), models: [{ provider: '', model: '', subtotals: usd('0.50') }] },
  ],
  accounts: [],
};

const statement: Statement = {
  id: 'st_1',
  account: { id: 'acme', name: 'Acme' },
  period: { id: '2026-11', zone: 'Asia/Shanghai' },
  status: 'open',
  lines: [],
  adjustments: [],
  tree: { account: 'acme', name: 'Acme', subtotals: [...cny('7.00'), ...usd('2.50')], projects: [], accounts: [lab] },
  totals: [...cny('7.00'), ...usd('2.50', '-0.10')],
  unpricedCalls: 1_200,
  markedCalls: [{ mark: 'count_unread', currency: 'USD', calls: 3, amount: '0.0119' }],
};

test('a statement is a tree of subtotals, a column for each currency, and what is not in it is said', () => {
  expect(statementText(statement)).toEqual([
    'Statement of Acme for 2026-11 (Asia/Shanghai), open',
    '',
    'WHAT                      CNY   USD',
    'Acme                     7.00  2.50',
    '  Lab                    7.00  2.50',
    '    project Chat         7.00  2.00',
    '      openai/gpt-4o            2.00',
    '      alibaba/qwen-plus  7.00',
    '    without a project          0.50',
    '      fees and credits         0.50',
    'total                    7.00  2.50',
    'of which for closed months: -0.10 USD',
    '1,200 calls have no price yet and are not in it.',
    '3 calls are marked count_unread, 0.0119 USD.',
  ]);
});

test('nothing is owed where there is no line, which is not the same as zero', () => {
  const empty = {
    ...statement,
    totals: [],
    tree: { ...statement.tree, subtotals: [], accounts: [] },
    unpricedCalls: 0,
    markedCalls: [],
  };
  expect(statementText(empty)).toEqual(['Statement of Acme for 2026-11 (Asia/Shanghai), open', '', 'Nothing is owed.']);
});

test('an organisation shows each root and their sum, never two currencies in one', () => {
  const root = (name: string, status: 'open' | 'closed', totals: Subtotal[]) => ({
    root: { id: name, name },
    status,
    totals,
  });
  const roots = [root('Acme', 'closed', usd('2.50')), root('Umbrella', 'open', [...cny('7.00'), ...usd('1.00')])];
  const totals = [...cny('7.00'), ...usd('3.50')];
  const organisation = { id: 'group', name: 'Group' };
  expect(organisationText({ organisation, roots, status: 'open', totals }, '2026-11')).toEqual([
    'Statement of Group for 2026-11, open',
    '',
    'ROOT      STATUS   CNY   USD',
    'Acme      closed        2.50',
    'Umbrella  open    7.00  1.00',
    'total     open    7.00  3.50',
  ]);
});
