import { describe, expect, test } from '@jest/globals';
import type { PriceRow } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { GENAI_PRICES_BOOK, type OwnPriceTerms, ownPriceList, ownPriceRow, priceRowId } from '@suanpan/price-book';
import { priceLeaves, priceUsage } from './index.ts';
import { call, catalogueOf } from './testing/catalogue-of.ts';

const TERMS: OwnPriceTerms = { provider: 'openai', model: 'model-1', currency: 'USD' };

function input(amount: string, more: Partial<OwnPriceTerms> = {}): PriceRow {
  return ownPriceRow({ ...TERMS, ...more, leaf: 'uncached_input', price: { amount } });
}

function fromFeed(row: PriceRow): PriceRow {
  const content = { ...row, book: GENAI_PRICES_BOOK };
  return { ...content, id: priceRowId(content) };
}

/** What one input token costs under these rows, or why it has no price. */
function priceOfOne(rows: readonly PriceRow[], changes: Partial<UsageEvent> = {}): string {
  const decision = priceUsage(call({ inputTokens: 1, ...changes }), catalogueOf(rows));
  return decision.priced ? (decision.entries[0]?.lines[0]?.unitPrice ?? 'nothing') : decision.reason;
}

describe('which list', () => {
  test("the root's own comes before everybody's own, and that before the feed", () => {
    const rows = [fromFeed(input('1')), input('2'), input('3', { root: 'root-1' })];
    expect(priceOfOne(rows)).toBe('3');
    expect(priceOfOne(rows, { root: 'root-2' })).toBe('2');
    expect(priceOfOne(rows.slice(0, 1))).toBe('1');
    expect(priceOfOne(rows.slice(2), { root: 'root-2' })).toBe('model_unpriced');
  });

  test('a list is taken whole: a leaf it does not name falls back within it, never to the next list', () => {
    const own = input('2');
    const feed = [
      fromFeed(input('1')),
      fromFeed(ownPriceRow({ ...TERMS, leaf: 'cache_read', price: { amount: '0.1' } })),
    ];
    const event = call({ inputTokens: 10, cacheReadTokens: 10, outputTokens: 0 });
    expect(priceUsage(event, catalogueOf([...feed, own]))).toMatchObject({
      entries: [{ lines: [{ leaf: 'cache_read', unitPrice: '2', priceRow: own.id }] }],
    });
    expect(priceUsage(event, catalogueOf(feed))).toMatchObject({ entries: [{ lines: [{ unitPrice: '0.1' }] }] });
    expect(priceUsage(call({ outputTokens: 1 }), catalogueOf([...feed, own]))).toMatchObject({
      reason: 'leaf_unpriced',
    });
  });

  test('a list none of whose rows holds for the call gives way to the next', () => {
    const future = input('2', { effectiveFrom: Date.parse('2099-01-01T00:00:00Z') });
    expect(priceOfOne([fromFeed(input('1')), future])).toBe('1');
  });

  test('the more specific match wins, and two equally good ones are ambiguous', () => {
    const prefix = input('1', { model: 'family', matcher: { startsWith: 'model' } });
    expect(priceOfOne([prefix, input('2')], { requestedModel: 'MODEL-1 ' })).toBe('2');
    expect(priceOfOne([prefix, input('2')], { requestedModel: 'model-9' })).toBe('1');
    const rival = input('3', { model: 'rival', matcher: { equals: 'MODEL-1' } });
    expect(priceOfOne([input('2'), rival])).toBe('price_ambiguous');
  });

  test('the served model comes before the requested one, which is asked when no list knows it', () => {
    const rows = [input('1'), input('2', { model: 'model-2' })];
    expect(priceOfOne(rows, { servedModel: 'model-2' })).toBe('2');
    const decision = priceUsage(call({ inputTokens: 1, servedModel: 'model-x' }), catalogueOf(rows));
    expect(decision).toMatchObject({ reason: 'priced', detail: expect.stringContaining('model-x') });
    expect(priceOfOne(rows, { requestedModel: 'a', servedModel: 'b' })).toBe('model_unpriced');
  });

  test("a provider's aliases are understood, and a reseller borrows feed prices but nobody's own ones", () => {
    const feed = fromFeed(input('1'));
    expect(priceOfOne([{ ...feed, provider: 'aws' }], { provider: 'aws.bedrock' })).toBe('1');
    expect(priceOfOne([feed, input('2', { root: 'root-1' })], { provider: 'azure.ai.openai' })).toBe('1');
    expect(priceOfOne([input('2')], { provider: 'azure' })).toBe('model_unpriced');
    const decision = priceUsage(call({ inputTokens: 1, provider: 'azure' }), catalogueOf([feed]));
    expect(decision.detail).toContain("openai's");
  });

  test('a date in the name may be written with hyphens or without', () => {
    const rows = [input('1', { model: 'gpt-9-2025-05-14' })];
    expect(priceOfOne(rows, { requestedModel: 'gpt-9-20250514' })).toBe('1');
    const impossible = [input('1', { model: 'gpt-9-2025-02-31' })];
    expect(priceOfOne(impossible, { requestedModel: 'gpt-9-20250231' })).toBe('model_unpriced');
  });

  test('two currencies never meet in one sum', () => {
    const rows = [input('1'), ...ownPriceList({ ...TERMS, currency: 'CNY', prices: { output_text: { amount: '2' } } })];
    const decision = priceUsage(call({ inputTokens: 3, outputTokens: 4 }), catalogueOf(rows));
    expect(decision).toMatchObject({
      entries: [
        { currency: 'USD', amount: '3' },
        { currency: 'CNY', amount: '8' },
      ],
    });
  });
});

describe('which row', () => {
  test('from is inclusive, to is exclusive, and the later start wins', () => {
    const at = (time: string): number => Date.parse(time);
    const rows = [
      input('1'),
      input('2', { effectiveFrom: at('2026-01-01T00:00:00Z'), effectiveTo: at('2026-03-01T00:00:00Z') }),
    ];
    const price = (time: string): string => priceOfOne(rows, { time });
    expect(price('2025-12-31T23:59:59.999Z')).toBe('1');
    expect(price('2026-01-01T00:00:00.000Z')).toBe('2');
    expect(price('2026-02-28T23:59:59.999Z')).toBe('2');
    expect(price('2026-03-01T00:00:00.000Z')).toBe('1');
  });

  test('a daily window may wrap midnight, and lies over the rest of the day', () => {
    const rows = [input('1'), input('2', { daily: { fromSecond: 79_200, toSecond: 3_600 } })];
    const price = (time: string): string => priceOfOne(rows, { time: `2026-01-01T${time}Z` });
    expect(price('21:59:59.999')).toBe('1');
    expect(price('22:00:00.000')).toBe('2');
    expect(price('00:59:59.999')).toBe('2');
    expect(price('01:00:00.000')).toBe('1');
  });

  test('a context tier is a cliff by the whole input, cached tokens counted', () => {
    const rows = [input('1'), input('2', { aboveInputTokens: 100 }), input('3', { aboveInputTokens: 200 })];
    expect(priceOfOne(rows, { inputTokens: 100 })).toBe('1');
    expect(priceOfOne(rows, { inputTokens: 101, cacheReadTokens: 100 })).toBe('2');
    expect(priceOfOne(rows, { inputTokens: 201 })).toBe('3');
  });

  test('a service tier without a price falls back to the standard one and says so', () => {
    const rows = [input('1'), input('0.5', { serviceTier: 'batch' })];
    expect(priceOfOne(rows, { batch: true, serviceTier: 'default' })).toBe('0.5');
    expect(priceOfOne(rows, { serviceTier: 'Batch' })).toBe('0.5');
    expect(priceOfOne(rows, { serviceTier: 'auto' })).toBe('1');
    const decision = priceUsage(call({ inputTokens: 1, serviceTier: 'flex' }), catalogueOf(rows));
    expect(decision).toMatchObject({ priced: true, detail: expect.stringContaining('service tier flex') });
  });

  test('a region has its own price where a row names it', () => {
    const rows = [input('1'), input('1.1', { region: 'EU-west-1' })];
    expect(priceOfOne(rows, { region: 'eu-WEST-1' })).toBe('1.1');
    expect(priceOfOne(rows, { region: 'us-east-1' })).toBe('1');
    expect(priceOfOne(rows)).toBe('1');
  });

  test('two rows of one rank are ambiguous, in either order', () => {
    const rows = [input('1'), input('2')];
    expect(priceOfOne(rows)).toBe('price_ambiguous');
    expect(priceOfOne(rows.toReversed())).toBe('price_ambiguous');
  });

  test('a flagged row matches and is never billed, but a list before it is', () => {
    const flagged: PriceRow = { ...fromFeed(input('1')), flag: 'float_artefact' };
    expect(priceOfOne([flagged])).toBe('price_flagged');
    expect(priceOfOne([flagged, input('2')])).toBe('2');
  });

  test('cached audio with two possible parents and no price of its own waits for one', () => {
    const list = (prices: Parameters<typeof ownPriceList>[0]['prices']) => ownPriceList({ ...TERMS, prices });
    const event = { inputTokens: 1, cacheReadTokens: 1, audioInputTokens: 1, cacheReadAudioTokens: 1 };
    const all = { uncached_input: { amount: '1' }, cache_read: { amount: '2' }, audio_in: { amount: '3' } };
    expect(priceOfOne(list(all), event)).toBe('leaf_unpriced');
    expect(priceOfOne(list({ uncached_input: all.uncached_input, audio_in: all.audio_in }), event)).toBe('3');
    expect(priceOfOne(list({ uncached_input: all.uncached_input }), event)).toBe('1');
  });
});

test('requests are billed once where a list prices them, unless the call failed or says how many', () => {
  const rows = ownPriceList({ ...TERMS, prices: { request: { amount: '5' }, uncached_input: { amount: '1' } } });
  const total = (changes: Partial<UsageEvent>): string | undefined => {
    const decision = priceUsage(call(changes), catalogueOf(rows));
    return decision.priced ? decision.entries[0]?.amount : decision.reason;
  };
  expect(total({ inputTokens: 2 })).toBe('7');
  expect(total({ inputTokens: 2, requests: 3 })).toBe('17');
  expect(total({ httpStatus: 500 })).toBeUndefined();
  expect(priceOfOne([input('1')], { requests: 9 })).toBe('1');
});

test('a leaf that somebody else prices needs no row, and the others are priced as ever', () => {
  const view = catalogueOf([input('1')]);
  const event = call({ inputTokens: 3, outputTokens: 5 });
  expect(priceLeaves(event, view)).toMatchObject({ priced: false, reason: 'leaf_unpriced' });
  const priced = priceLeaves(event, view, (leaf) => leaf === 'uncached_input');
  expect(priced).toMatchObject({ priced: true, leaves: [{ leaf: 'uncached_input', quantity: 3 }] });
});

test('what is remembered for one root, tier, region or reseller is not given to another', () => {
  const view = catalogueOf([
    input('1'),
    input('2', { root: 'root-1' }),
    input('3', { root: 'root-2' }),
    input('4', { serviceTier: 'batch' }),
    input('5', { region: 'eu' }),
    fromFeed(input('6')),
    fromFeed(input('7', { provider: 'openai', model: 'model-2' })),
    input('8', { model: 'model-2' }),
  ]);
  const calls: readonly (readonly [Partial<UsageEvent>, string])[] = [
    [{ root: 'root-1' }, '2'],
    [{ root: 'root-2' }, '3'],
    [{ root: 'root-3' }, '1'],
    [{ root: 'root-3', batch: true }, '4'],
    [{ root: 'root-3', region: 'eu' }, '5'],
    [{ root: 'root-3', provider: 'azure' }, '6'],
    [{ root: 'root-3', requestedModel: 'model-2' }, '8'],
    [{ root: 'root-3', requestedModel: 'model-2', provider: 'azure' }, '7'],
  ];
  // Twice and in both orders, so that every answer is also given from memory.
  for (const [changes, expected] of [...calls, ...calls.toReversed(), ...calls]) {
    const decision = priceUsage(call({ inputTokens: 1, ...changes }), view);
    expect([changes, decision.priced ? decision.entries[0]?.amount : decision.reason]).toEqual([changes, expected]);
  }
});
