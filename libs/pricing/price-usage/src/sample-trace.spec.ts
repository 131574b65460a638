import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { emptyView, type PriceRow } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { ownPriceList } from '@suanpan/price-book';
import { priceUsage } from './index.ts';

const TRACE = new URL('../../../../apps/cli/sample/azure-llm-inference-2023-conv.csv', import.meta.url);

interface Call {
  readonly time: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

function readTrace(): Call[] {
  const [, ...lines] = readFileSync(TRACE, 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [time = '', input, output] = line.trim().split(',');
    return {
      time: `${time.slice(0, 23).replace(' ', 'T')}Z`,
      inputTokens: Number(input),
      outputTokens: Number(output),
    };
  });
}

function bill(calls: readonly Call[], rows: readonly PriceRow[]): string {
  const view = emptyView(1, { priceRows: (provider) => (provider === 'azure' ? rows : []) });
  let total = 0n;
  for (const [index, call] of calls.entries()) {
    const event: UsageEvent = {
      ...call,
      id: String(index),
      source: '/trace',
      root: 'root',
      account: 'root',
      project: 'project',
      credential: 'key',
      provider: 'azure',
      requestedModel: 'conversation',
      operation: 'chat',
      usageQuality: 'reported',
    };
    const decision = priceUsage(event, view);
    if (!decision.priced) throw new Error(decision.detail);
    for (const { amount, currency } of decision.entries) {
      expect(currency).toBe('USD');
      total += storedAtto(amount);
    }
  }
  return decimalFromAtto(total);
}

const calls = readTrace();

test('the sample trace holds what its source says', () => {
  const sum = (field: 'inputTokens' | 'outputTokens'): number => calls.reduce((total, call) => total + call[field], 0);
  expect([calls.length, sum('inputTokens'), sum('outputTokens')]).toEqual([19_366, 22_361_870, 4_088_665]);
});

test.each([
  ['0.002', '0.002', 1000, '52.90107'],
  ['2.50', '10.00', 1_000_000, '96.791325'],
])('at %s for input and %s for output per %p tokens the bill is exactly %s USD', (input, output, per, expected) => {
  const rows = ownPriceList({
    provider: 'azure',
    model: 'conversation',
    currency: 'USD',
    prices: { uncached_input: { amount: input, per }, output_text: { amount: output, per } },
  });
  expect(bill(calls, rows)).toBe(expected);
});
