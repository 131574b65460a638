import { describe, expect, test } from '@jest/globals';
import type { Markup, ModelAlias, PriceRow } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { GENAI_PRICES_BOOK, type OwnPriceTerms, ownPriceRow, priceRowId } from '@suanpan/price-book';
import fc from 'fast-check';
import { callModels, findMarkup, priceUsage } from './index.ts';
import { accountChain, type Beside, call, catalogueOf } from './testing/catalogue-of.ts';

const TERMS: OwnPriceTerms = { provider: 'openai', model: 'model-1', currency: 'USD' };

function input(amount: string, more: Partial<OwnPriceTerms> = {}): PriceRow {
  return ownPriceRow({ ...TERMS, ...more, leaf: 'uncached_input', price: { amount } });
}

function priceOfOne(rows: readonly PriceRow[], changes: Partial<UsageEvent>, beside: Beside = {}): string {
  const decision = priceUsage(call({ inputTokens: 1, ...changes }), catalogueOf(rows, beside));
  return decision.priced ? (decision.entries[0]?.lines[0]?.unitPrice ?? 'nothing') : decision.reason;
}

const at = (text: string): number => Date.parse(text);

describe("an account's own prices", () => {
  const accounts = accountChain('division', 'team', 'robot');
  const own = (amount: string, account?: string, more: Partial<OwnPriceTerms> = {}): PriceRow =>
    input(amount, { root: 'root-1', ...(account === undefined ? {} : { account }), ...more });

  test('hold for its calls and those of every account below it, the nearest first', () => {
    const rows = [input('1'), own('2'), own('3', 'division'), own('4', 'robot')];
    const price = (account: string): string => priceOfOne(rows, { account }, { accounts });
    expect(['root-1', 'division', 'team', 'robot'].map(price)).toEqual(['2', '3', '3', '4']);
    expect(priceOfOne(rows, { root: 'root-2', account: 'root-2' }, { accounts })).toBe('1');
  });

  test("come before the root's and everybody's, however well those match, and a feed's book of the account before their own", () => {
    const feed = { ...own('4', 'team', { matcher: { contains: 'model' } }), book: GENAI_PRICES_BOOK };
    const rows = [input('1'), own('2'), { ...feed, id: priceRowId(feed) }];
    expect(priceOfOne(rows, { account: 'robot' }, { accounts })).toBe('4');
    expect(priceOfOne(rows, { account: 'division' }, { accounts })).toBe('2');
  });

  test('give way to those further up where no row of them holds', () => {
    const rows = [own('2'), own('3', 'team', { effectiveFrom: at('2099-01-01T00:00:00Z') })];
    expect(priceOfOne(rows, { account: 'robot' }, { accounts })).toBe('2');
  });

  test('are looked up by the tree as it stands: what was remembered does not outlive a move', () => {
    const rows = [own('2'), own('3', 'division'), own('4', 'team')];
    const moved = accounts.map((account) => (account.id === 'robot' ? { ...account, parent: 'division' } : account));
    const view = catalogueOf(rows, { accounts });
    const after = { ...view, account: catalogueOf(rows, { accounts: moved }).account };
    for (const [seen, expected] of [
      [view, '4'],
      [after, '3'],
      [view, '4'],
    ] as const) {
      expect(priceUsage(call({ inputTokens: 1, account: 'robot' }), seen)).toMatchObject({
        entries: [{ amount: expected }],
      });
    }
  });

  test('never hold for an account of another root, nor for one nobody knows', () => {
    const rows = [input('1'), own('3', 'team')];
    expect(priceOfOne(rows, { root: 'root-2', account: 'team' }, { accounts })).toBe('1');
    expect(priceOfOne(rows, { account: 'nobody' }, { accounts })).toBe('1');
  });

  test('a tree that runs in a circle ends the search', () => {
    const circle = accounts.map((account) => (account.id === 'root-1' ? { ...account, parent: 'robot' } : account));
    expect(priceOfOne([input('1'), own('3', 'elsewhere')], { account: 'robot' }, { accounts: circle })).toBe('1');
  });
});

test('an appended row with a better match never reaches back to calls from before its start', () => {
  const start = at('2026-10-01T00:00:00Z');
  const rival = input('7', { model: 'rival', matcher: { startsWith: 'model' } });
  const rows = [
    input('1', { model: 'list', matcher: { contains: 'model' } }),
    input('2', { model: 'list', matcher: { equals: 'model-1' }, effectiveFrom: start }),
    rival,
  ];
  expect(priceOfOne(rows, { time: '2026-09-30T23:59:59.999Z' })).toBe('7');
  expect(priceOfOne(rows, { time: '2026-10-01T00:00:00.000Z' })).toBe('2');
});

describe('weekdays of a daily window', () => {
  // 2026-10-05 is a Monday.
  const window = (fromSecond: number, toSecond: number, weekdays: readonly number[]) =>
    input('2', { daily: { fromSecond, toSecond }, weekdays });

  test('are UTC days; a window that wraps midnight belongs to the day it begins on', () => {
    const price = (time: string) =>
      priceOfOne([input('1'), window(79_200, 7_200, [1])], { time: `2026-10-${time}.000Z` });
    expect(price('05T01:00:00')).toBe('1');
    expect(price('05T21:59:59')).toBe('1');
    expect(price('05T22:00:00')).toBe('2');
    expect(price('06T01:59:59')).toBe('2');
    expect(price('06T02:00:00')).toBe('1');
    expect(price('06T23:00:00')).toBe('1');
  });

  test('of Saturday night reach into Sunday, and a whole day is from second 0 to 86400', () => {
    const saturday = [input('1'), window(79_200, 7_200, [6])];
    expect(priceOfOne(saturday, { time: '2026-10-04T01:00:00.000Z' })).toBe('2');
    expect(priceOfOne(saturday, { time: '2026-10-03T01:00:00.000Z' })).toBe('1');
    const sunday = [input('1'), window(0, 86_400, [0])];
    expect(priceOfOne(sunday, { time: '2026-10-04T23:59:59.999Z' })).toBe('2');
    expect(priceOfOne(sunday, { time: '2026-10-05T00:00:00.000Z' })).toBe('1');
  });

  test('a window of some weekdays lies over one of every day', () => {
    const everyDay = input('3', { daily: { fromSecond: 0, toSecond: 3_600 } });
    const rows = [input('1'), everyDay, window(0, 86_400, [0, 6])];
    expect(priceOfOne(rows, { time: '2026-10-04T00:30:00.000Z' })).toBe('2');
    expect(priceOfOne(rows, { time: '2026-10-05T00:30:00.000Z' })).toBe('3');
  });

  test('before 1970 are those of the calendar', () => {
    // 1969-12-31 was a Wednesday.
    const rows = [input('1'), window(0, 86_400, [3])];
    expect(priceOfOne(rows, { time: '1969-12-31T12:00:00.000Z' })).toBe('2');
    expect(priceOfOne(rows, { time: '1969-12-30T12:00:00.000Z' })).toBe('1');
  });
});

describe('moving names', () => {
  const alias = (more: Partial<ModelAlias>): ModelAlias => ({
    id: 'alias-1',
    provider: 'openai',
    alias: 'Model-Latest',
    target: 'MODEL-1',
    effectiveFrom: null,
    effectiveTo: null,
    ...more,
  });

  test('mean their target by the time of the call, and the detail says so', () => {
    const moved = at('2026-10-01T00:00:00Z');
    const aliases = [
      alias({ effectiveTo: moved }),
      alias({ id: 'alias-2', target: 'model-2', effectiveFrom: moved, effectiveTo: moved + 1 }),
    ];
    const view = catalogueOf([input('1'), input('2', { model: 'model-2' })], { aliases });
    const decide = (time: string) => priceUsage(call({ inputTokens: 1, requestedModel: 'model-latest', time }), view);
    expect(decide('2026-09-30T23:59:59.999Z')).toMatchObject({
      entries: [{ amount: '1' }],
      detail: 'model-latest means model-1',
    });
    expect(decide('2026-10-01T00:00:00.000Z')).toMatchObject({ entries: [{ amount: '2' }] });
    expect(decide('2026-10-01T00:00:00.001Z')).toMatchObject({ reason: 'model_unpriced' });
  });

  test('come before a row that happens to match the name, and the served one before the requested one', () => {
    const rows = [input('1'), input('2', { model: 'model-2' }), input('9', { matcher: { contains: 'latest' } })];
    const aliases = [alias({}), alias({ id: 'alias-2', alias: 'served', target: 'model-2' })];
    expect(priceOfOne(rows, { requestedModel: 'model-latest' }, { aliases })).toBe('1');
    expect(priceOfOne(rows, { requestedModel: 'model-latest', servedModel: 'served' }, { aliases })).toBe('2');
    expect(
      callModels(call({ requestedModel: 'model-latest', servedModel: 'served' }), catalogueOf([], { aliases })),
    ).toEqual(['model-2', 'model-1']);
  });

  test("are the provider's own, by any of its names; a borrowed list knows those of its own provider", () => {
    const feed = { ...input('1'), book: GENAI_PRICES_BOOK };
    const deployment = alias({ provider: 'azure', alias: 'my-deployment', target: 'model-latest' });
    const changes = { provider: 'azure_openai', requestedModel: 'my-deployment' };
    expect(priceOfOne([feed], changes, { aliases: [deployment, alias({})] })).toBe('1');
    expect(priceOfOne([feed], changes, { aliases: [deployment] })).toBe('model_unpriced');
    expect(priceOfOne([feed], { requestedModel: 'my-deployment' }, { aliases: [deployment] })).toBe('model_unpriced');
  });

  test('that mean two things at once leave the call without a price', () => {
    const aliases = [alias({}), alias({ id: 'alias-2', target: 'model-2' })];
    const decision = priceUsage(
      call({ inputTokens: 1, requestedModel: 'model-latest' }),
      catalogueOf([input('1')], { aliases }),
    );
    expect(decision).toMatchObject({ reason: 'price_ambiguous', detail: 'alias-1 and alias-2' });
  });
});

describe('mark-ups', () => {
  const accounts = accountChain('team', 'robot');
  const markup = (id: string, more: Partial<Markup> = {}): Markup => ({
    id,
    root: 'root-1',
    account: 'root-1',
    provider: null,
    model: null,
    ratio: '1.2',
    effectiveFrom: null,
    effectiveTo: null,
    ...more,
  });
  const found = (markups: readonly Markup[], changes: Partial<UsageEvent> = {}) =>
    findMarkup(call({ account: 'robot', ...changes }), catalogueOf([], { accounts, markups }));

  test('of the nearest account, then of a named model, then of a named provider', () => {
    const plain = markup('plain');
    const provider = markup('provider', { provider: 'OpenAI' });
    const model = markup('model', { model: { startsWith: 'model' } });
    const exact = markup('exact', { model: { equals: 'model-1' } });
    const near = markup('near', { account: 'team', ratio: '0.9' });
    expect(found([plain]).found).toEqual({ id: 'plain', ratio: '1.2' });
    expect(found([plain, provider]).found?.id).toBe('provider');
    expect(found([model, plain, provider]).found?.id).toBe('model');
    expect(found([exact, model, plain, provider]).found?.id).toBe('exact');
    expect(found([exact, near, model, plain, provider]).found).toEqual({ id: 'near', ratio: '0.9' });
    expect(found([near], { account: 'root-1' })).toEqual({});
  });

  test('of the served model come before those of the requested one', () => {
    const markups = [markup('served', { model: { contains: 's' } }), markup('asked', { model: { equals: 'model-1' } })];
    expect(found(markups, { servedModel: 's' }).found?.id).toBe('served');
    expect(found(markups, { servedModel: 'x' }).found?.id).toBe('asked');
  });

  test('hold from their start to before their end, for their root only, and two of one rank contend', () => {
    const from = at('2026-10-01T00:00:00Z');
    const dated = [markup('old', { effectiveTo: from }), markup('new', { effectiveFrom: from })];
    expect(found(dated, { time: '2026-09-30T23:59:59.999Z' }).found?.id).toBe('old');
    expect(found(dated, { time: '2026-10-01T00:00:00.000Z' }).found?.id).toBe('new');
    expect(found([markup('theirs', { root: 'root-2' })])).toEqual({});
    expect(found([markup('other', { provider: 'anthropic' })])).toEqual({});
    expect(found([markup('a'), markup('b')])).toEqual({ contenders: ['a', 'b'] });
    expect(found([markup('a'), markup('b'), markup('c', { provider: 'openai' })]).found?.id).toBe('c');
    expect(found([markup('a')], { time: 'no time' })).toEqual({});
  });
});

test('whatever scopes, tiers and names are asked in whatever order, memory gives what a fresh look gives', () => {
  const accounts = accountChain('division', 'team');
  const anyRow = fc.record({
    amount: fc.integer({ min: 1, max: 99 }).map(String),
    model: fc.constantFrom('model-1', 'model-2'),
    root: fc.constantFrom(null, 'root-1', 'root-2'),
    account: fc.constantFrom(undefined, 'division', 'team'),
    serviceTier: fc.constantFrom(null, 'batch', 'flex'),
    region: fc.constantFrom(null, 'eu'),
  });
  const anyCall = fc.record({
    root: fc.constantFrom('root-1', 'root-2'),
    account: fc.constantFrom('root-1', 'division', 'team'),
    requestedModel: fc.constantFrom('model-1', 'model-2'),
    serviceTier: fc.constantFrom('batch', 'flex', 'standard'),
    region: fc.constantFrom('eu', 'us'),
  });
  fc.assert(
    fc.property(
      fc.array(anyRow, { maxLength: 12 }),
      fc.array(anyCall, { minLength: 2, maxLength: 8 }),
      (terms, calls) => {
        const rows = terms.map(({ amount, root, account, ...more }) =>
          input(amount, { ...more, root, ...(root === null || account === undefined ? {} : { account }) }),
        );
        const view = catalogueOf(rows, { accounts });
        for (const changes of [...calls, ...calls.toReversed()]) {
          const event = call({ inputTokens: 1, ...changes });
          expect(priceUsage(event, view)).toEqual(priceUsage(event, catalogueOf([...rows], { accounts })));
        }
      },
    ),
  );
});
