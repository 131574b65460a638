import { expect, test } from '@jest/globals';
import { type BillLine, billOf, billText } from './bill.ts';

function line(change: Partial<BillLine>): BillLine {
  return { what: 'm', calls: 1, inputTokens: 10, outputTokens: 5, currency: 'USD', amount: '0.1', ...change };
}

test('totals add exactly what floating point would not, and never two currencies', () => {
  const { totals } = billOf(
    [line({ amount: '0.1' }), line({ amount: '0.2' }), line({ currency: 'CNY', amount: '7', calls: 2 })],
    [],
  );
  expect(totals.map(({ currency, amount, calls }) => [currency, amount, calls])).toEqual([
    ['USD', '0.3', 2],
    ['CNY', '7', 2],
  ]);
});

test('a cost that is not known is said so, and is neither zero nor part of a sum', () => {
  const bill = billOf([line({ currency: '', amount: null }), line({})], []);
  expect(bill.totals.map(({ currency, amount }) => [currency, amount])).toEqual([
    ['', null],
    ['USD', '0.1'],
  ]);
  expect(billText(bill).join('\n')).toMatch(/total: 1 calls, 10 input and 5 output tokens, no price known/);
});

test('the bill reads as a table by model, and the total where there are several', () => {
  const model = line({
    what: 'demo-conversation',
    calls: 19_366,
    inputTokens: 22_361_870,
    outputTokens: 4_088_665,
    amount: '52.90107',
  });
  const table = [
    'MODEL               CALLS  INPUT TOKENS  OUTPUT TOKENS          COST',
    'demo-conversation  19,366    22,361,870      4,088,665  52.90107 USD',
  ];
  expect(billText(billOf([model], []))).toEqual(table);
  const other = { ...model, what: 'other', calls: 1, inputTokens: 1, outputTokens: 1, amount: '1' };
  expect(billText(billOf([model, other], []))).toEqual([
    ...table,
    'other                   1             1              1         1 USD',
    '',
    'total: 19,367 calls, 22,361,871 input and 4,088,666 output tokens, 53.90107 USD',
  ]);
});
