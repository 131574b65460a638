import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  LEAVES,
  MARKS,
  type Mark,
  OUTCOME_KINDS,
  OUTCOME_REASONS,
  type Outcome,
  type OutcomeReason,
  outcomeText,
} from './index.ts';

const decimal = fc.tuple(fc.nat(), fc.nat()).map(([whole, fraction]) => `${whole}.${fraction}`);
const line = fc.record({
  leaf: fc.constantFrom(...LEAVES),
  quantity: fc.oneof(fc.nat(), decimal),
  unitPrice: decimal,
  amount: decimal,
  priceRow: fc.string(),
});
const entry = fc.record(
  {
    currency: fc.constantFrom('USD', 'CNY'),
    amount: decimal,
    lines: fc.array(line, { maxLength: 3 }),
    corrects: fc.nat(),
    event: fc.constant({ id: 'a "quoted" id\n' }),
    plan: fc.string(),
    assignment: fc.string(),
    component: fc.string(),
    factors: fc.array(fc.string(), { maxLength: 2 }),
    servicePeriod: fc.constant('2026-10'),
    postingPeriod: fc.constant('2026-11'),
    account: fc.string(),
    project: fc.string(),
  },
  { requiredKeys: ['currency', 'amount', 'lines'] },
);
const outcome = fc.record(
  {
    seq: fc.maxSafeNat(),
    kind: fc.constantFrom(...OUTCOME_KINDS),
    reason: fc.constantFrom(...(Object.keys(OUTCOME_REASONS) as OutcomeReason[])),
    detail: fc.string(),
    marks: fc.subarray(Object.keys(MARKS) as Mark[]),
    offset: fc.maxSafeNat(),
    index: fc.nat(),
    receivedAt: fc.maxSafeNat(),
    postedAt: fc.maxSafeNat(),
    revision: fc.nat(),
    first: fc.nat(),
    entries: fc.array(entry, { maxLength: 3 }),
    closes: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    counters: fc.array(fc.tuple(fc.string(), fc.oneof(decimal, fc.constant(null))), { maxLength: 2 }),
    closing: fc.constant({ period: '2026-10', totals: [], balances: [] }),
  },
  { requiredKeys: ['seq', 'kind', 'reason', 'offset', 'index', 'receivedAt', 'postedAt', 'revision', 'entries'] },
);

test('the text of every outcome is what JSON itself would write', () => {
  fc.assert(
    fc.property(outcome, (generated) => {
      expect(outcomeText(generated as unknown as Outcome)).toBe(
        JSON.stringify(inOrder(generated as unknown as Outcome)),
      );
    }),
  );
});

/** The order in which the contract lists the fields of an outcome and of an entry. */
function inOrder(o: Outcome): object {
  const entries = o.entries.map(({ currency, amount, lines, corrects, event, ...more }) => ({
    currency,
    amount,
    lines: lines.map(({ leaf, quantity, unitPrice, amount: a, priceRow }) => ({
      leaf,
      quantity,
      unitPrice,
      amount: a,
      priceRow,
    })),
    corrects,
    event,
    plan: more.plan,
    assignment: more.assignment,
    component: more.component,
    factors: more.factors,
    servicePeriod: more.servicePeriod,
    postingPeriod: more.postingPeriod,
    account: more.account,
    project: more.project,
  }));
  const { seq, kind, reason, detail, marks, offset, index, receivedAt, postedAt, revision, first, closes } = o;
  const { counters, closing } = o;
  const head = { seq, kind, reason, detail, marks, offset, index, receivedAt, postedAt, revision, first };
  return { ...head, entries, closes, counters, closing };
}
