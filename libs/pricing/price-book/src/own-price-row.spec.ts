import { describe, expect, test } from '@jest/globals';
import { isFault } from '@suanpan/fault';
import {
  ambiguityFault,
  canonicalProvider,
  diffRows,
  findAmbiguities,
  matchRank,
  ownPriceList,
  ownPriceRow,
  serviceTierOf,
  validatePriceRow,
} from './index.ts';

const TERMS = { provider: 'alibaba', model: 'qwen-plus', currency: 'CNY' } as const;
const INPUT = { ...TERMS, leaf: 'uncached_input' } as const;

describe('own price rows', () => {
  test.each([
    ['0.002', 1000, '0.000002'],
    ['2.50', 1_000_000, '0.0000025'],
    ['0', 1, '0'],
    ['0.000000000001', 1_000_000, '0.000000000000000001'],
    ['0.36', 3600, '0.0001'],
  ])('%s for %p units is %s for one, exactly', (amount, per, unitPrice) => {
    expect(ownPriceRow({ ...INPUT, price: { amount, per } }).unitPrice).toBe(unitPrice);
  });

  test.each([
    ['0.111', 3600],
    ['0.0000000000001', 1_000_000],
    ['-1', 1],
    ['1e-6', 1],
    ['1', 0],
    ['1', 1.5],
    ['', 1],
  ])('%p for %p units is refused as price_invalid', (amount, per) => {
    expect(() => ownPriceRow({ ...INPUT, price: { amount, per } })).toThrow(
      expect.objectContaining({ code: 'price_invalid' }),
    );
  });

  test('names of providers and tiers are filed in one form, and the same row twice has the same id', () => {
    const row = ownPriceRow({ ...INPUT, provider: 'DashScope', serviceTier: 'Standard', price: { amount: '1' } });
    expect([row.provider, row.serviceTier]).toEqual(['alibaba', null]);
    expect(row.id).toBe(ownPriceRow({ ...INPUT, price: { amount: '1.0' } }).id);
    expect(row.id).not.toBe(ownPriceRow({ ...INPUT, root: 'r', price: { amount: '1' } }).id);
  });

  test('account and weekdays are part of an id where a row has them, and ids from before there were any stay', () => {
    const row = ownPriceRow({ ...INPUT, root: 'r', price: { amount: '1' } });
    expect(ownPriceRow({ ...INPUT, price: { amount: '1' } }).id).toBe('price_812ad1caafe748c8f5384aa6');
    const daily = { fromSecond: 0, toSecond: 86_400 };
    const more = [
      {},
      { account: 'a' },
      { account: 'b' },
      { daily },
      { daily, weekdays: [1] },
      { daily, weekdays: [1, 2] },
    ];
    const ids = more.map((each) => ownPriceRow({ ...INPUT, root: 'r', price: { amount: '1' }, ...each }).id);
    expect(ids[0]).toBe(row.id);
    expect(new Set(ids).size).toBe(ids.length);
    const repeated = ownPriceRow({ ...INPUT, root: 'r', price: { amount: '1' }, daily, weekdays: [2, 1, 2] });
    expect([repeated.weekdays, repeated.id]).toEqual([[1, 2], ids[5]]);
    expect(ownPriceRow({ ...INPUT, root: 'r', account: 'r', price: { amount: '1' } })).toEqual(row);
  });

  test.each([
    [{ currency: 'yuan' }, 'currency'],
    [{ unitPrice: '0.0000000000000000001' }, 'decimal'],
    [{ unitPrice: '-1' }, 'negative'],
    [{ effectiveFrom: 5, effectiveTo: 5 }, 'effectiveTo'],
    [{ effectiveFrom: 0.5 }, 'Effective'],
    [{ daily: { fromSecond: 1, toSecond: 1 } }, 'empty'],
    [{ daily: { fromSecond: -1, toSecond: 1 } }, 'daily'],
    [{ aboveInputTokens: -1 }, 'aboveInputTokens'],
    [{ weekdays: [7], daily: { fromSecond: 1, toSecond: 2 } }, 'weekdays'],
    [{ account: 'a' }, 'root'],
    [{ leaf: 'tokens' as never }, 'leaf'],
    [{ matcher: { regex: '(' } }, 'compile'],
    [{ matcher: { regex: '^(a+)+$' } }, 'repeats'],
    [{ matcher: { any: [] } }, 'empty'],
    [{ matcher: { equals: '' } }, 'equals'],
  ])('a row with %p must not be written', (flaw, word) => {
    const fault = validatePriceRow({ ...ownPriceRow({ ...INPUT, price: { amount: '1' } }), ...flaw });
    expect(isFault(fault, 'price_invalid')).toBe(true);
    expect(fault?.detail.toLowerCase()).toContain(word.toLowerCase());
  });
});

describe('rows that contend are found before they are written', () => {
  const at = (amount: string, more = {}) => ownPriceRow({ ...INPUT, ...more, price: { amount } });

  test('two prices of one leaf at the same time', () => {
    expect(findAmbiguities([at('1'), at('2')])).toHaveLength(1);
    expect(isFault(ambiguityFault(findAmbiguities([at('1'), at('2')])), 'price_ambiguous')).toBe(true);
  });

  test('a later start, another tier, region, root or disjoint window does not contend', () => {
    const window = (fromSecond: number, toSecond: number) => ({ daily: { fromSecond, toSecond } });
    const rows = [
      at('1'),
      at('2', { effectiveFrom: 1 }),
      at('3', { serviceTier: 'batch' }),
      at('4', { region: 'cn' }),
      at('5', { root: 'r' }),
      at('6', window(79_200, 3600)),
      at('7', window(3600, 7200)),
    ];
    expect(findAmbiguities(rows)).toEqual([]);
    expect(findAmbiguities([...rows, at('8', window(0, 10))])).toHaveLength(1);
  });

  test('two lists that fit a name equally well', () => {
    const other = ownPriceRow({ ...INPUT, model: 'plus', matcher: { equals: 'QWEN-plus' }, price: { amount: '9' } });
    expect(findAmbiguities([at('1'), other])).toHaveLength(1);
    expect(findAmbiguities([at('1', { effectiveTo: 5 }), { ...other, effectiveFrom: 5 }])).toEqual([]);
    const prefix = ownPriceRow({ ...INPUT, model: 'q', matcher: { startsWith: 'qwen' }, price: { amount: '9' } });
    expect(findAmbiguities([at('1'), prefix])).toEqual([]);
  });
});

test('a price list differs in what is new, changed and vanished; ids of the same content are the same', () => {
  const list = (input: string, extra: object) =>
    ownPriceList({ ...TERMS, prices: { uncached_input: { amount: input }, ...extra } });
  const before = list('1', { output_text: { amount: '2' }, reasoning: { amount: '3' } });
  const after = list('5', { output_text: { amount: '2' }, audio_in: { amount: '4' } });
  const diff = diffRows(before, after);
  expect(diff.unchanged).toBe(1);
  expect(diff.added.map(({ leaf }) => leaf)).toEqual(['audio_in']);
  expect(diff.changed.map(({ before: b, after: a }) => [b.unitPrice, a.unitPrice])).toEqual([['1', '5']]);
  expect(diff.vanished.map(({ leaf }) => leaf)).toEqual(['reasoning']);
  expect(diffRows(after, after)).toEqual({ added: [], changed: [], vanished: [], unchanged: 3 });
});

test.each([
  [{ equals: 'GPT-5' }, 'gpt-5', true],
  [{ startsWith: 'gpt' }, 'gpt-5', true],
  [{ endsWith: '-5' }, 'gpt-5', true],
  [{ contains: 'T-' }, 'gpt-5', true],
  [{ regex: '^gpt-\\d$' }, 'gpt-5', true],
  [{ regex: '(' }, 'gpt-5', false],
  [{ all: [{ contains: 'gpt' }, { endsWith: '4' }] }, 'gpt-5', false],
  [{ any: [{ equals: 'x' }, { contains: 'gpt' }] }, 'gpt-5', true],
  [{ equals: 'gpt' }, 'gpt-5', false],
])('%p for %p: %p', (matcher, name, matches) => {
  expect(matchRank(matcher, name) >= 0).toBe(matches);
});

test('an equal name beats an expression, a prefix, a suffix and a part, and the longer text its kind', () => {
  const name = 'gpt-5-mini';
  const ranks = [
    { equals: name },
    { regex: 'gpt' },
    { startsWith: 'gpt-5' },
    { startsWith: 'gpt' },
    { endsWith: 'mini' },
    { contains: 'gpt-5-mini' },
  ].map((matcher) => matchRank(matcher, name));
  expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
  expect(new Set(ranks).size).toBe(ranks.length);
});

test.each([
  ['AWS.Bedrock', 'aws'],
  ['gcp.vertex_ai', 'google'],
  ['openai', 'openai'],
  ['constructor', 'constructor'],
])('provider %s is filed under %s', (name, filed) => {
  expect(canonicalProvider(name)).toBe(filed);
});

test.each([
  [undefined, false, null],
  ['default', false, null],
  ['auto', false, null],
  ['FLEX', false, 'flex'],
  ['fast', false, 'fast'],
  ['standard', true, 'batch'],
])('service tier %p with batch %p is priced as %p', (tier, batch, priced) => {
  expect(serviceTierOf(tier, { batch })).toBe(priced);
});

test("fast is OpenAI's newer name of priority and, with Anthropic, a speed with a price of its own", () => {
  expect(serviceTierOf('fast', { provider: 'openai' })).toBe('priority');
  expect(serviceTierOf('fast', { provider: 'azure.ai.openai' })).toBe('priority');
  expect(serviceTierOf('fast', { provider: 'anthropic' })).toBe('fast');
});
