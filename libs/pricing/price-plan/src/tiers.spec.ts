import { describe, expect, test } from '@jest/globals';
import type { Band, PlanComponent } from '@suanpan/catalogue';
import { byComponent, chargedBy, entriesOf, PlanDesk, totalOf } from './testing/plan-desk.ts';
import { listRows, planned } from './testing/plan-world.ts';

/** 0.03 for each of the first 100, 0.02 up to 300, 0.01 beyond. */
const BANDS: readonly Band[] = [
  { upTo: '100', price: { unitPrice: '0.03' } },
  { upTo: '300', price: { unitPrice: '0.02' } },
  { upTo: null, price: { unitPrice: '0.01' } },
];

function tiers(mode: 'graduated' | 'volume', per: 'leaf' | 'total', bands = BANDS): PlanComponent {
  return { id: 't', kind: 'tiers', mode, per, bands };
}

/** What a second call of some input tokens costs after a first one. */
function after(mode: 'graduated' | 'volume', first: number, inputTokens: number): Record<string, string> | string {
  const desk = new PlanDesk(planned([tiers(mode, 'total')]));
  if (first > 0) desk.call({ inputTokens: first });
  return chargedBy(desk.call({ inputTokens }));
}

describe('graduated tiers', () => {
  test.each<[number, number, Record<string, string>, string]>([
    [0, 99, { 't#1': '2.97' }, 'one below the edge: 99 × 0.03'],
    [0, 100, { 't#1': '3' }, 'at the edge: 100 × 0.03'],
    [0, 101, { 't#1': '3', 't#2': '0.02' }, 'one above: 100 × 0.03 + 1 × 0.02'],
    [0, 300, { 't#1': '3', 't#2': '4' }, 'at the second edge: 3 + 200 × 0.02'],
    [0, 301, { 't#1': '3', 't#2': '4', 't#3': '0.01' }, 'three bands: 3 + 4 + 1 × 0.01'],
    [0, 1000, { 't#1': '3', 't#2': '4', 't#3': '7' }, 'three bands: 3 + 4 + 700 × 0.01'],
    [99, 1, { 't#1': '0.03' }, 'the last unit of the first band'],
    [99, 2, { 't#1': '0.03', 't#2': '0.02' }, 'one unit on either side of the edge'],
    [100, 1, { 't#2': '0.02' }, 'the first unit of the second band'],
    [299, 2, { 't#2': '0.02', 't#3': '0.01' }, 'one unit on either side of the second edge'],
    [50, 300, { 't#1': '1.5', 't#2': '4', 't#3': '0.5' }, '50 × 0.03 + 200 × 0.02 + 50 × 0.01'],
    [5000, 10, { 't#3': '0.1' }, '10 × 0.01'],
  ])('after %i, %i units cost %j: %s', (first, then, charged) => {
    expect(after('graduated', first, then)).toEqual(charged);
  });

  test('per total, the leaves of a call fill the bands in their order', () => {
    const desk = new PlanDesk(planned([tiers('graduated', 'total')]));
    // 80 input × 0.03; of 40 output 20 × 0.03 and 20 × 0.02
    expect(entriesOf(desk.call({ inputTokens: 80, outputTokens: 40 }))).toMatchObject([
      {
        component: 't#1',
        amount: '3',
        lines: [
          { leaf: 'uncached_input', quantity: 80, unitPrice: '0.03', amount: '2.4', priceRow: '' },
          { leaf: 'output_text', quantity: 20, amount: '0.6' },
        ],
      },
      { component: 't#2', amount: '0.4', lines: [{ leaf: 'output_text', quantity: 20, unitPrice: '0.02' }] },
    ]);
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe('{"total":["120"]}');
  });

  test('per leaf, each leaf fills bands of its own', () => {
    const desk = new PlanDesk(planned([tiers('graduated', 'leaf')]));
    // 80 × 0.03 + 40 × 0.03 = 3.6; then 30 input: 20 × 0.03 + 10 × 0.02
    expect(chargedBy(desk.call({ inputTokens: 80, outputTokens: 40 }))).toEqual({ 't#1': '3.6' });
    expect(chargedBy(desk.call({ inputTokens: 30 }))).toEqual({ 't#1': '0.6', 't#2': '0.2' });
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe('{"uncached_input":["110"],"output_text":["40"]}');
  });

  test('begin anew with each period, by the time of the event', () => {
    const desk = new PlanDesk(planned([tiers('graduated', 'total')]));
    desk.call({ inputTokens: 500 });
    expect(chargedBy(desk.call({ inputTokens: 1, time: '2026-11-30T23:59:59.999Z' }))).toEqual({ 't#3': '0.01' });
    expect(chargedBy(desk.call({ inputTokens: 1, time: '2026-12-01T00:00:00.000Z' }))).toEqual({ 't#1': '0.03' });
  });

  test('as shares of the list price keep its row and name the share', () => {
    const bands = [
      { upTo: '100', price: { ratio: '1' } },
      { upTo: null, price: { ratio: '0.5' } },
    ];
    const desk = new PlanDesk({
      ...planned([tiers('graduated', 'total', bands)]),
      priceRow: listRows({ uncached_input: { amount: '2' }, output_text: { amount: '10' } }),
    });
    // 90 × 2 + 10 × 10 at 1, 5 × 10 at 0.5
    expect(entriesOf(desk.call({ inputTokens: 90, outputTokens: 15 }))).toMatchObject([
      { component: 't#1', amount: '280', factors: ['ratio=1'], lines: [{ amount: '180' }, { amount: '100' }] },
      { component: 't#2', amount: '25', factors: ['ratio=0.5'], lines: [{ quantity: 5, unitPrice: '10' }] },
    ]);
  });

  test('per total counts seconds by themselves, so that no edge falls within a token', () => {
    const desk = new PlanDesk(planned([tiers('graduated', 'total')]));
    desk.call({ seconds: '0.5', inputTokens: 99 });
    // 1 token up to the edge and 4 beyond it, and 100 seconds: 99.5 up to their own edge and 0.5 beyond
    expect(entriesOf(desk.call({ seconds: '100', inputTokens: 5 }))).toMatchObject([
      {
        component: 't#1',
        lines: [
          { leaf: 'uncached_input', quantity: 1 },
          { leaf: 'second', quantity: '99.5' },
        ],
      },
      {
        component: 't#2',
        lines: [
          { leaf: 'uncached_input', quantity: 4 },
          { leaf: 'second', quantity: '0.5' },
        ],
      },
    ]);
  });

  test('seconds that are cut anywhere cost what they cost together, to the last digit', () => {
    const bands = [{ upTo: null, price: { unitPrice: '0.0000000000000003' } }];
    const desk = new PlanDesk(planned([tiers('graduated', 'total', bands)]));
    // Each 0.001 s is 0.3 atto: quantised one by one three of them would be 0, together they are 0.9, which is 1.
    const amounts = [1, 2, 3].map(() => totalOf(entriesOf(desk.call({ seconds: '0.001' })) as never));
    expect(amounts).toEqual(['0', '0.000000000000000001', '0']);
  });
});

describe('volume tiers', () => {
  test.each<[number, number, Record<string, string>, string]>([
    [0, 99, { 't#1': '2.97' }, 'one below the edge: 99 × 0.03'],
    [0, 100, { 't#1': '3' }, 'at the edge: 100 × 0.03'],
    [0, 101, { 't#2': '2.02' }, 'one above: all 101 × 0.02'],
    [99, 1, { 't#1': '0.03' }, 'at the edge the first price holds'],
    [99, 2, { 't#2': '0.04', 't#volume': '-0.99' }, '2 × 0.02, and 99 × (0.02 − 0.03)'],
    [100, 1, { 't#2': '0.02', 't#volume': '-1' }, '1 × 0.02, and 100 × (0.02 − 0.03)'],
    [300, 1, { 't#3': '0.01', 't#volume': '-3' }, '1 × 0.01, and 300 × (0.01 − 0.02)'],
    [50, 950, { 't#3': '9.5', 't#volume': '-1' }, 'over two edges: 950 × 0.01, and 50 × (0.01 − 0.03)'],
    [200, 50, { 't#2': '1' }, 'within a band: 50 × 0.02'],
  ])('after %i, %i units cost %j: %s', (first, then, charged) => {
    expect(after('volume', first, then)).toEqual(charged);
  });

  test('the correction is one line, and what was counted so far stands in the counter', () => {
    const desk = new PlanDesk(planned([tiers('volume', 'total')]));
    desk.call({ inputTokens: 100 });
    expect(entriesOf(desk.call({ inputTokens: 1 }))).toMatchObject([
      { component: 't#2', lines: [{ quantity: 1 }] },
      { component: 't#volume', amount: '-1', lines: [{ leaf: 'correction', quantity: 1, unitPrice: '-1' }] },
    ]);
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe('{"total":["101","101"]}');
  });

  test('per leaf, only the leaf that reaches another band is corrected', () => {
    const desk = new PlanDesk(planned([tiers('volume', 'leaf')]));
    desk.call({ inputTokens: 100, outputTokens: 50 });
    // input 10 × 0.02 and 100 × −0.01; output 10 × 0.03
    expect(chargedBy(desk.call({ inputTokens: 10, outputTokens: 10 }))).toEqual({
      't#1': '0.3',
      't#2': '0.2',
      't#volume': '-1',
    });
  });

  test('as shares of the list price weigh each unit with its own price and multiplier', () => {
    const bands = [
      { upTo: '10', price: { ratio: '1' } },
      { upTo: null, price: { ratio: '0.9' } },
    ];
    const multipliers = [{ id: 'batch', condition: { on: 'batch' }, ratio: '0.5' }] as const;
    const desk = new PlanDesk({
      ...planned([tiers('volume', 'total', bands)], { multipliers }),
      priceRow: listRows({ uncached_input: { amount: '2' }, output_text: { amount: '10' } }),
    });
    // 5 × 2 = 10 and 5 × 10 × 0.5 = 25 in the first band
    expect(chargedBy(desk.call({ inputTokens: 5 }))).toEqual({ 't#1': '10' });
    const batch = { admission: { id: 'adm', batch: true } };
    expect(chargedBy(desk.call({ outputTokens: 5, ...batch }))).toEqual({ 't#1': '25' });
    // 1 × 2 × 0.9, and (10 + 25) × (0.9 − 1)
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toEqual({ 't#2': '1.8', 't#volume': '-3.5' });
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe('{"total":["11","37"]}');
  });
});

test('tiers take requests only where they name them', () => {
  const named = { ...tiers('graduated', 'total'), selector: { leaves: ['request'] } } as const;
  expect(chargedBy(new PlanDesk(planned([named])).call({ requests: 2 }))).toEqual({ 't#1': '0.06' });
  const all = new PlanDesk(planned([tiers('graduated', 'total')]));
  expect(byComponent(entriesOf(all.call({ requests: 2, inputTokens: 1 })) as never)).toEqual({ 't#1': '0.03' });
});
