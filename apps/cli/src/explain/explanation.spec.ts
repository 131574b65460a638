import { expect, test } from '@jest/globals';
import { MARKS, type Mark, type Outcome, outcomeText } from '@suanpan/facts';
import { genesisHash, outcomesOf, packBatch } from '@suanpan/rated-record';
import { explain, explanationText } from './explanation.ts';

const AT = Date.UTC(2026, 10, 24, 12);

/** The explanation of an outcome, by way of the record that would hold it. */
function told(more: Partial<Outcome>): string[] {
  const outcome: Outcome = {
    ...{ seq: 7, kind: 'rated', reason: 'priced', offset: 3, index: 0, receivedAt: AT, postedAt: AT, revision: 5 },
    ...{ entries: [], ...more },
  };
  const header = { shard: 2, claim: 'c', firstSeq: 7, from: 3, to: 4, revision: 5, foldTime: AT, sourceDigest: 'd' };
  const texts = [{ outcome: outcomeText(outcome), subject: JSON.stringify({ id: 'e', source: 's', root: 'r' }) }];
  const times = { latenessDays: 35, aheadSeconds: 300 };
  const { record } = packBatch({ ...header, times, prev: genesisHash(2) }, texts);
  const [rated] = [...outcomesOf(record)];
  if (rated === undefined || record.header.kind !== 'batch') throw new Error('The record holds no outcome.');
  return explanationText(explain(record, record.header, 40, rated)).split('\n');
}

test('an entry of a plan shows its band, what it was multiplied by, and which month states it', () => {
  const line = { leaf: 'uncached_input', quantity: 100, unitPrice: '0.01', amount: '0.7', priceRow: 'row_1' } as const;
  const place = { plan: 'std@2', component: 'tiers#2', servicePeriod: '2026-10', postingPeriod: '2026-11' };
  const text = told({
    entries: [{ currency: 'USD', amount: '0.7', lines: [line], factors: ['batch=0.7'], ...place }],
  });
  expect(text).toContain('  plan std@2, component tiers#2, used in 2026-10, stated in 2026-11');
  expect(text).toContain('  uncached_input              100 × 0.01 × batch=0.7 = 0.7 USD   (price row row_1)');
});

test('an entry that the price book alone decided shows what it always showed', () => {
  const line = { leaf: 'output_text', quantity: 5, unitPrice: '2', amount: '10', priceRow: 'row_2' } as const;
  const text = told({ entries: [{ currency: 'CNY', amount: '10', lines: [line] }] });
  const at = text.indexOf('Entry 0: 10 CNY');
  expect(text[at + 1]).toBe('  output_text                   5 × 2 = 10 CNY   (price row row_2)');
});

test('history for information says that no statement holds it', () => {
  const entry = { currency: 'USD', amount: '1', lines: [], servicePeriod: '2025-01' };
  expect(told({ entries: [entry] })).toContain('  used in 2025-01, stated in no statement');
});

test('a close shows totals and balances, and every outcome the counters it moved', () => {
  const text = told({
    ...{
      kind: 'adjusted',
      reason: 'period_closed',
      counters: [
        ['closed|r', '2026-10'],
        ['p|r|use', null],
      ],
    },
    closing: {
      period: '2026-10',
      totals: [{ account: 'dep_1', currency: 'USD', amount: '12.5' }],
      balances: [{ name: 'gift', unit: 'USD', left: '3' }],
    },
  });
  expect(text).toContain('What 2026-10 came to');
  expect(text).toContain(`  ${'dep_1'.padEnd(24)} 12.5 USD`);
  expect(text).toContain('  left of gift: 3 USD');
  expect(text).toContain('  closed|r = 2026-10');
  expect(text).toContain('  p|r|use = forgotten');
});

test('each mark is told with its words, also one that this version does not know', () => {
  const text = told({ marks: ['count_unread', 'mark_of_tomorrow' as Mark] });
  expect(text[1]).toBe(`  marked count_unread: ${MARKS.count_unread}`);
  expect(text[2]).toBe('  marked mark_of_tomorrow: not known to this version');
});
