import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LEAVES } from '@suanpan/facts';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import type { Holder } from '../testing/seed.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard();
  const write = (more: object) =>
    board.ask('POST', '/v1/prices', {
      as: 'operator',
      body: {
        ...{ root: null, provider: 'anthropic', model: 'claude-x', currency: 'USD', effectiveFrom: null },
        ...{ effectiveTo: null, reason: 'Spec.', ...more },
      },
    });
  const usd = (amount: string) => ({ amount, per: 1_000_000 });
  await write({ prices: { uncached_input: usd('3'), cache_read: usd('0.3'), output_text: usd('15') } });
  await write({ prices: { uncached_input: usd('6') }, aboveInputTokens: 200_000 });
  await write({ prices: { uncached_input: usd('1.5') }, serviceTier: 'batch' });
  await write({ prices: { uncached_input: usd('2') }, root: 'acme', account: 'acme-research' });
  await board.ask('POST', '/v1/model-aliases', {
    as: 'operator',
    body: {
      ...{ provider: 'anthropic', alias: 'claude-latest', target: 'claude-x', effectiveFrom: '2026-06-01T00:00:00Z' },
      ...{ effectiveTo: null, reason: 'Spec.' },
    },
  });
  await board.ask('POST', '/v1/markups', {
    as: 'operator',
    body: {
      ...{ id: 'mu_acme', account: 'acme', provider: null, model: null, ratio: '1.1', effectiveFrom: null },
      ...{ effectiveTo: null, reason: 'Spec.' },
    },
  });
}, 60_000);
afterAll(() => board.stop());

const ask = (body: object, as: Holder = 'operator') =>
  board.ask('POST', '/v1/prices/look-up', { as, body: { provider: 'anthropic', model: 'claude-x', ...body } });

async function priceOf(leaf: string, body: object): Promise<string | undefined> {
  const { json } = await ask(body);
  return json.prices.find((found: { leaf: string }) => found.leaf === leaf)?.row.unitPrice;
}

test('each leaf has its row or a reason why not', async () => {
  const { status, json } = await ask({});
  expect(status).toBe(200);
  const found = json.prices.map(({ leaf }: { leaf: string }) => leaf);
  const missing = json.missing.map(({ leaf }: { leaf: string }) => leaf);
  expect([...found, ...missing, 'request'].sort()).toEqual([...LEAVES].sort());
  expect(found).toEqual(expect.arrayContaining(['uncached_input', 'cache_read', 'output_text', 'reasoning']));
  expect(json.missing.find(({ leaf }: { leaf: string }) => leaf === 'image')).toMatchObject({
    reason: 'leaf_unpriced',
  });
  const reasoning = json.prices.find(({ leaf }: { leaf: string }) => leaf === 'reasoning');
  expect([reasoning.row.leaf, reasoning.because]).toEqual([
    'output_text',
    expect.arrayContaining(['the list has no price of reasoning, which is billed as output_text then']),
  ]);
});

test('it is what rating would bill: by context tier, service tier, moving name and time', async () => {
  expect(await priceOf('uncached_input', { inputTokens: 200_000 })).toBe('0.000003');
  expect(await priceOf('uncached_input', { inputTokens: 200_001 })).toBe('0.000006');
  expect(await priceOf('uncached_input', { serviceTier: 'batch' })).toBe('0.0000015');
  const tier = await ask({ serviceTier: 'priority' });
  expect(tier.json.prices[0].because).toEqual(
    expect.arrayContaining([expect.stringContaining('no price for service tier priority')]),
  );
  const named = await ask({ model: 'claude-latest', time: '2026-06-01T00:00:00Z' });
  expect(named.json.prices[0].because).toContain('claude-latest means claude-x');
  const before = await ask({ model: 'claude-latest', time: '2026-05-31T23:59:59Z' });
  expect([before.json.prices, before.json.missing[0].reason]).toEqual([[], 'model_unpriced']);
});

test('an account’s own prices and the mark-up above it come first, and are nobody else’s to ask for', async () => {
  const own = await ask({ account: 'bot-research' }, 'research');
  expect(own.json.markup).toEqual({ id: 'mu_acme', ratio: '1.1' });
  expect(own.json.prices[0]).toMatchObject({
    ...{ leaf: 'uncached_input', row: { account: 'acme-research', unitPrice: '0.000002' } },
    because: expect.arrayContaining(['the own list of account acme-research, the nearest that has one']),
  });
  // A list is taken whole: the account's own names no output, and nobody's list fills in.
  expect(own.json.missing.map(({ leaf }: { leaf: string }) => leaf)).toContain('output_text');
  const sales = await ask({ account: 'acme-sales' }, 'acme');
  expect(sales.json.prices[0].row.root).toBeNull();
  expect((await ask({ account: 'acme-research' }, 'umbrella')).status).toBe(404);
  expect((await ask({}, 'umbrella')).status).toBe(403);
  expect((await ask({ account: 'umbrella-lab' }, 'umbrella')).json.markup).toBeNull();
});
