import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { disagreement, wantedOf } from './proof.ts';
import { genesisSinkPosition } from './sink-fold.ts';

const position = {
  ...genesisSinkPosition(0),
  chain: { ...genesisSinkPosition(0).chain, nextSeq: 4 },
  rows: 5,
  money: { USD: '2.5', CNY: '1' },
};
const holding = { shard: 0, rows: 5, keys: 5, outcomes: 4, nextSeq: 4, money: { USD: '2.5', CNY: '1' } };

test('a ledger that agrees to the last unit shows no disagreement', () => {
  expect(disagreement(position, holding)).toBeUndefined();
  expect(disagreement(genesisSinkPosition(0), undefined)).toBeUndefined();
});

test.each([
  ['a row twice', { rows: 6 }, '1 rows stand twice'],
  ['a missing outcome', { outcomes: 3 }, '1 outcomes are missing'],
  ['a lost end', { outcomes: 3, nextSeq: 3 }, 'ends at seq 3'],
  ['more than the log', { outcomes: 5, nextSeq: 5 }, 'ends at seq 5'],
  ['a missing entry without money', { rows: 4, keys: 4 }, 'holds 4 rows'],
  ['one unit less', { money: { USD: '2.499999999999999999', CNY: '1' } }, '2.499999999999999999 USD'],
  ['a currency less', { money: { USD: '2.5' } }, '0 CNY'],
  ['a currency more', { money: { ...holding.money, EUR: '1' } }, '1 EUR'],
])('%s is told', (_, difference, text) => {
  expect(disagreement(position, { ...holding, ...difference })).toContain(text);
});

test('a ledger without rows lacks everything', () => {
  expect(disagreement(position, undefined)).toContain('ends at seq 0');
});

test('wanted is exactly what lies in a gap or from the held end on', () => {
  const range = fc
    .tuple(fc.nat({ max: 20 }), fc.nat({ max: 5 }))
    .map(([from, n]) => ({ shard: 0, from, to: from + n }));
  fc.assert(
    fc.property(fc.nat({ max: 30 }), fc.array(range, { maxLength: 3 }), (heldSeq, gaps) => {
      const wanted = wantedOf(heldSeq, gaps);
      const missing = new Set(gaps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
      for (let seq = 0; seq < 40; seq += 1) expect(wanted(seq)).toBe(seq >= heldSeq || missing.has(seq));
    }),
  );
});
