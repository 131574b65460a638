import { expect, test } from '@jest/globals';
import type { Plan } from './plan.ts';
import { planText } from './plan-text.ts';

const plan: Plan = {
  ...{ id: 'big@2', plan: 'big', version: 2, root: 'acme', name: 'Big', currency: 'USD', fx: 'ecb' },
  components: [
    { id: 'free', kind: 'allowance', unit: 'token', quantity: '1000000', selector: { leaves: ['cache_read'] } },
    {
      ...{ id: 'base', kind: 'commitment', unit: 'token_per_minute', quantity: '50000', feeAmount: '30' },
      ...{ rollover: 'next_period', proration: 'by_time' },
    },
    {
      ...{ id: 'steps', kind: 'tiers', mode: 'graduated', per: 'total' },
      bands: [
        { upTo: '123456789012345678901', price: { unitPrice: '0.000002' } },
        { upTo: null, price: { ratio: '0.8' } },
      ],
    },
    { id: 'rest', kind: 'list', ratio: '0.9', selector: { provider: 'openai', model: { startsWith: 'gpt' } } },
    { id: 'won', kind: 'result', unitPrice: '0.5', capAmount: '100' },
  ],
  multipliers: [
    { id: 'slow', condition: { on: 'batch' }, ratio: '0.4' },
    { id: 'load', condition: { on: 'series', series: 'load', floor: '0.8', ceiling: '1.5' } },
  ],
  stacking: 'lowest',
  minimumAmount: '200',
  sla: [
    { id: 'up', measure: 'availability', percent: '99.9', credits: [{ belowPercent: '99.9', creditPercent: '10' }] },
  ],
};

test('a plan reads as what usage meets in its order, and what a month comes to', () => {
  expect(planText(plan)).toEqual([
    'Big (big@2), in USD, of acme',
    '',
    'Usage is offered to',
    '  1. free: 1,000,000 tokens free in a month (only cache_read)',
    '  2. base: 50,000 tokens per minute for 30 USD a month, the rest is carried to the next month',
    '  3. steps: graduated tiers per total: up to 123,456,789,012,345,678,901 0.000002 USD, beyond list × 0.8',
    '  4. rest: list prices × 0.9 (only openai; startsWith gpt)',
    '  5. won: 0.5 USD for one accepted result, at most 100 USD a month',
    'Multipliers, the lowest',
    '  slow: × 0.4 by batch',
    '  load: by series, series load, floor 0.8, ceiling 1.5',
    'A month costs at least 200 USD.',
    'List prices in other currencies are converted by ecb.',
    'Promise: availability 99.9 %; back below 99.9 % 10 %.',
  ]);
});
