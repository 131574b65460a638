import { describe, expect, test } from '@jest/globals';
import { emptyView, type FxRate, type Markup, type ModelAlias, type PriceRow } from '@suanpan/catalogue';
import fc from 'fast-check';
import { windowHolds, windowsMeet } from './daily-window.ts';
import {
  findAliasTies,
  findAmbiguities,
  findFxTies,
  findMarkupTies,
  fxRateAt,
  GENAI_PRICES_BOOK,
  LITELLM_BOOK,
  type OwnPriceTerms,
  ownPriceRow,
  type PlannedPrices,
  priceRowId,
  snapshotRows,
  tieFault,
} from './index.ts';

const TERMS: OwnPriceTerms = { provider: 'openai', model: 'model-1', currency: 'USD' };

function row(amount: string, more: Partial<OwnPriceTerms> = {}): PriceRow {
  return ownPriceRow({ ...TERMS, ...more, leaf: 'uncached_input', price: { amount } });
}

describe('rows that contend', () => {
  test('rows of two accounts, or of an account and its root, do not', () => {
    const rows = [
      row('1'),
      row('2', { root: 'r' }),
      row('3', { root: 'r', account: 'a' }),
      row('4', { root: 'r', account: 'b' }),
    ];
    expect(findAmbiguities(rows)).toEqual([]);
    expect(findAmbiguities([...rows, row('5', { root: 'r', account: 'a' })])).toHaveLength(1);
    const prefix = { matcher: { equals: 'MODEL-1' }, model: 'other', root: 'r', account: 'a' };
    expect(findAmbiguities([...rows, row('5', prefix)])).toHaveLength(1);
  });

  test('windows of different weekdays do not, and one that wraps midnight belongs to the day it begins on', () => {
    const window = (amount: string, fromSecond: number, toSecond: number, ...weekdays: number[]) =>
      row(amount, { daily: { fromSecond, toSecond }, weekdays });
    const mondayNight = window('1', 79_200, 7_200, 1);
    expect(findAmbiguities([mondayNight, window('2', 79_200, 7_200, 2)])).toEqual([]);
    expect(findAmbiguities([mondayNight, window('2', 0, 3_600, 1)])).toEqual([]);
    expect(findAmbiguities([mondayNight, window('2', 0, 3_600, 2)])).toHaveLength(1);
    expect(findAmbiguities([window('1', 79_200, 7_200, 6), window('2', 0, 3_600, 0)])).toHaveLength(1);
    expect(findAmbiguities([mondayNight, row('3', { daily: { fromSecond: 0, toSecond: 86_400 } })])).toEqual([]);
  });

  test('two public feeds that know the same name do, and a feed and what people wrote do not', () => {
    const inBook = (amount: string, book: string) => row(amount, { book });
    expect(findAmbiguities([inBook('1', GENAI_PRICES_BOOK), inBook('2', LITELLM_BOOK)])).toHaveLength(1);
    expect(findAmbiguities([inBook('1', GENAI_PRICES_BOOK), row('2')])).toEqual([]);
    expect(findAmbiguities([inBook('1', 'price-table'), row('2')])).toHaveLength(1);
  });

  test('windows meet exactly if some minute of the week lies in both', () => {
    const minuteOfDay = fc.integer({ min: 0, max: 47 }).map((half) => half * 1_800);
    const anyWindow = fc
      .record({ fromSecond: minuteOfDay, toSecond: minuteOfDay, weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6]) })
      .filter(({ fromSecond, toSecond, weekdays }) => fromSecond !== toSecond && weekdays.length > 0)
      .map(({ fromSecond, toSecond, weekdays }) => ({ daily: { fromSecond, toSecond }, weekdays }));
    const halfHours = Array.from({ length: 7 * 48 }, (_, i) => Date.UTC(2026, 9, 4) + i * 1_800_000);
    fc.assert(
      fc.property(anyWindow, anyWindow, (a, b) => {
        const both = halfHours.some((instant) => windowHolds(a, instant) && windowHolds(b, instant));
        expect(windowsMeet(a, b)).toBe(both);
      }),
    );
  });
});

describe('at write time', () => {
  const book = snapshotRows().rows;
  const byProvider = new Map<string, PriceRow[]>();
  for (const each of book) byProvider.set(each.provider, [...(byProvider.get(each.provider) ?? []), each]);
  const view = emptyView(1, { priceRows: (provider) => byProvider.get(provider) ?? [] });
  const code = (planned: PlannedPrices) => tieFault(view, planned)?.code;
  const standing = book.find(({ provider, leaf }) => provider === 'openai' && leaf === 'uncached_input') as PriceRow;
  const rivalOf = (more: Partial<PriceRow>): PriceRow => {
    const content = { ...standing, unitPrice: '1', ...more };
    return { ...content, id: priceRowId(content) };
  };

  test('a row that contends with one that stands is refused, unless that one ends or is the same', () => {
    expect(code({ rows: [rivalOf({})] })).toBe('price_ambiguous');
    expect(code({ rows: [rivalOf({})], ended: [standing.id] })).toBeUndefined();
    expect(code({ rows: [standing] })).toBeUndefined();
    expect(code({ rows: [rivalOf({ effectiveFrom: 5 })] })).toBeUndefined();
    expect(code({ rows: [rivalOf({ root: 'r' })] })).toBeUndefined();
    expect(code({ rows: [rivalOf({ model: 'another list', book: LITELLM_BOOK })] })).toBe('price_ambiguous');
  });

  test('rows that contend among themselves are refused; ties that stood before stop nobody', () => {
    expect(code({ rows: [row('1'), row('2')] })).toBe('price_ambiguous');
    const tied = emptyView(1, { priceRows: () => [row('1'), row('2')] });
    expect(tieFault(tied, { rows: [row('3', { model: 'model-2' })] })).toBeUndefined();
    expect(tieFault(tied, { rows: [row('3', { model: 'x', matcher: { equals: 'model-2' } })] })).toBeUndefined();
    expect(tieFault(tied, { rows: [row('3')] })?.code).toBe('price_ambiguous');
    expect(tieFault(tied, { rows: [row('3', { effectiveFrom: 5 })] })).toBeUndefined();
    expect(tieFault(tied, { rows: [row('3', { daily: { fromSecond: 0, toSecond: 9 } })] })).toBeUndefined();
    const ended = [
      row('1', { effectiveTo: 5 }),
      row('2', { effectiveTo: 5, model: 'x', matcher: { equals: 'model-1' } }),
    ];
    const tiedLists = emptyView(1, { priceRows: () => ended });
    expect(tieFault(tiedLists, { rows: [row('3', { effectiveFrom: 5 })] })).toBeUndefined();
    expect(tieFault(tiedLists, { rows: [row('3', { effectiveFrom: 4 })] })?.code).toBe('price_ambiguous');
  });

  test('the whole snapshot can be planned at once, and one row beside it is looked at without the others', () => {
    expect(tieFault(emptyView(1), { rows: book })).toBeUndefined();
    const reads: string[] = [];
    const watched = {
      ...view,
      priceRows: (provider: string) => {
        reads.push(provider);
        return view.priceRows(provider);
      },
    };
    expect(tieFault(watched, { rows: [row('1', { provider: 'groq' })] })).toBeUndefined();
    expect(reads).toEqual(['groq']);
  });

  test('what was found pair by pair is found whichever of the two is the planned one', () => {
    const anyRow = fc
      .record({
        amount: fc.integer({ min: 1, max: 3 }).map(String),
        model: fc.constantFrom('model-1', 'model-2', 'm'),
        matcher: fc.constantFrom(
          { equals: 'model-1' },
          { startsWith: 'model' },
          { any: [{ equals: 'm' }, { equals: 'model-2' }] },
        ),
        serviceTier: fc.constantFrom(null, 'batch'),
        effectiveFrom: fc.constantFrom(null, 5),
        effectiveTo: fc.constantFrom(null, 9),
        book: fc.constantFrom('own', GENAI_PRICES_BOOK),
      })
      .map(({ amount, ...more }) => row(amount, more));
    const unique = fc.uniqueArray(anyRow, { selector: ({ id }) => id, minLength: 2, maxLength: 7 });
    fc.assert(
      fc.property(unique, (rows) => {
        const [planned, ...rest] = rows as [PriceRow, ...PriceRow[]];
        const involved = rest.some((other) => findAmbiguities([planned, other]).length > 0);
        expect(tieFault(emptyView(1, { priceRows: () => rest }), { rows: [planned] }) !== undefined).toBe(involved);
        const whole = rows.some((a, i) => rows.slice(i + 1).some((b) => findAmbiguities([a, b]).length > 0));
        expect(findAmbiguities(rows).length > 0).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('aliases, mark-ups and rates', () => {
  const alias = (id: string, more: Partial<ModelAlias> = {}): ModelAlias => ({
    id,
    provider: 'openai',
    alias: 'latest',
    target: id,
    effectiveFrom: null,
    effectiveTo: null,
    ...more,
  });
  const markup = (id: string, more: Partial<Markup> = {}): Markup => ({
    id,
    root: 'r',
    account: 'a',
    provider: null,
    model: null,
    ratio: '1',
    effectiveFrom: null,
    effectiveTo: null,
    ...more,
  });
  const rate = (id: string, more: Partial<FxRate> = {}): FxRate => ({
    id,
    name: 'ecb',
    base: 'USD',
    quote: 'CNY',
    rate: '7.1',
    from: 10,
    source: 'spec',
    ...more,
  });

  test('a name means one thing at a time, however it is written', () => {
    expect(findAliasTies([alias('1'), alias('2', { alias: ' LATEST' })])).toHaveLength(1);
    expect(findAliasTies([alias('1', { provider: 'azure' }), alias('2', { provider: 'azure_openai' })])).toHaveLength(
      1,
    );
    expect(findAliasTies([alias('1', { effectiveTo: 5 }), alias('2', { effectiveFrom: 5 })])).toEqual([]);
    expect(findAliasTies([alias('1'), alias('2', { alias: 'newest' })])).toEqual([]);
  });

  test('mark-ups of one account, provider and equally good match contend', () => {
    const named = (id: string, text: string) => markup(id, { model: { startsWith: text } });
    expect(findMarkupTies([markup('1'), markup('2')])).toHaveLength(1);
    expect(findMarkupTies([named('1', 'gpt'), markup('2', { model: { any: [{ startsWith: 'GPT' }] } })])).toHaveLength(
      1,
    );
    expect(
      findMarkupTies([named('1', 'gpt'), named('2', 'gpt-5'), markup('3'), markup('4', { account: 'b' })]),
    ).toEqual([]);
    expect(
      findMarkupTies([markup('1', { provider: 'openai' }), markup('2', { provider: 'azure' }), markup('3')]),
    ).toEqual([]);
    expect(findMarkupTies([markup('1', { effectiveTo: 5 }), markup('2', { effectiveFrom: 5 })])).toEqual([]);
  });

  test('are refused when planned beside what stands, and an entity that changes counts once', () => {
    const view = emptyView(1, {
      under: ((kind: string) =>
        ({ alias: [alias('1')], markup: [markup('1')], fxRate: [rate('1')] })[kind] ?? []) as never,
    });
    expect(tieFault(view, { aliases: [alias('2')] })?.code).toBe('price_ambiguous');
    expect(tieFault(view, { markups: [markup('2')] })?.code).toBe('price_ambiguous');
    expect(tieFault(view, { fxRates: [rate('2')] })?.code).toBe('price_ambiguous');
    expect(findFxTies([rate('1'), rate('2', { quote: 'EUR' })])).toEqual([]);
    expect(tieFault(view, { aliases: [alias('1', { target: 'x' })], markups: [markup('1')] })).toBeUndefined();
    expect(tieFault(view, { aliases: [alias('2')], ended: ['1'] })).toBeUndefined();
  });

  test('a rate holds from its start until the next of its series and pair; none is turned round or put together', () => {
    const rates = [
      rate('2', { from: 20, rate: '7.2' }),
      rate('1'),
      rate('3', { base: 'EUR', quote: 'USD' }),
      rate('4', { name: 'other', from: 0 }),
      rate('5', { base: 'GBP' }),
      rate('6', { base: 'GBP' }),
    ];
    const view = emptyView(1, { under: ((_: string, name: string) => rates.filter((r) => r.name === name)) as never });
    const at = (base: string, quote: string, instant: number) => fxRateAt(view, 'ecb', base, quote, instant);
    expect(at('USD', 'CNY', 9)).toEqual({});
    expect(at('USD', 'CNY', 10).found?.rate).toBe('7.1');
    expect(at('USD', 'CNY', 19).found?.rate).toBe('7.1');
    expect(at('USD', 'CNY', 20).found?.rate).toBe('7.2');
    expect(at('CNY', 'USD', 20)).toEqual({});
    expect(at('EUR', 'CNY', 20)).toEqual({});
    expect(at('GBP', 'CNY', 20)).toEqual({ contenders: ['5', '6'] });
  });
});
