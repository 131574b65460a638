import { expect, test } from '@jest/globals';
import { type Comparison, comparisonText } from './comparison-text.ts';

const figure = (provider: string, ledger: string, difference: string) => ({ provider, ledger, difference });
const same = figure('5', '5', '0');
const tokens = { input: figure('1000', '900', '100'), cacheRead: same, cacheWrite: same, output: same };
const found: Comparison = {
  provider: 'openai',
  isComplete: false,
  agrees: false,
  rows: [
    {
      day: '2026-11-01',
      model: 'gpt-4o',
      calls: figure('2', '1', '1'),
      tokens,
      reason: 'calls_missing',
      detail: 'No call.',
    },
    {
      day: '2026-11-02',
      model: '',
      money: { USD: figure('1.5', '2', '-0.5') },
      reason: 'price_differs',
      detail: 'Dear.',
    },
    {
      day: '2026-11-03',
      model: 'gpt-4o',
      calls: same,
      tokens: { ...tokens, input: same },
      reason: 'agrees',
      detail: '',
    },
  ],
};

test('rows that differ show what the provider says, by how much, and the likely reason', () => {
  expect(comparisonText(found, false)).toEqual([
    'DAY         MODEL    CALLS    TOKENS IN  TOKENS OUT           MONEY  LIKELY REASON',
    '2026-11-01  gpt-4o  2 (+1)  1000 (+100)           5               -  calls_missing: No call.',
    '2026-11-02  all          -            -           -  1.5 (-0.5) USD  price_differs: Dear.',
    'openai and the ledger differ in 2 of 3 rows.',
    'The export says that there is more of it; the last page was not among the files.',
  ]);
  expect(comparisonText(found, true)[3]).toMatch(/2026-11-03 +gpt-4o +5 +5 +5 +- +agrees$/);
});
