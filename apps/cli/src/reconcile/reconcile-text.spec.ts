import { expect, test } from '@jest/globals';
import { reconcile } from '@suanpan/ledger-clickhouse';
import { reconcileText } from './reconcile-text.ts';

const log = { shard: 0, sourceFacts: 5, outcomes: 5, rows: 6, money: { USD: '1.25' } };
const ledger = {
  shard: 0,
  rows: 6,
  outcomes: 5,
  outcomesByKind: { rated: 5 },
  money: { USD: '1.25' },
  firstSeq: 0,
  lastSeq: 4,
};

test('a shard that agrees shows its counts and a difference of 0', () => {
  const [, row, verdict] = reconcileText(reconcile([log], [ledger]));
  expect(row?.trim().split(/ {2,}/)).toEqual(['0', '5', '5', '5', '6', '6', '1.25 USD', '1.25 USD', '0']);
  expect(verdict).toBe('All differences are 0.');
});

test('every kind of difference is named', () => {
  const lines = reconcileText(
    reconcile([{ ...log, sourceFacts: 7 }], [{ ...ledger, rows: 5, outcomes: 4, money: { USD: '1' } }]),
  );
  expect(lines[1]).toMatch(/2 events, 1 outcomes, 1 rows, 0\.25 USD$/);
  expect(lines.at(-1)).toBe('There are differences.');
});

test('a shard that cannot be counted says why, and the others are shown', () => {
  const lines = reconcileText(reconcile([{ shard: 1, fault: 'log_corrupt: A record is damaged.' }, log], [ledger]));
  expect(lines[1]).toMatch(/^ +0 .* 0$/);
  expect(lines[2]).toMatch(/^ +1 .*not counted$/);
  expect(lines.slice(3)).toEqual([
    'shard 1 could not be counted: log_corrupt: A record is damaged.',
    'There are differences.',
  ]);
});
