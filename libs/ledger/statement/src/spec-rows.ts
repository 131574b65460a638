import { CHARGES, LEAVES } from '@suanpan/facts';
import { storedAtto } from '@suanpan/money';
import fc from 'fast-check';
import type { StatementInput } from './assemble-statement.ts';
import type { StatementRow } from './statement-row.ts';

/** A row about 1,000 tokens of one model, unless told otherwise; amounts as decimal text. */
export function row(over: Partial<Omit<StatementRow, 'amount'>> & { readonly amount: string }): StatementRow {
  return {
    ...{ account: 'research', project: 'chat', provider: 'openai', model: 'gpt-5', item: 'output_text' },
    ...{ plan: '', component: '', currency: 'USD', servicePeriod: '2026-11', quantity: 1000n * 10n ** 18n },
    ...over,
    amount: storedAtto(over.amount),
  };
}

/** A root with two departments, one of them below the other, on a month of Asia/Shanghai. */
export function input(rows: Iterable<StatementRow>, over: Partial<StatementInput> = {}): StatementInput {
  return {
    root: { id: 'acme', name: 'Acme' },
    account: 'acme',
    period: { id: '2026-11', from: 1_793_462_400_000, to: 1_796_054_400_000 },
    zone: 'Asia/Shanghai',
    tree: {
      accounts: [
        { id: 'acme', name: 'Acme', parent: null },
        { id: 'research', name: 'Research 研发部', parent: 'acme' },
        { id: 'vision', name: 'Vision', parent: 'research' },
        { id: 'sales', name: 'Sales', parent: 'acme' },
      ],
      projects: [
        { id: 'chat', name: 'Chat' },
        { id: 'search', name: 'Search' },
      ],
    },
    rows,
    closed: false,
    ...over,
  };
}

/** Rows over few keys, so that many share theirs; amounts of any size and sign, also of accounts nobody knows. */
export const anyRows: fc.Arbitrary<StatementRow[]> = fc.array(
  fc.record({
    account: fc.constantFrom('acme', 'research', 'vision', 'sales', 'gone', ''),
    project: fc.constantFrom('chat', 'search', ''),
    provider: fc.constantFrom('openai', ''),
    model: fc.constantFrom('gpt-5', 'gpt-5-mini', ''),
    item: fc.constantFrom(...LEAVES.slice(0, 3), ...CHARGES.slice(0, 3)),
    plan: fc.constantFrom('', 'pro@1', 'pro@2'),
    component: fc.constantFrom('', 'tiers#1', 'tiers#2'),
    currency: fc.constantFrom('USD', 'CNY', 'JPY', 'KWD'),
    servicePeriod: fc.constantFrom('2026-11', '2026-10'),
    quantity: fc.bigInt(-(10n ** 24n), 10n ** 27n),
    amount: fc.oneof(
      fc.bigInt(-(10n ** 22n), 10n ** 22n),
      // Halves of a cent, where rounding decides.
      fc.bigInt(-500n, 500n).map((halves) => halves * 5n * 10n ** 15n),
      fc.bigInt(-(10n ** 39n), 10n ** 39n),
    ),
  }),
  { maxLength: 40 },
);
