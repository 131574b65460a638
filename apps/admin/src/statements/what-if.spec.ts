import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall } from '../testing/calls.ts';

const OCTOBER = Date.UTC(2026, 9, 20);
const NOVEMBER = Date.UTC(2026, 10, 3);
const span = { from: '2026-10-01T00:00:00Z', to: '2026-12-01T00:00:00Z' };

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
  const calls = (month: string, from: number, count: number) =>
    Array.from({ length: count }, (_, i) => aCall(`${month}-${i}`, from + i * 60_000, { inputTokens: 900 }));
  board.time.skip(Date.UTC(2026, 10, 10) - board.now());
  await board.send('acme', calls('oct', OCTOBER, 30));
  await board.send('acme', calls('nov', NOVEMBER, 20));
  await board.send('acme', [aCall('sales', NOVEMBER, { account: 'acme-sales', project: 'prj_leads' })]);
  await board.settle();
}, 90_000);
afterAll(() => board.stop());

const ask = (path: string, body: object, as: 'acme' | 'research' | 'umbrella' = 'acme') =>
  board.ask('POST', `/v1/roots/acme/${path}`, { as, body: { reason: 'Spec.', ...span, ...body } });

// biome-ignore lint/suspicious/noExplicitAny: specs look at what they expect
async function answerTo(path: string, body: object): Promise<any> {
  const { status, json, text } = await ask(path, body);
  expect([status, text]).toEqual([202, expect.stringContaining('"state":"waiting"')]);
  for (;;) {
    const { json: job } = await board.ask('GET', `/v1/jobs/${json.id}`, { as: 'acme' });
    if (job.state === 'failed') throw new RangeError(JSON.stringify(job.error));
    if (job.state === 'done') return job.result;
  }
}

/** What calls of an account really cost. */
async function charged(account: string): Promise<string> {
  const rows = await board.ledger?.clickhouse.queryRows<{ amount: string }>(
    'SELECT toString(amount) AS amount FROM ledger.usage WHERE account = {account:String} AND amount IS NOT NULL',
    { account },
  );
  return decimalFromAtto((rows ?? []).reduce((sum, { amount }) => sum + storedAtto(amount), 0n));
}

const tiers = {
  ...{ name: 'Tiers', currency: 'USD' },
  components: [
    {
      ...{ id: 'tiers', kind: 'tiers', mode: 'graduated', per: 'total' },
      bands: [
        { upTo: '20000', price: { unitPrice: '0.000004' } },
        { upTo: null, price: { unitPrice: '0.000001' } },
      ],
    },
  ],
};
const reserved = {
  ...{ name: 'Reserved', currency: 'USD' },
  components: [
    {
      ...{ id: 'base', kind: 'commitment', unit: 'token', quantity: '1000', feeAmount: '0' },
      ...{ rollover: 'none', proration: 'none' },
    },
    { id: 'more', kind: 'rate', unitPrices: { token: '0.000004' } },
  ],
};

test('scenarios stand side by side per month, and the one that supposes nothing comes to what was charged', async () => {
  const cheap = {
    ...{ provider: 'openai', model: 'gpt-4o', currency: 'USD' },
    prices: { uncached_input: { amount: '1', per: 1_000_000 }, output_text: { amount: '1', per: 1_000_000 } },
  };
  const scenarios = [
    { name: 'as it was' },
    { name: 'tiers', plan: tiers },
    { name: 'cheap', prices: [cheap] },
    { name: 'no prices', books: ['nonesuch'] },
  ];
  const result = await answerTo('what-if', { account: 'acme-research', scenarios });
  const [asItWas, inTiers, cheapList, none] = result.scenarios;
  expect(asItWas.totals).toEqual([{ currency: 'USD', amount: await charged('acme-research') }]);
  expect(asItWas.months.map(({ period, calls }: { period: string; calls: number }) => [period, calls])).toEqual([
    ['2026-10', 30],
    ['2026-11', 20],
  ]);
  // 30,000 and 20,000 tokens: 20,000 at 0.000004 each month, the rest at 0.000001.
  expect(inTiers.months.map((month: { totals: object }) => month.totals)).toEqual([
    [{ currency: 'USD', amount: '0.09' }],
    [{ currency: 'USD', amount: '0.08' }],
  ]);
  expect(cheapList.totals).toEqual([{ currency: 'USD', amount: '0.05' }]);
  expect(none.months[0]).toMatchObject({ totals: [], uncharged: [{ reason: 'model_unpriced', calls: 30 }] });
  expect(result).toMatchObject({ kind: 'what-if', estimate: false, groups: 2 });
}, 60_000);

test('the best commitment is told with its curve', async () => {
  const question = { account: 'acme-research', plan: reserved, component: 'base', stepUnits: 100 };
  const result = await answerTo('best-commitment', { ...question, unitFee: '0.000003' });
  // A unit that is used in both months saves 0.000002, one that is used in October alone costs 0.000002 more.
  expect(result).toMatchObject({ best: { quantity: '20000', cost: '0.16' }, currency: 'USD', proved: true });
  const costs = result.curve.map(({ cost }: { cost: string }) => storedAtto(cost));
  expect(costs.every((cost: bigint) => cost >= storedAtto('0.16'))).toBe(true);
  expect(result.curve.map(({ quantity }: { quantity: string }) => quantity)).toContain('0');
}, 60_000);

test.each([
  ['another root’s account', { account: 'umbrella-lab' }, [404, 'entity_unknown']],
  ['an unknown plan', { scenarios: [{ name: 'x', plan: 'nonesuch@1' }] }, [404, 'entity_unknown']],
  [
    'a plan that holds a flaw',
    { scenarios: [{ name: 'x', plan: { ...tiers, currency: 'usd' } }] },
    [422, 'request_invalid'],
  ],
  [
    'a plan with bands out of order',
    {
      scenarios: [
        {
          name: 'x',
          plan: { ...tiers, components: [{ ...tiers.components[0], bands: tiers.components[0]?.bands.toReversed() }] },
        },
      ],
    },
    [422, 'plan_invalid'],
  ],
  ['two scenarios of one name', { scenarios: [{ name: 'x' }, { name: 'x' }] }, [422, 'entity_invalid']],
  ['a span that ends before it begins', { to: span.from, from: span.to }, [422, 'entity_invalid']],
])('%s is told before a job is made of it', async (_, more, answer) => {
  const { status, json } = await ask('what-if', { account: 'acme-research', scenarios: [{ name: 'x' }], ...more });
  expect([status, json.code]).toEqual(answer);
});

test('a department asks about itself alone, and only it and those above see the answer', async () => {
  const body = { id: 'job_research', account: 'acme-research', scenarios: [{ name: 'x' }] };
  expect((await ask('what-if', body, 'research')).status).toBe(202);
  expect((await ask('what-if', { ...body, id: 'job_other', account: 'acme-sales' }, 'research')).status).toBe(404);
  const see = (as: 'acme' | 'research' | 'umbrella') => board.ask('GET', '/v1/jobs/job_research', { as });
  expect([(await see('research')).status, (await see('acme')).status, (await see('umbrella')).status]).toEqual([
    200, 200, 404,
  ]);
});

test('a job that cannot be done says why', async () => {
  const { json } = await ask('best-commitment', {
    ...{ account: 'acme-research', plan: reserved, component: 'more', unitFee: '1', stepUnits: 1 },
  });
  expect(json.code).toBe('plan_invalid');
  const request = { account: 'acme', from: 0, to: 1, scenarios: [{ name: 'x', plan: 'gone@1' }] };
  await board.sql(
    `INSERT INTO admin.job (id, kind, root, account, actor, reason, request, state, share, created_at, changed_at, leased_until, tries)
     VALUES ('job_flawed', 'what-if', 'acme', 'acme', 'spec', 'Spec.', '${JSON.stringify(request)}', 'waiting', 0, 0, 0, 0, 0)`,
  );
  for (;;) {
    const { json: job } = await board.ask('GET', '/v1/jobs/job_flawed', { as: 'acme' });
    if (job.state !== 'failed') continue;
    expect(job.error).toEqual({ code: 'entity_unknown', detail: 'plan gone@1 does not exist.' });
    break;
  }
}, 30_000);
