import { describe, expect, test } from '@jest/globals';
import type { LogTotals } from '@suanpan/ledger-sink';
import type { LedgerTotals } from './ledger-totals.ts';
import { reconcile } from './reconcile.ts';

const log: LogTotals = { shard: 1, sourceFacts: 5, outcomes: 5, rows: 6, money: { USD: '1.25', CNY: '3' } };
const ledger: LedgerTotals = {
  shard: 1,
  rows: 6,
  outcomes: 5,
  outcomesByKind: { rated: 5 },
  money: { USD: '1.250000000000000000', CNY: '3' },
  firstSeq: 0,
  lastSeq: 4,
};

describe('reconcile', () => {
  test('agrees when every difference is 0, whatever the spelling of a decimal', () => {
    const { agrees, shards } = reconcile([log], [ledger]);
    expect(agrees).toBe(true);
    expect(shards[0]?.differences).toEqual({
      sourceToOutcomes: 0,
      outcomesToLedger: 0,
      rows: 0,
      money: { CNY: '0', USD: '0' },
    });
  });

  test.each<[string, Partial<LogTotals>, Partial<LedgerTotals>]>([
    ['an event without an outcome', { sourceFacts: 6 }, {}],
    ['an outcome that is not in the ledger', {}, { outcomes: 4 }],
    ['a row too many in the ledger', {}, { rows: 7 }],
    ['money that differs by the last digit', {}, { money: { USD: '1.250000000000000001', CNY: '3' } }],
    ['a currency the ledger lacks', {}, { money: { USD: '1.25' } }],
    ['a currency only the ledger has', {}, { money: { USD: '1.25', CNY: '3', EUR: '0.1' } }],
    ['a sum that is no number', {}, { money: { USD: '1.25', CNY: '?' } }],
  ])('shows %s', (_name, logChange, ledgerChange) => {
    const { agrees, shards } = reconcile([{ ...log, ...logChange }], [{ ...ledger, ...ledgerChange }]);
    expect(agrees).toBe(false);
    expect(shards[0]?.agrees).toBe(false);
  });

  test('a shard that only one side knows cannot hide', () => {
    expect(reconcile([log], []).shards).toMatchObject([{ shard: 1, ledgerRows: 0, agrees: false }]);
    expect(reconcile([], [ledger]).shards).toMatchObject([{ shard: 1, outcomes: 0, agrees: false }]);
    expect(reconcile([], []).agrees).toBe(true);
  });
});
