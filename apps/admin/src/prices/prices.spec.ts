import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PriceRow } from '@suanpan/catalogue';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import type { Holder } from '../testing/seed.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard();
}, 60_000);
afterAll(() => board.stop());

const always = { effectiveFrom: null, effectiveTo: null };
const priced = (model: string, more: object = {}) => ({
  root: null,
  provider: 'openai',
  model,
  currency: 'USD',
  prices: { uncached_input: { amount: '2', per: 1_000_000 } },
  ...always,
  reason: 'Spec.',
  ...more,
});
const write = (body: object, as: Holder = 'operator') => board.ask('POST', '/v1/prices', { as, body });
const listed = async (query: string, as: Holder = 'operator') => {
  const { json } = await board.ask('GET', `/v1/prices?${query}`, { as });
  return json.items as PriceRow[];
};

describe('own prices', () => {
  test('are exact for one unit, whatever number of units the list quotes', async () => {
    const prices = { uncached_input: { amount: '0.002', per: 1_000 }, output_text: { amount: '0.000000000000000003' } };
    const { status, json } = await write(priced('exact', { prices }));
    expect(status).toBe(201);
    expect(json.items.map((row: PriceRow) => [row.leaf, row.unitPrice])).toEqual([
      ['uncached_input', '0.000002'],
      ['output_text', '0.000000000000000003'],
    ]);
    const third = await write(priced('third', { prices: { uncached_input: { amount: '1', per: 3 } } }));
    expect([third.status, third.json.code]).toEqual([422, 'price_invalid']);
    const none = await write(priced('none', { prices: {} }));
    expect([none.status, none.json.errors]).toEqual([
      422,
      [{ pointer: '/prices', detail: 'the price of at least one leaf' }],
    ]);
  });

  test('with a window by the clocks of a zone are rows in UTC', async () => {
    const window = { zone: 'Asia/Shanghai', fromTime: '00:30', toTime: '08:30', horizon: '2030-01-01T00:00:00Z' };
    const { json } = await write(priced('night', { window }));
    expect(json.items).toMatchObject([{ daily: { fromSecond: 59_400, toSecond: 1_800 } }]);
  });

  test('of everybody need the platform, those of an account its own permission', async () => {
    const refused = await write(priced('public'), 'acme');
    expect([refused.status, refused.json.code]).toEqual([403, 'permission_denied']);
    const own = { root: 'acme', account: 'acme-sales' };
    expect((await write(priced('sales', own), 'acme')).status).toBe(201);
    expect((await write(priced('sales-2', own), 'research')).status).toBe(404);
    expect((await write(priced('sales-3', own), 'umbrella')).json).toMatchObject({
      code: 'entity_unknown',
      detail: 'account acme-sales does not exist.',
    });
    const torn = await write(priced('torn', { root: 'umbrella', account: 'acme-sales' }));
    expect([torn.status, torn.json.code]).toEqual([422, 'entity_invalid']);
  });

  test('are seen where they belong; what is everybody’s by whoever sees any price', async () => {
    await write(priced('seen'));
    await write(priced('seen', { root: 'acme' }));
    await write(priced('seen', { root: 'acme', account: 'acme-research' }));
    await write(priced('seen', { root: 'umbrella' }));
    const owners = async (as: Holder) =>
      (await listed('model=seen', as)).map(({ root, account }) => account ?? root ?? '-').sort();
    expect(await owners('operator')).toEqual(['-', 'acme', 'acme-research', 'umbrella']);
    expect(await owners('acme')).toEqual(['-', 'acme', 'acme-research']);
    expect(await owners('research')).toEqual(['-', 'acme-research']);
    expect(await owners('umbrella')).toEqual(['-', 'umbrella']);
    expect(await owners('nobody')).toEqual([]);
    for (const row of await listed('model=seen')) {
      const sees = async (as: Holder) => (await board.ask('GET', `/v1/prices/${row.id}`, { as })).status;
      expect(await sees('nobody')).toBe(404);
      expect(await sees('umbrella')).toBe(row.root === 'acme' ? 404 : 200);
    }
  });

  test('are found by name, time, leaf and book, and page by page each once', async () => {
    const matcher = { startsWith: 'paged-' };
    const prices = Object.fromEntries(
      ['uncached_input', 'output_text', 'reasoning'].map((leaf) => [leaf, { amount: '1' }]),
    );
    await write(priced('paged', { matcher, prices, effectiveTo: '2026-01-01T00:00:00Z' }));
    await write(priced('paged', { matcher, prices, effectiveFrom: '2026-01-01T00:00:00Z' }));
    expect(await listed('name=paged-7&provider=openai')).toHaveLength(6);
    expect(await listed('name=other-7&provider=openai')).toHaveLength(0);
    expect(await listed('name=paged-7&asOf=2025-12-31T23:59:59.999Z&leaf=reasoning')).toMatchObject([
      { leaf: 'reasoning', effectiveTo: '2026-01-01T00:00:00.000Z' },
    ]);
    expect(await listed('name=paged-7&book=list')).toEqual([]);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json } = await board.ask('GET', `/v1/prices?model=paged&limit=4${cursor}`, { as: 'operator' });
      seen.push(...json.items.map(({ id }: PriceRow) => id));
      cursor = json.nextCursor === null ? null : `&cursor=${json.nextCursor}`;
    }
    expect(seen).toEqual((await listed('model=paged')).map(({ id }) => id));
    expect(new Set(seen).size).toBe(6);
  });
});

describe('a price that would contend', () => {
  test('is refused when it is written', async () => {
    await write(priced('tied'));
    const { status, json } = await write(priced('tied', { prices: { uncached_input: { amount: '3' } } }));
    expect([status, json.code]).toEqual([422, 'price_ambiguous']);
    const later = { prices: { uncached_input: { amount: '3' } }, effectiveFrom: '2026-12-01T00:00:00Z' };
    expect((await write(priced('tied', later))).status).toBe(201);
  });

  test('is refused to the second of two who write at once, under the lock', async () => {
    const hold = board.held.hold();
    const first = write(priced('raced', { prices: { uncached_input: { amount: '1' } } }));
    await hold.reached;
    const second = write(priced('raced', { prices: { uncached_input: { amount: '2' } } }));
    hold.release();
    const replies = await Promise.all([first, second]);
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 422]);
    expect(await listed('model=raced')).toHaveLength(1);
  });
});

describe('a price that ends', () => {
  test('at an instant says the same up to it, and never after', async () => {
    const { json } = await write(priced('ending'));
    const { id } = json.items[0];
    const end = await board.ask('POST', `/v1/prices/${id}/end`, {
      as: 'operator',
      body: { at: '2026-12-01T00:00:00Z', reason: 'The model goes.' },
    });
    expect(end.json).toMatchObject({
      ended: { id },
      until: { unitPrice: '0.000002', effectiveTo: '2026-12-01T00:00:00.000Z' },
    });
    expect(await listed('model=ending')).toEqual([end.json.until]);
    expect(await listed('model=ending&asOf=2026-12-01T00:00:00Z')).toEqual([]);
    const longer = await board.ask('POST', `/v1/prices/${end.json.until.id}/end`, {
      as: 'operator',
      body: { at: '2027-01-01T00:00:00Z', reason: 'Longer.' },
    });
    expect([longer.status, longer.json.code]).toEqual([422, 'entity_invalid']);
  });

  test('before it began, or from ever, is gone; its history is not', async () => {
    const { json } = await write(priced('gone', { effectiveFrom: '2026-12-01T00:00:00Z' }));
    const { id } = json.items[0];
    const { revision } = await board.writer.head();
    const end = await board.ask('POST', `/v1/prices/${id}/end`, {
      as: 'operator',
      body: { at: '2026-12-01T00:00:00Z', reason: 'Never meant.' },
    });
    expect(end.json.until).toBeNull();
    expect(await listed('model=gone')).toEqual([]);
    expect((await listed(`model=gone&provider=openai&revision=${revision}`)).map((row) => row.id)).toEqual([id]);
    const again = await board.ask('POST', `/v1/prices/${id}/end`, { as: 'operator', body: { at: null, reason: 'x' } });
    expect(again.status).toBe(404);
  });

  test('is another tenant’s to nobody but them', async () => {
    const { json } = await write(priced('theirs', { root: 'acme' }));
    const end = (as: Holder) =>
      board.ask('POST', `/v1/prices/${json.items[0].id}/end`, { as, body: { at: null, reason: 'x' } });
    expect((await end('umbrella')).status).toBe(404);
    expect((await end('research')).status).toBe(404);
    expect((await end('acme')).status).toBe(200);
  });
});

describe('mark-ups, moving names and rates', () => {
  const markup = (more: object = {}) => ({
    account: 'acme-research',
    provider: null,
    model: null,
    ratio: '1.2',
    ...always,
    reason: 'Spec.',
    ...more,
  });

  test('of one rank contend while they hold at one time, however each is spelt', async () => {
    const post = (path: string, body: object) => board.ask('POST', path, { as: 'operator', body });
    expect((await post('/v1/markups', markup({ id: 'mu_first' }))).status).toBe(201);
    expect((await post('/v1/markups', markup())).json.code).toBe('price_ambiguous');
    const ended = await board.change('POST', '/v1/markups/mu_first/end', {
      as: 'operator',
      versionAt: '/v1/markups/mu_first',
      body: { at: '2026-12-01T00:00:00Z', reason: 'A new one follows.' },
    });
    expect(ended.json).toMatchObject({ id: 'mu_first', effectiveTo: '2026-12-01T00:00:00.000Z' });
    expect((await post('/v1/markups', markup({ effectiveFrom: '2026-12-01T00:00:00Z' }))).status).toBe(201);
    const named = { model: { any: [{ equals: 'a' }, { equals: 'b' }] } };
    expect((await post('/v1/markups', markup(named))).status).toBe(201);
    expect((await post('/v1/markups', markup({ model: { equals: 'B' } }))).json.code).toBe('price_ambiguous');
    const alias = { provider: 'google', alias: 'gemini-latest', target: 'a', ...always, reason: 'x' };
    expect((await post('/v1/model-aliases', alias)).status).toBe(201);
    expect((await post('/v1/model-aliases', { ...alias, alias: 'Gemini-Latest', target: 'b' })).json.code).toBe(
      'price_ambiguous',
    );
    const rate = {
      name: 'ecb',
      base: 'USD',
      quote: 'CNY',
      rate: '7',
      from: '2026-11-01T00:00:00Z',
      source: 's',
      reason: 'x',
    };
    expect((await post('/v1/fx-rates', rate)).status).toBe(201);
    expect((await post('/v1/fx-rates', { ...rate, rate: '7.1' })).json.code).toBe('price_ambiguous');
  });

  test('of an account are the business of its tenant; rates are everybody’s to see and the platform’s to write', async () => {
    const { json } = await board.ask('POST', '/v1/markups', { as: 'acme', body: markup({ account: 'acme-sales' }) });
    const path = `/v1/markups/${json.id}`;
    expect((await board.ask('GET', path, { as: 'umbrella' })).status).toBe(404);
    expect((await board.ask('GET', path, { as: 'research' })).status).toBe(404);
    const theirs = await board.ask('GET', '/v1/markups?root=acme', { as: 'research' });
    expect(theirs.json.items.every(({ account }: { account: string }) => account === 'acme-research')).toBe(true);
    const rate = {
      name: 'own',
      base: 'USD',
      quote: 'EUR',
      rate: '1',
      from: '2026-11-01T00:00:00Z',
      source: 's',
      reason: 'x',
    };
    expect((await board.ask('POST', '/v1/fx-rates', { as: 'acme', body: rate })).status).toBe(403);
    const made = await board.ask('POST', '/v1/fx-rates', { as: 'operator', body: rate });
    for (const [as, status] of [
      ['umbrella', 200],
      ['nobody', 404],
    ] as const) {
      expect((await board.ask('GET', `/v1/fx-rates/${made.json.id}`, { as })).status).toBe(status);
    }
    expect((await board.ask('GET', '/v1/fx-rates?name=own', { as: 'nobody' })).json.items).toEqual([]);
  });
});

describe('a point of a series', () => {
  const publish = (more: object) =>
    board.ask('POST', '/v1/series-points', {
      as: 'operator',
      body: { series: 's', value: '1.5', reason: 'x', ...more },
    });

  test('begins now or later, and once begun is never taken back', async () => {
    const past = await publish({ from: '2020-01-01T00:00:00Z' });
    expect([past.status, past.json.code]).toEqual([422, 'entity_invalid']);
    const now = await publish({});
    const future = await publish({ from: '2099-01-01T00:00:00Z' });
    const end = (id: string) =>
      board.ask('POST', `/v1/series-points/${id}/end`, { as: 'operator', body: { reason: 'x' } });
    expect((await end(now.json.id)).json.code).toBe('entity_invalid');
    expect((await end(future.json.id)).status).toBe(200);
    expect((await publish({ from: '2099-01-01T00:00:00Z' })).status).toBe(201);
    expect((await publish({ from: '2099-01-01T00:00:00Z', value: '2' })).json.code).toBe('price_ambiguous');
  });
});
