import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CHARGES, type Entry, LEAVES } from '@suanpan/facts';
import type { LedgerItem } from '@suanpan/ledger-sink';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { assembleStatement, type StatementRow, statementJson, sumRows } from '@suanpan/statement';
import fc from 'fast-check';
import {
  checkClosing,
  countUnpricedCalls,
  type LineOutcome,
  readLineOutcomes,
  readMarkedCalls,
  readPostedRows,
  streamLineOutcomes,
} from './index.ts';
import { AT, call, entry, item } from './items.fixture.ts';
import { RealLedger } from './real-ledger.fixture.ts';
import { STATEMENT_ROWS } from './sql/statement-queries.ts';

const PERIOD = '2026-11';
const NOVEMBER = { from: Date.UTC(2026, 9, 31, 16), to: Date.UTC(2026, 10, 30, 16) };

let names = 0;
function freshName(): string {
  names += 1;
  return String(names);
}

let ledger: RealLedger;
beforeAll(async () => {
  ledger = await RealLedger.start();
});
afterAll(() => ledger.stop());

/** The rows that items make, added up without the engine. */
function expectedRows(items: readonly LedgerItem[], root: string): StatementRow[] {
  const rows = items
    .filter((one) => one.root === root)
    .flatMap(({ event, outcome }) =>
      outcome.entries
        .filter(({ postingPeriod }) => postingPeriod === PERIOD)
        .flatMap((one) => one.lines.map((line) => rowOf(one, line, one.event ?? event))),
    );
  return sumRows(rows);
}

function rowOf(one: Entry, line: Entry['lines'][number], event: LedgerItem['event']): StatementRow {
  return {
    account: event?.account ?? one.account ?? '',
    project: event?.project ?? one.project ?? '',
    provider: event?.provider ?? '',
    model: event?.servedModel ?? event?.requestedModel ?? '',
    ...{ item: line.leaf, plan: one.plan ?? '', component: one.component ?? '', currency: one.currency },
    servicePeriod: one.servicePeriod ?? '',
    quantity: storedAtto(String(line.quantity)),
    amount: storedAtto(line.amount),
  };
}

function sorted(rows: readonly StatementRow[]): string[] {
  return rows
    .map((row) =>
      JSON.stringify(Object.entries({ ...row, quantity: `${row.quantity}`, amount: `${row.amount}` }).sort()),
    )
    .sort();
}

const anyAmount = fc.bigInt(-(10n ** 30n), 10n ** 30n).map(decimalFromAtto);
const anyEntry: fc.Arbitrary<Entry> = fc
  .record({
    lines: fc.uniqueArray(
      fc.record({
        leaf: fc.constantFrom(...LEAVES, ...CHARGES),
        quantity: fc.oneof(
          fc.nat(2000),
          fc.nat(2000).map((count) => 0 - count),
        ),
        amount: fc.oneof(anyAmount, fc.constant('0')),
      }),
      { selector: ({ leaf }) => leaf, minLength: 1, maxLength: 5 },
    ),
    over: fc.record(
      {
        currency: fc.constantFrom('USD', 'CNY'),
        plan: fc.constantFrom('pro@1', 'pro@2'),
        component: fc.constantFrom('tiers#1', 'credit:welcome'),
        servicePeriod: fc.constantFrom('2026-10', '2026-11'),
        postingPeriod: fc.constantFrom('2026-11', '2026-11', '2026-12'),
        account: fc.constantFrom('research', 'sales'),
      },
      { requiredKeys: ['currency'] },
    ),
  })
  .map(({ lines, over }) =>
    entry(
      lines.map((line) => (line.leaf === 'second' ? { ...line, quantity: `${line.quantity}.250001` } : line)),
      over,
    ),
  );

const anyItems = fc
  .array(
    fc.record({
      entries: fc.array(anyEntry, { maxLength: 3 }),
      event: fc.option(
        fc.record({
          account: fc.constantFrom('research', 'sales'),
          project: fc.constantFrom('chat', 'mail'),
          servedModel: fc.constantFrom('gpt-5', 'gpt-5-mini'),
        }),
        { nil: undefined },
      ),
      root: fc.constantFrom('acme', 'acme', 'other'),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((drawn) => {
    // Roots of their own, so that nothing has to be taken away between runs.
    const suffix = freshName();
    const items = drawn.map(({ entries, event, root: name }, seq) => {
      const root = `${name}_${suffix}`;
      return item(seq, { entries, root, ...(event === undefined ? {} : { event: call(seq, { ...event, root }) }) });
    });
    return { items, root: `acme_${suffix}`, other: `other_${suffix}` };
  });

describe('the rows of a month', () => {
  test('are what the entries of the log come to, whatever they hold, and nobody else sees them', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, async ({ items, root, other }) => {
        await ledger.write(items);
        for (const one of [root, other, 'nobody']) {
          const { rows } = await readPostedRows(ledger.admin, { root: one, shard: 3, period: PERIOD });
          expect(sorted(rows)).toEqual(sorted(expectedRows(items, one)));
        }
      }),
      { numRuns: 30 },
    );
  }, 120_000);

  test('make the same statement as the entries do, to the last byte', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, async ({ items, root }) => {
        await ledger.write(items.slice(0, 5));
        if (items.length > 5) await ledger.write(items.slice(5));
        const { rows } = await readPostedRows(ledger.admin, { root, shard: 3, period: PERIOD });
        const statement = (from: readonly StatementRow[]) => {
          const accounts = [
            { id: 'acme', name: 'Acme', parent: null },
            { id: 'research', name: 'R', parent: 'acme' },
          ];
          const period = { id: '2026-11', ...NOVEMBER };
          const input = {
            root: { id: 'acme', name: 'Acme' },
            account: 'acme',
            period,
            zone: 'Asia/Shanghai',
            closed: true,
          };
          return statementJson(assembleStatement({ ...input, tree: { accounts, projects: [] }, rows: from }));
        };
        expect(statement(rows)).toBe(statement(expectedRows(items, root)));
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  test('come from the projection that is made for them', async () => {
    await ledger.write([item(0, { event: call(0), entries: [entry([{ leaf: 'output_text', amount: '1' }])] })]);
    const plan = await ledger.admin.queryRows<{ explain: string }>(`EXPLAIN ${STATEMENT_ROWS}`, {
      root: 'acme',
      period: PERIOD,
    });
    expect(plan.map(({ explain }) => explain).join('\n')).toContain('by_posting');
  });

  test('say how far the ledger was', async () => {
    const scope = { root: 'acme', shard: 77, period: PERIOD };
    expect((await readPostedRows(ledger.admin, scope)).asOf).toBeUndefined();
    await ledger.write([item(0, { event: call(0), shard: 77 }), item(41, { event: call(41), shard: 77 })]);
    expect((await readPostedRows(ledger.admin, scope)).asOf).toEqual({ shard: 77, seq: 41 });
    expect((await readPostedRows(ledger.admin, { ...scope, shard: 78 })).asOf).toBeUndefined();
  });

  test('agree with what the close found until a smallest unit is too many', async () => {
    const root = 'closing';
    const spent = (seq: number, amount: string) =>
      item(seq, { event: call(seq, { root }), entries: [entry([{ leaf: 'output_text', amount }])] });
    const trueUp = entry([{ leaf: 'true_up', amount: '8.5' }], { account: 'acme' });
    await ledger.write([spent(0, '1.5'), item(1, { root, entries: [trueUp] })]);
    const totals = [
      { account: 'acme', currency: 'USD', amount: '8.5' },
      { account: 'research', currency: 'USD', amount: '1.5' },
    ];
    const check = () => checkClosing(ledger.admin, { root, shard: 3 }, { period: PERIOD, totals, balances: [] });
    expect((await check()).agrees).toBe(true);
    await ledger.write([spent(2, '0.000000000000000001')]);
    const { agrees, totals: compared } = await check();
    expect(agrees).toBe(false);
    expect(compared.map(({ difference }) => difference)).toEqual(['0', '-0.000000000000000001']);
  });
});

describe('a line leads to its outcomes', () => {
  test('whose quantities and amounts add up to it, page by page as well as all at once', async () => {
    await fc.assert(
      fc.asyncProperty(anyItems, fc.integer({ min: 1, max: 4 }), async ({ items, root }, limit) => {
        await ledger.write(items);
        for (const { quantity, amount, ...keys } of expectedRows(items, root).slice(0, 4)) {
          const scope = { root, period: PERIOD, keys };
          const all: LineOutcome[] = [];
          for await (const outcome of streamLineOutcomes(ledger.admin, scope)) all.push(outcome);
          const sum = (part: 'quantity' | 'amount') =>
            all.reduce((total, outcome) => total + storedAtto(outcome[part]), 0n);
          expect([sum('quantity'), sum('amount')]).toEqual([quantity, amount]);
          const paged: LineOutcome[] = [];
          let after: string | undefined;
          do {
            const page = await readLineOutcomes(ledger.admin, scope, {
              ...(after === undefined ? {} : { after }),
              limit,
            });
            expect(page.outcomes.length).toBeLessThanOrEqual(limit);
            paged.push(...page.outcomes);
            after = page.next;
          } while (after !== undefined);
          expect(paged).toEqual(all);
        }
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  test('with all that explains them', async () => {
    const line = { leaf: 'output_text', amount: '-0.7', quantity: -100, priceRow: 'row_1' } as const;
    const entries = [
      entry([line, { leaf: 'reasoning', amount: '-0.3', priceRow: 'row_2' }], {
        ...{ plan: 'pro@2', component: 'list', factors: ['ratio=0.9', 'batch=0.85'], corrects: 2 },
        event: call(2, { root: 'explained' }),
      }),
    ];
    const outcome = { kind: 'adjusted', reason: 'voided', detail: 'by hand' } as const;
    const items = [item(9, { root: 'explained', entries, outcome })];
    await ledger.write(items);
    const [row] = expectedRows(items, 'explained').filter((one) => one.item === 'output_text');
    if (row === undefined) throw new Error('The entry has a line for its output.');
    const scope = { root: 'explained', period: PERIOD, keys: row };
    expect((await readLineOutcomes(ledger.admin, scope)).outcomes).toEqual([
      {
        ...{
          shard: 3,
          seq: 9,
          entry: 0,
          kind: 'adjusted',
          reason: 'voided',
          detail: 'by hand',
          time: AT,
          postedAt: AT,
        },
        ...{ eventId: 'event-2', source: 'test', credential: 'key_1', corrects: 2, revision: 7 },
        ...{ priceRows: ['row_1', 'row_2'], factors: ['ratio=0.9', 'batch=0.85'], quantity: '-100', amount: '-0.7' },
      },
    ]);
    expect((await readLineOutcomes(ledger.admin, { ...scope, root: 'other' })).outcomes).toEqual([]);
  });

  test.each(['', 'x', '1.2', '1.2.3.4', '-1.0.0', '4294967296.0.0', '0.18446744073709551616.0', "0.0.0' OR 1"])(
    'but not for a cursor like %j',
    async (after) => {
      const {
        quantity: _quantity,
        amount: _amount,
        ...keys
      } = rowOf(
        entry([{ leaf: 'fee', amount: '1' }]),
        { leaf: 'fee', quantity: 1, unitPrice: '1', amount: '1', priceRow: '' },
        undefined,
      );
      const read = readLineOutcomes(ledger.admin, { root: 'acme', period: PERIOD, keys }, { after });
      await expect(read).rejects.toMatchObject({ code: 'cursor_invalid' });
    },
  );
});

test('calls without a price are counted until they are priced or settled', async () => {
  const root = 'unpriced';
  const open = (seq: number, over = {}) =>
    item(seq, { event: call(seq, { root, ...over }), outcome: { kind: 'quarantined', reason: 'model_unpriced' } });
  await ledger.write([
    ...[open(0), open(1), open(2, { account: 'sales' }), open(3, { time: NOVEMBER.to }), open(4, { root: 'other' })],
    item(5, { event: call(5, { root }) }),
  ]);
  const count = (accounts?: readonly string[]) => countUnpricedCalls(ledger.admin, root, NOVEMBER, accounts);
  expect([await count(), await count(['sales']), await count([])]).toEqual([3, 1, 0]);
  const priced = entry([{ leaf: 'output_text', amount: '1' }], { corrects: 0, event: call(0, { root }) });
  await ledger.write([
    item(6, { root, entries: [priced], outcome: { kind: 'adjusted', reason: 'priced_again' } }),
    item(7, { root, outcome: { kind: 'adjusted', reason: 'nothing_left', closes: [1] } }),
  ]);
  expect(await count()).toBe(1);
});

test('marked calls are counted by mark with what they carry, of the accounts that are asked for', async () => {
  const root = 'marked';
  const posted = (amount: string) => entry([{ leaf: 'output_text', amount }], { postingPeriod: PERIOD });
  const marks = ['count_unread', 'total_exceeds_parts'] as const;
  await ledger.write([
    item(0, { root, event: call(0, { root }), entries: [posted('1.5')], outcome: { marks } }),
    item(1, {
      root,
      event: call(1, { root, account: 'sales' }),
      entries: [posted('2')],
      outcome: { marks: ['count_unread'] },
    }),
    item(2, { root, event: call(2, { root }), entries: [posted('4')] }),
  ]);
  expect(await readMarkedCalls(ledger.admin, root, PERIOD)).toEqual([
    { mark: 'count_unread', currency: 'USD', calls: 2, amount: '3.5' },
    { mark: 'total_exceeds_parts', currency: 'USD', calls: 1, amount: '1.5' },
  ]);
  expect(await readMarkedCalls(ledger.admin, root, PERIOD, ['sales'])).toEqual([
    { mark: 'count_unread', currency: 'USD', calls: 1, amount: '2' },
  ]);
  expect(await readMarkedCalls(ledger.admin, root, '2026-12')).toEqual([]);
});
