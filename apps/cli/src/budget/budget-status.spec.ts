import { expect, test } from '@jest/globals';
import { statusText } from './budget-status.ts';

const base = { rule: 'r', period: '2026-11', currency: 'USD', spent: '60', otherCurrencies: ['CNY'] };

test('a split shows each class beside its budget, and what belongs to none', () => {
  const classes = [{ class: 'core', budget: '70', spent: '50', left: '20' }];
  expect(statusText({ ...base, kind: 'split', amount: '100', classes, unassigned: '10' })).toEqual([
    '2026-11          BUDGET USD  SPENT USD  LEFT USD',
    'core                     70         50        20',
    'without a class                     10',
    'all                                 60',
    'Spend in CNY is not counted.',
  ]);
});

test('a share says whether it is kept, and whether the percentage is cut', () => {
  const share = { kind: 'spend_share', technologySpend: '900', percentMax: '15', cap: '135' } as const;
  const kept = statusText({ ...base, ...share, percent: '6.666666', isExact: false, isExceeded: false });
  expect(kept).toEqual([
    '2026-11: 60 of 900 USD technology spend, about 6.666666 %',
    'at most 15 %, which is 135 USD: kept',
    'Spend in CNY is not counted.',
  ]);
  expect(statusText({ ...base, ...share, technologySpend: '0', isExceeded: true })[1]).toMatch(/exceeded$/);
});
