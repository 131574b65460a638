import { expect, test } from '@jest/globals';
import type { Entry } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto, storedAtto } from '@suanpan/money';
import fc from 'fast-check';
import { netEntries } from './net-entries.ts';

const line = fc
  .record({
    leaf: fc.constantFrom('uncached_input' as const, 'output_text' as const, 'second' as const),
    quantity: fc.integer({ min: -5, max: 5 }),
    unitPrice: fc.constantFrom('0.1', '0.2'),
    atto: fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }),
    priceRow: fc.constantFrom('', 'row'),
  })
  .map(({ atto, quantity, ...rest }) => ({
    ...rest,
    quantity: rest.leaf === 'second' ? `${quantity}` : quantity,
    amount: decimalFromAtto(atto),
  }));
const entry: fc.Arbitrary<Entry> = fc
  .record(
    {
      currency: fc.constantFrom('USD', 'CNY'),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      plan: fc.constantFrom('p@1', 'p@2'),
      component: fc.constantFrom('base', 'tiers#1'),
      factors: fc.constantFrom(['batch=0.5'], ['markup:m=1.2']),
      servicePeriod: fc.constantFrom('2026-10', '2026-11'),
      postingPeriod: fc.constantFrom('2026-11', '2026-12'),
      corrects: fc.nat(3),
    },
    { requiredKeys: ['currency', 'lines'] },
  )
  .map((made) => ({
    ...made,
    amount: decimalFromAtto(made.lines.reduce((sum, { amount }) => sum + storedAtto(amount), 0n)),
  }));

function sumOf(entries: readonly Entry[], currency: string): bigint {
  return entries.filter((one) => one.currency === currency).reduce((sum, { amount }) => sum + storedAtto(amount), 0n);
}

test('the net comes to what the entries come to, and netting it again changes nothing', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
      const net = netEntries(entries) ?? [];
      for (const currency of ['USD', 'CNY']) expect(sumOf(net, currency)).toBe(sumOf(entries, currency));
      for (const { amount, lines } of net) {
        expect(attoFromDecimal(amount)).toBe(lines.reduce((sum, one) => sum + storedAtto(one.amount), 0n));
      }
      expect(netEntries(net)).toEqual(net);
    }),
  );
});

test('entries and their exact reversal leave nothing', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
      const back = entries.map((one) => ({
        ...one,
        lines: one.lines.map((each) => ({
          ...each,
          quantity: typeof each.quantity === 'number' ? -each.quantity : `${-Number(each.quantity)}`,
          amount: decimalFromAtto(-storedAtto(each.amount)),
        })),
      }));
      expect(netEntries([...entries, ...back])).toEqual([]);
    }),
  );
});

test('what is stated nowhere is not mixed with what is', () => {
  const of = (quantity: number, more: Partial<Entry>): Entry => ({
    currency: 'USD',
    amount: `${quantity}`,
    lines: [{ leaf: 'request', quantity, unitPrice: '1', amount: `${quantity}`, priceRow: 'r' }],
    servicePeriod: '2026-10',
    ...more,
  });
  const stated = [of(1, { postingPeriod: '2026-11' }), of(1, { postingPeriod: '2026-12' })];
  expect(netEntries([of(1, {}), ...stated])).toEqual([of(1, {}), of(2, { postingPeriod: '2026-12' })]);
});
