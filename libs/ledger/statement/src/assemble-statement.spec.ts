import { describe, expect, test } from '@jest/globals';
import { type Calendar, periodById } from '@suanpan/catalogue';
import { formatInstant, localMonthStarts } from '@suanpan/time';
import fc from 'fast-check';
import { assembleStatement, lineId, type Statement, statementId, statementJson } from './index.ts';
import { anyRows, input, row } from './spec-rows.ts';
import type { AccountNode, Subtotal } from './statement.ts';
import type { StatementRow } from './statement-row.ts';

function atto(text: string): bigint {
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(18, '0'));
}

function sums(parts: Iterable<{ readonly currency: string }>, amountOf: (part: never) => bigint): [string, bigint][] {
  const byCurrency = new Map<string, bigint>();
  for (const part of parts) {
    byCurrency.set(part.currency, (byCurrency.get(part.currency) ?? 0n) + amountOf(part as never));
  }
  return [...byCurrency].filter(([, sum]) => sum !== 0n).sort();
}

const exactOf = (part: { exactAmount: string }): bigint => atto(part.exactAmount);
const amountOf = (part: { amount: string }): bigint => atto(part.amount);
const stated = ({ lines, adjustments }: Statement) => [...lines, ...adjustments];

/** Every account node with what stands directly on it. */
function nodesOf(tree: AccountNode): AccountNode[] {
  return [tree, ...tree.accounts.flatMap(nodesOf)];
}

describe('whatever the ledger holds', () => {
  test('the lines before rounding add up to the rows, and rounded lines to the totals', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const statement = assembleStatement(input(rows));
        const due = sums(rows, (part: StatementRow) => part.amount);
        expect(sums(stated(statement), exactOf)).toEqual(due);
        expect(sums(statement.totals, exactOf)).toEqual(due);
        expect(sums(statement.totals, amountOf)).toEqual(sums(stated(statement), amountOf));
        const adjusted = (part: Subtotal): bigint => atto(part.adjustments);
        expect(sums(statement.totals, adjusted)).toEqual(sums(statement.adjustments, amountOf));
      }),
    );
  });

  test('at every node of the tree the subtotals of its parts add up to its own', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { tree } = assembleStatement(input(rows));
        for (const node of nodesOf(tree)) {
          for (const value of [amountOf, exactOf]) {
            const parts = [...node.accounts, ...node.projects].flatMap(({ subtotals }) => subtotals);
            expect(sums(parts, value)).toEqual(sums(node.subtotals, value));
          }
          for (const project of node.projects) {
            const parts = project.models.flatMap(({ subtotals }) => subtotals);
            expect(sums(parts, amountOf)).toEqual(sums(project.subtotals, amountOf));
          }
        }
      }),
    );
  });

  test('each line hangs on the tree once', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const statement = assembleStatement(input(rows));
        const hung = nodesOf(statement.tree).flatMap(({ projects }) =>
          projects.flatMap(({ models }) => models.flatMap(({ lines }) => lines)),
        );
        expect(hung.toSorted()).toEqual(
          stated(statement)
            .map(({ id }) => id)
            .sort(),
        );
        expect(new Set(hung).size).toBe(hung.length);
      }),
    );
  });

  test('neither the order of the rows nor a row that came in two parts changes a byte', () => {
    fc.assert(
      fc.property(anyRows, fc.array(fc.nat()), fc.bigInt(-(10n ** 20n), 10n ** 20n), (rows, keys, part) => {
        const shuffled = rows
          .map((one, i) => ({ one, key: keys[i % Math.max(keys.length, 1)] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .flatMap(({ one }) => [
            { ...one, amount: part, quantity: part },
            { ...one, amount: one.amount - part, quantity: one.quantity - part },
          ]);
        expect(statementJson(assembleStatement(input(shuffled)))).toBe(statementJson(assembleStatement(input(rows))));
      }),
    );
  });

  test("a department's statement is its part of the root's", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const whole = assembleStatement(input(rows));
        const part = assembleStatement(input(rows, { account: 'research' }));
        const node = nodesOf(whole.tree).find(({ account }) => account === 'research');
        expect(part.totals).toEqual(node?.subtotals ?? []);
        const inside = new Set(['research', 'vision']);
        expect(part.lines).toEqual(whole.lines.filter(({ account }) => inside.has(account)));
        expect(part.adjustments.map(({ id }) => id)).toEqual(
          whole.adjustments.filter(({ account }) => inside.has(account)).map(({ id }) => id),
        );
      }),
    );
  });
});

describe('a statement', () => {
  test('rounds each line once, and its total is what the lines show', () => {
    const { lines, totals } = assembleStatement(
      input([
        row({ amount: '0.005' }),
        row({ amount: '0.015', item: 'uncached_input' }),
        row({ amount: '0.004', model: 'o5' }),
      ]),
    );
    expect(lines.map(({ item, model, amount, exactAmount }) => [item, model, amount, exactAmount])).toEqual([
      ['uncached_input', 'gpt-5', '0.02', '0.015'],
      ['output_text', 'gpt-5', '0.00', '0.005'],
      ['output_text', 'o5', '0.00', '0.004'],
    ]);
    expect(totals).toEqual([{ currency: 'USD', amount: '0.02', adjustments: '0.00', exactAmount: '0.024' }]);
  });

  test('keeps currencies apart, each in its own minor units', () => {
    const rows = ['USD', 'CNY', 'JPY', 'KWD'].map((currency) => row({ amount: '12.3456', currency }));
    expect(assembleStatement(input(rows)).totals.map(({ currency, amount }) => `${currency} ${amount}`)).toEqual([
      ...['CNY 12.35', 'JPY 12', 'KWD 12.346', 'USD 12.35'],
    ]);
  });

  test('states what was used for nothing, and leaves out what was taken back whole', () => {
    const back = row({ amount: '-1', quantity: -1000n * 10n ** 18n, item: 'reasoning' });
    const { lines } = assembleStatement(
      input([row({ amount: '0', component: 'included' }), row({ amount: '1', item: 'reasoning' }), back]),
    );
    expect(lines).toMatchObject([{ component: 'included', quantity: '1000', amount: '0.00' }]);
  });

  test('sets what belongs to another month apart, with a link to that statement of the same account', () => {
    const late = row({ amount: '3', servicePeriod: '2026-10' });
    const { lines, adjustments, totals } = assembleStatement(
      input([row({ amount: '1' }), late], { account: 'research' }),
    );
    expect(lines).toHaveLength(1);
    expect(adjustments).toMatchObject([
      { amount: '3.00', adjusts: { period: '2026-10', statement: statementId('acme', 'research', '2026-10') } },
    ]);
    expect(totals).toMatchObject([{ amount: '4.00', adjustments: '3.00' }]);
  });

  test('shows an account that the tree does not know instead of losing its money', () => {
    const { tree, totals } = assembleStatement(input([row({ amount: '5', account: 'gone' })]));
    expect(tree.accounts).toMatchObject([{ account: 'gone', name: 'gone', known: false }]);
    expect(totals[0]?.amount).toBe('5.00');
    expect(assembleStatement(input([row({ amount: '5', account: 'gone' })], { account: 'research' })).lines).toEqual(
      [],
    );
  });

  test.each([
    ['UTC', '2026-11-01T00:00:00.000Z', '2026-12-01T00:00:00.000Z'],
    ['Asia/Shanghai', '2026-10-31T16:00:00.000Z', '2026-11-30T16:00:00.000Z'],
    // Clocks go back on the first of November there: the month is an hour longer.
    ['America/New_York', '2026-11-01T04:00:00.000Z', '2026-12-01T05:00:00.000Z'],
    ['Europe/Berlin', '2026-10-31T23:00:00.000Z', '2026-11-30T23:00:00.000Z'],
  ])('in %s is of the month of that zone, in UTC from %s to %s', (zone, from, to) => {
    const bounds = localMonthStarts(zone, '2026-10', 4);
    const calendar: Calendar = { id: 'acme', root: 'acme', first: '2026-10', bounds };
    const months = ['2026-10', '2026-11', '2026-12'].map((id) => periodById(calendar, id));
    const [before, month, after] = months.map((period) => {
      if (period === undefined) throw new Error('The calendar holds the month.');
      return assembleStatement(input([row({ amount: '1' })], { zone, period })).period;
    });
    expect([month?.zone, formatInstant(month?.from ?? 0), formatInstant(month?.to ?? 0)]).toEqual([zone, from, to]);
    expect([before?.to, month?.to]).toEqual([month?.from, after?.from]);
  });

  test('stays empty but whole without rows', () => {
    expect(assembleStatement(input([], { unpricedCalls: 3, asOf: { shard: 2, seq: 9 } }))).toMatchObject({
      id: statementId('acme', 'acme', '2026-11'),
      status: 'open',
      rounding: { rule: 'half_even', per: 'line' },
      tree: { account: 'acme', name: 'Acme', known: true, accounts: [], projects: [] },
      ...{ lines: [], adjustments: [], totals: [], unpricedCalls: 3, asOf: { shard: 2, seq: 9 } },
    });
  });

  test('ends even if the tree runs in a circle', () => {
    const accounts = [
      { id: 'a', name: 'a', parent: 'b' },
      { id: 'b', name: 'b', parent: 'a' },
    ];
    const rows = [row({ amount: '1', account: 'a' }), row({ amount: '2', account: 'b' })];
    const statement = assembleStatement(input(rows, { account: 'a', tree: { accounts, projects: [] } }));
    expect(statement.totals[0]?.amount).toBe('3.00');
  });
});

test('a line has one id, and no other keys, month or root share it', () => {
  const { quantity: _quantity, amount: _amount, ...keys } = row({ amount: '1' });
  const id = lineId('acme', '2026-11', keys);
  expect(id).toBe('sl_a4a6a1abe74831bb');
  const others = [
    lineId('acme2', '2026-11', keys),
    lineId('acme', '2026-12', keys),
    ...Object.keys(keys).map((key) => lineId('acme', '2026-11', { ...keys, [key]: 'other' })),
    // The border between two keys cannot be moved.
    lineId('acme', '2026-11', { ...keys, account: 'researchc', project: 'hat' }),
  ];
  expect(new Set([id, ...others]).size).toBe(others.length + 1);
});
