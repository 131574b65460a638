import { describe, expect, test } from '@jest/globals';
import { type FeedModel, type FeedVariant, rowsFromGenaiPrices } from '../index.ts';

const STANDARD = { input_mtok: 4, cache_read_mtok: 1, output_mtok: 8 };
const BATCH = { when: { processing: 'batch' }, prices: { input_mtok: 2, output_mtok: 4 } };

function importOf(variants: readonly FeedVariant[], model: Partial<FeedModel> = {}, provider = 'anthropic') {
  const whole = { id: 'm', match: { equals: 'm' }, prices: STANDARD, price_variants: variants, ...model };
  return rowsFromGenaiPrices([{ id: provider, models: [whole] }], '1');
}

function brief(...terms: Parameters<typeof importOf>): string[] {
  const tiered = importOf(...terms).rows.filter(({ serviceTier }) => serviceTier !== null);
  return tiered.map((row) => {
    const day = (instant: number) => new Date(instant).toISOString().slice(0, 10);
    const span = `${row.effectiveFrom === null ? '' : ` from ${day(row.effectiveFrom)}`}${row.effectiveTo === null ? '' : ` to ${day(row.effectiveTo)}`}`;
    const above = row.aboveInputTokens === 0 ? '' : ` above ${row.aboveInputTokens}`;
    return `${row.serviceTier} ${row.leaf} ${row.unitPrice}${above}${span}`;
  });
}

test('a variant is a service tier: what it prices anew and, at the standard price, what it does not', () => {
  expect(brief([BATCH])).toEqual([
    'batch uncached_input 0.000002',
    'batch cache_read 0.000001',
    'batch output_text 0.000004',
  ]);
});

describe('times', () => {
  test('a variant holds from its day on; before it there is no price for the tier', () => {
    expect(brief([{ ...BATCH, constraint: { start_date: '2026-10-14' } }])[0]).toBe(
      'batch uncached_input 0.000002 from 2026-10-14',
    );
  });

  test('of several for one tier the first counts that holds, and what it leaves out is the standard price of that time', () => {
    const prices = [
      { prices: STANDARD },
      { constraint: { start_date: '2026-03-01' }, prices: { ...STANDARD, output_mtok: 9 } },
    ];
    const later = { ...BATCH, constraint: { start_date: '2026-05-01' }, prices: { input_mtok: 3 } };
    expect(
      brief([later, { ...BATCH, prices: { input_mtok: 2 } }], { prices }).filter((row) => !row.includes('cache_read')),
    ).toEqual([
      'batch uncached_input 0.000002 to 2026-03-01',
      'batch output_text 0.000008 to 2026-03-01',
      'batch uncached_input 0.000002 from 2026-03-01 to 2026-05-01',
      'batch output_text 0.000009 from 2026-03-01 to 2026-05-01',
      'batch uncached_input 0.000003 from 2026-05-01',
      'batch output_text 0.000009 from 2026-05-01',
    ]);
  });

  test('a variant of a model whose price depends on the time of day is named, not guessed', () => {
    const window = { constraint: { start_time: '01:00:00Z', end_time: '02:00:00Z' }, prices: STANDARD };
    const { rows, skipped } = importOf([BATCH], { prices: [{ prices: STANDARD }, window] });
    expect(rows.every(({ serviceTier }) => serviceTier === null)).toBe(true);
    expect(skipped).toMatchObject([{ unit: 'batch: *', why: 'its standard prices depend on the time of day' }]);
  });
});

test('thoughts that cost what other output does follow the output price of the tier; with a price of their own they keep it', () => {
  const thoughtsOf = (thoughts: number) =>
    brief([BATCH], { prices: { ...STANDARD, output_reasoning_mtok: thoughts } }).find((row) =>
      row.includes('reasoning'),
    );
  expect(thoughtsOf(8)).toBe('batch reasoning 0.000004');
  expect(thoughtsOf(20)).toBe('batch reasoning 0.00002');
});

test("fast is a speed of Anthropic's and the priority tier of OpenAI's", () => {
  const prices = { input_mtok: 24 };
  expect(brief([{ when: { speed: 'fast' }, prices }])).toContain('fast uncached_input 0.000024');
  const twice = ['fast', 'priority'].map((tier) => ({ when: { service_tier: tier }, prices }));
  expect(brief(twice, {}, 'openai').filter((row) => row.includes('uncached_input'))).toEqual([
    'priority uncached_input 0.000024',
  ]);
});

test('what no event says is skipped with its name, and counted', () => {
  const { rows, skipped } = importOf([{ when: { route: 'mistral/eu' }, prices: { input_mtok: 9 } }, BATCH]);
  expect(rows.some(({ unitPrice }) => unitPrice === '0.000009')).toBe(false);
  expect(skipped).toEqual([
    expect.objectContaining({ unit: 'route=mistral/eu', why: expect.stringContaining('route') }),
  ]);
});

test.each<[string, FeedVariant, Partial<FeedModel>]>([
  ['a condition', { when: { moon: 'full' }, prices: {} }, {}],
  ['a tier', { when: { service_tier: 'turbo' }, prices: {} }, {}],
  ['a variant without a condition', { when: {}, prices: {} }, {}],
  ['a field of a variant', { ...BATCH, surcharge: 2 } as FeedVariant, {}],
  ['a unit of a variant', { ...BATCH, prices: { novel_kcount: 2 } }, {}],
  ['a unit', BATCH, { prices: { ...STANDARD, novel_kcount: 2 } }],
  ['a field of a model', BATCH, { surcharges: [] } as Partial<FeedModel>],
])('%s nobody knows fails the import and is named', (_what, variant, model) => {
  expect(() => importOf([variant], model)).toThrow(
    expect.objectContaining({ code: 'price_invalid', detail: expect.stringMatching(/^anthropic\/m: /) }),
  );
});

test('a second model of one name is named and never mixed with the first', () => {
  const model = { id: 'm', match: { equals: 'm' } };
  const models = [
    { ...model, prices: { input_mtok: 1 } },
    { ...model, prices: { input_mtok: 2 } },
  ];
  const { rows, skipped } = rowsFromGenaiPrices([{ id: 'p', models }], '1');
  expect(rows.map(({ unitPrice }) => unitPrice)).toEqual(['0.000001']);
  expect(skipped).toMatchObject([{ model: 'm', unit: '*', why: 'a model before it has the same name' }]);
});
