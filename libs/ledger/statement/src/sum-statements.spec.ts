import { expect, test } from '@jest/globals';
import { assembleStatement, compareClosing, sumStatements } from './index.ts';
import { input, row } from './spec-rows.ts';

const ORGANISATION = { id: 'org', name: 'Acme Group' };

function statementOf(root: string, zone: string, amounts: readonly [string, string][], closed = true) {
  const rows = amounts.map(([amount, currency]) => row({ amount, currency, account: root }));
  const period = { id: '2026-11', from: zone === 'UTC' ? 1_793_491_200_000 : 1_793_462_400_000, to: 1_796_054_400_000 };
  const tree = { accounts: [{ id: root, name: root, parent: null }], projects: [] };
  return assembleStatement(input(rows, { root: { id: root, name: root }, account: root, zone, period, tree, closed }));
}

test('an organisation is the sum of what its roots show, each currency for itself and each month by its own zone', () => {
  const east = statementOf('east', 'Asia/Shanghai', [
    ['1.005', 'USD'],
    ['700', 'CNY'],
  ]);
  const west = statementOf('west', 'UTC', [['2.005', 'USD']], false);
  const view = sumStatements(ORGANISATION, [east, west, west]);
  expect(view.totals).toEqual([
    { currency: 'CNY', amount: '700.00', adjustments: '0.00', exactAmount: '700' },
    { currency: 'USD', amount: '3.00', adjustments: '0.00', exactAmount: '3.01' },
  ]);
  expect(view.roots.map(({ root, period }) => [root.id, period.zone, period.from])).toEqual([
    ['east', 'Asia/Shanghai', 1_793_462_400_000],
    ['west', 'UTC', 1_793_491_200_000],
  ]);
  expect([view.status, sumStatements(ORGANISATION, [east]).status]).toEqual(['open', 'closed']);
});

test('sums beyond the largest amount of the ledger are still exact', () => {
  const most = '99999999999999999999.99';
  const view = sumStatements(ORGANISATION, [
    statementOf('a', 'UTC', [[most, 'USD']]),
    statementOf('b', 'UTC', [[most, 'USD']]),
  ]);
  expect(view.totals[0]?.amount).toBe('199999999999999999999.98');
});

test('a closed month agrees when every account and currency comes to what its close found', () => {
  const rows = [
    row({ amount: '1.25' }),
    row({ amount: '0.000000000000000001', item: 'fee' }),
    row({ amount: '0', currency: 'CNY' }),
  ];
  const closed = { account: 'research', currency: 'USD', amount: '1.250000000000000001' };
  expect(compareClosing(rows, { totals: [closed] })).toEqual({
    agrees: true,
    totals: [
      { account: 'research', currency: 'CNY', closed: '0', ledger: '0', difference: '0' },
      { account: 'research', currency: 'USD', closed: closed.amount, ledger: closed.amount, difference: '0' },
    ],
  });
});

test.each([
  [
    'a smallest unit too few',
    [{ account: 'research', currency: 'USD', amount: '1.000000000000000001' }],
    '0.000000000000000001',
  ],
  ['an account that only the close knows', [{ account: 'gone', currency: 'USD', amount: '1' }], '1'],
  ['the money on another account', [{ account: 'sales', currency: 'USD', amount: '1' }], '-1'],
  ['nothing in the close', [], '-1'],
  ['a total that is no number', [{ account: 'research', currency: 'USD', amount: '1e0' }], 'not a number'],
])('a closed month disagrees with %s', (_what, totals, difference) => {
  const comparison = compareClosing([row({ amount: '1' })], { totals });
  expect(comparison.agrees).toBe(false);
  expect(comparison.totals.map((total) => total.difference)).toContain(difference);
});
