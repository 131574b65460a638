import { expect, test } from '@jest/globals';
import { bestCommitmentText, whatIfText } from './what-if-text.ts';

const usd = (amount: string) => [{ currency: 'USD', amount }];
const month = (period: string, totals: { currency: string; amount: string }[], uncharged: never[] | object[] = []) =>
  ({ period, calls: 1, totals, uncharged }) as never;

test('scenarios stand side by side, per month and in all, and what has no price is said', () => {
  const as = { name: 'as it was', months: [month('2026-10', usd('1.5')), month('2026-11', usd('52.90107'))] };
  const other = {
    name: 'big@1',
    months: [
      month('2026-11', [...usd('42.9'), { currency: 'CNY', amount: '7' }], [{ reason: 'no_price', calls: 1_200 }]),
    ],
  };
  const scenarios = [
    { ...as, totals: usd('54.40107'), outsideCalendar: 0 },
    { ...other, totals: [...usd('42.9'), { currency: 'CNY', amount: '7' }], outsideCalendar: 3 },
  ];
  expect(whatIfText({ kind: 'what-if', estimate: true, scenarios })).toEqual([
    'MONTH       as it was             big@1',
    '2026-10       1.5 USD           nothing',
    '2026-11  52.90107 USD  42.9 USD + 7 CNY',
    'total    54.40107 USD  42.9 USD + 7 CNY',
    'big@1: 1,200 calls would have no price (no_price)',
    'big@1: 3 calls lie outside the calendar',
    'An estimate: a plan looks at the order of calls, and within a day they are taken together here.',
  ]);
});

test('the curve of a commitment is drawn, the least point is marked, and how sure that is', () => {
  const curve = [
    { quantity: '0', cost: '60' },
    { quantity: '20000000', cost: '45' },
    { quantity: '40000000', cost: '60' },
  ];
  const result = { kind: 'best-commitment', estimate: false, currency: 'USD', proved: true } as const;
  expect(bestCommitmentText({ ...result, curve, best: { quantity: '20000000', cost: '45' } })).toEqual([
    '  QUANTITY  COST USD',
    '         0        60  ##############################',
    '20,000,000        45  ####################### least',
    '40,000,000        60  ##############################',
    'best: 20,000,000 for 45 USD; no quantity at all would have cost less',
  ]);
  expect(bestCommitmentText({ ...result, curve: [], best: { quantity: '0', cost: '0' } })).toHaveLength(2);
});
