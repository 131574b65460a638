import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AdminBoard, type Reply, startAdminBoard } from '../testing/admin-board.ts';
import { aCall, aPlan } from '../testing/calls.ts';
import type { Holder } from '../testing/seed.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
}, 90_000);
afterAll(() => board.stop());

const GPT = { provider: 'openai', model: 'gpt-4o' };
const preview = (body: object, as: Holder = 'operator', account = 'acme-research') =>
  board.ask('POST', '/v1/plans/preview', { as, body: { account, ...body } });
const terms = (components: readonly object[], more: object = {}) => ({
  name: 'Plan',
  currency: 'USD',
  components,
  ...more,
});
const amounts = ({ json }: Reply, call = 0) =>
  json.calls[call].entries.map(({ component, amount }: { component: string; amount: string }) => [component, amount]);

describe('a preview', () => {
  const LIST = { id: 'usage', kind: 'list' };

  test('takes a call apart by components, bands and multipliers, and shows the arithmetic', async () => {
    const plan = terms(
      [
        { id: 'free', kind: 'allowance', unit: 'token', quantity: '1000' },
        {
          ...{ id: 'tiers', kind: 'tiers', mode: 'graduated', per: 'total' },
          bands: [
            { upTo: '2000', price: { unitPrice: '0.000002' } },
            { upTo: null, price: { unitPrice: '0.000001' } },
          ],
        },
      ],
      { multipliers: [{ id: 'batch', condition: { on: 'batch' }, ratio: '0.85' }] },
    );
    const call = { ...GPT, inputTokens: 3_000, outputTokens: 500, granted: { batch: true } };
    const { status, json } = await preview({ terms: plan, calls: [call] });
    expect([status, json.plan]).toEqual([200, 'preview@1']);
    // 1,000 free; 2,000 × 0.000002 × 0.85 = 0.0034; 500 × 0.000001 × 0.85 = 0.000425.
    expect(json.calls).toMatchObject([
      {
        ...{ charged: 1, uncharged: [] },
        entries: [
          {
            ...{ component: 'free', amount: '0' },
            explanation: [
              'free: free allowance of 1000 token',
              '1000 uncached_input × 0 = 0 USD (a price of the plan preview@1)',
            ],
          },
          {
            ...{ component: 'tiers#1', amount: '0.0034', factors: ['batch=0.85'] },
            lines: [{ leaf: 'uncached_input', quantity: '2000', unitPrice: '0.000002', priceRow: null }],
            explanation: [
              'tiers: graduated tiers, band 1 of 2, up to 2000 units',
              '2000 uncached_input × 0.000002 × 0.85 (batch: granted through the batch interface) = 0.0034 USD (a price of the plan preview@1)',
            ],
          },
          { component: 'tiers#2', amount: '0.000425' },
        ],
      },
    ]);
    expect(json.totals).toEqual([{ currency: 'USD', amount: '0.003825' }]);
  });

  test('multiplies in the order of the plan: mark-up, share, multipliers, exchange rate', async () => {
    const made = await Promise.all([
      board.ask('POST', '/v1/markups', {
        as: 'operator',
        body: {
          ...{ id: 'mu_sales', account: 'acme-sales', provider: null, model: null, ratio: '1.2' },
          ...{ effectiveFrom: null, effectiveTo: null, reason: 'x' },
        },
      }),
      board.ask('POST', '/v1/fx-rates', {
        as: 'operator',
        body: {
          ...{
            name: 'ecb',
            base: 'USD',
            quote: 'CNY',
            rate: '7',
            from: '2026-01-01T00:00:00Z',
            source: 's',
            reason: 'x',
          },
        },
      }),
    ]);
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    const plan = terms([{ ...LIST, ratio: '0.9' }], {
      ...{ currency: 'CNY', fx: 'ecb' },
      multipliers: [
        { id: 'normal', condition: { on: 'priority', priority: 'normal' }, ratio: '0.7' },
        { id: 'load', condition: { on: 'series', series: 'load', floor: '0.8', ceiling: '1.5' } },
      ],
    });
    const granted = { priority: 'normal', quotes: { load: '9' } };
    const call = { ...GPT, inputTokens: 1_000_000, outputTokens: 0, granted };
    const { json } = await preview({ terms: plan, calls: [call] }, 'operator', 'acme-sales');
    const [entry] = json.calls[0].entries;
    expect(entry.factors).toEqual(['markup:mu_sales=1.2', 'ratio=0.9', 'normal=0.7', 'load=1.5', 'fx:ecb=7']);
    // 2.5 USD × 1.2 × 0.9 × 0.7 × 1.5 × 7 = 19.845 CNY.
    expect([entry.amount, entry.currency]).toEqual(['19.845', 'CNY']);
    expect(entry.explanation[1]).toBe(
      `1000000 uncached_input × 0.0000025 × 1.2 (mark-up mu_sales) × 0.9 (share of the list price) × 0.7 (normal: priority normal) × 1.5 (load: series load, from 0.8 to 1.5) × 7 (exchange rate ecb) = 19.845 CNY (row ${entry.lines[0].priceRow})`,
    );
  });

  test('gives nothing for what the sender says of itself', async () => {
    const plan = terms([LIST], { multipliers: [{ id: 'batch', condition: { on: 'batch' }, ratio: '0.5' }] });
    const call = { ...GPT, inputTokens: 1_000, outputTokens: 0 };
    const said = await preview({ terms: plan, calls: [{ ...call, batch: true }] });
    const granted = await preview({ terms: plan, calls: [{ ...call, granted: { batch: true } }] });
    expect([amounts(said), amounts(granted)]).toEqual([[['usage', '0.0025']], [['usage', '0.00125']]]);
  });

  test('sums a call that is made many times, and counts on from one to the next', async () => {
    const volume = terms([
      {
        ...{ id: 'tiers', kind: 'tiers', mode: 'volume', per: 'total' },
        bands: [
          { upTo: '2500', price: { unitPrice: '0.01' } },
          { upTo: null, price: { unitPrice: '0.006' } },
        ],
      },
    ]);
    const call = { ...GPT, inputTokens: 1_000, outputTokens: 0, times: 3 };
    const { json } = await preview({ terms: volume, calls: [call, { ...call, times: 1 }] });
    // 2 × 10 in the first band, then 6 in the second and 2,000 × (0.006 − 0.01) for those before.
    expect(amounts({ json } as Reply)).toEqual([
      ['tiers#1', '20'],
      ['tiers#2', '6'],
      ['tiers#volume', '-8'],
    ]);
    expect(json.calls[0].entries[2].explanation).toEqual([
      'tiers: what the units before cost now that another band is reached, less what they were charged',
      'correction = -8 USD',
    ]);
    expect([amounts({ json } as Reply, 1), json.totals]).toEqual([
      [['tiers#2', '6']],
      [{ currency: 'USD', amount: '24' }],
    ]);
  });

  test('tells what would wait for a price, and what the plan costs whatever is used', async () => {
    const plan = terms([
      {
        ...{ id: 'money', kind: 'commitment', unit: 'money', quantity: '0.004', feeAmount: '30', overageRatio: '1.5' },
        ...{ rollover: 'none', proration: 'none' },
      },
      LIST,
    ]);
    const calls = [
      { ...GPT, inputTokens: 1_000, outputTokens: 0, times: 2, time: '2026-11-10T00:00:00Z' },
      { ...GPT, model: 'unheard-of', inputTokens: 1, outputTokens: 0, times: 5, time: '2026-12-01T00:00:00Z' },
    ];
    const { json } = await preview({ terms: plan, calls });
    // 0.005 at list price, 0.004 of it covered; the rest costs half as much again.
    expect(amounts({ json } as Reply)).toEqual([
      ['usage', '0.005'],
      ['money', '-0.004'],
      ['money#overage', '0.0005'],
    ]);
    expect(json.calls[1]).toEqual({
      ...{ charged: 0, entries: [] },
      uncharged: [{ reason: 'model_unpriced', detail: 'openai/unheard-of', calls: 5 }],
    });
    expect(json.fees.map((fee: Record<string, string>) => [fee.component, fee.period, fee.amount])).toEqual([
      ['money', '2026-11', '30'],
      ['money', '2026-12', '30'],
    ]);
  });

  test('says where terms are wrong, and asks for one plan and so many calls at most', async () => {
    const calls = [{ ...GPT, inputTokens: 1, outputTokens: 0 }];
    const pointer = async (body: object) => {
      const { status, json } = await preview(body);
      return [status, json.code, json.errors?.[0]?.pointer];
    };
    const flawed = terms([{ ...LIST, selector: { leaves: ['request'] } }]);
    expect(await pointer({ terms: flawed, calls })).toEqual([422, 'plan_invalid', '/terms/components']);
    expect(await pointer({ terms: terms([LIST]), plan: 'x@1', calls })).toEqual([422, 'request_invalid', '/terms']);
    const many = Array.from({ length: 2 }, () => ({ ...calls[0], times: 6_000 }));
    expect(await pointer({ calls: many })).toEqual([422, 'request_invalid', '/calls']);
  });

  test('is of one’s own accounts, plans and projects', async () => {
    const calls = [{ ...GPT, inputTokens: 1_000, outputTokens: 0 }];
    expect((await preview({ calls }, 'umbrella')).status).toBe(404);
    const body = { plan: 'theirs', root: 'umbrella', ...terms([LIST]), reason: 'x' };
    await board.ask('POST', '/v1/plans', { as: 'umbrella', body });
    const foreign = await preview({ plan: 'theirs@1', calls }, 'acme');
    expect([foreign.status, foreign.json.detail]).toEqual([404, 'plan theirs@1 does not exist.']);
    const project = await preview({ calls: [{ ...calls[0], project: 'prj_foreign' }] }, 'acme');
    expect([project.status, project.json.detail]).toEqual([404, 'project prj_foreign does not exist.']);
    const list = await preview({ calls }, 'research');
    expect([list.json.plan, list.json.fees, amounts(list)]).toEqual([null, [], [[null, '0.0025']]]);
  });
});

describe('upon what was used so far', () => {
  const charged = async (id: string) => {
    await board.settle();
    const rows = await board.ledger?.clickhouse.queryRows<{ component: string; amount: string }>(
      'SELECT component, toString(amount) AS amount FROM ledger.usage WHERE event_id = {id:String} ORDER BY component',
      { id },
    );
    return rows?.map(({ component, amount }) => [component, Number(amount)]);
  };

  test('the plan in force says what the next call is charged, to the last unit', async () => {
    const { id: _, version: __, ...plan } = aPlan({ plan: 'used' });
    await board.ask('POST', '/v1/plans', { as: 'operator', body: { ...plan, reason: 'x' } });
    const assigned = await board.ask('POST', '/v1/accounts/acme/plan-assignments', {
      as: 'operator',
      body: { plan: 'used@1', effectiveFrom: '2026-01-01T00:00:00Z', reason: 'x' },
    });
    expect(assigned.status).toBe(201);
    const call = { ...GPT, project: 'prj_chat', inputTokens: 1_000, outputTokens: 100 };
    const empty = await preview({ calls: [call] });
    expect(amounts(empty)).toEqual([
      ['base', '0'],
      ['tiers#1', '1'],
    ]);
    await board.send('acme', [aCall('call-1', board.now()), aCall('call-2', board.now(), { account: 'acme-sales' })]);
    await board.settle();
    expect(await charged('call-1')).toEqual([
      ['base', 0],
      ['tiers#1', 1],
    ]);
    // 2,200 are used: 1,000 by the commitment, 1,200 of the first band of 2,000.
    const next = await preview({ calls: [call], fromCounters: 'now' });
    expect(amounts(next)).toEqual([
      ['tiers#1', '8'],
      ['tiers#2', '2.1'],
    ]);
    await board.send('acme', [aCall('call-3', board.now())]);
    expect(await charged('call-3')).toEqual([
      ['tiers#1', 8],
      ['tiers#2', 2.1],
    ]);
    const inForce = await board.ask('GET', '/v1/accounts/acme-research/plan', { as: 'research' });
    expect([next.json.plan, inForce.json.plan.id, inForce.json.from]).toEqual(['used@1', 'used@1', 'acme']);
  });

  test('another plan says what it would be, had the account been on it in these months', async () => {
    const plan = terms([
      { id: 'free', kind: 'allowance', unit: 'token', quantity: '3000' },
      { id: 'usage', kind: 'rate', unitPrices: { token: '0.001' } },
    ]);
    const call = { ...GPT, inputTokens: 1_000, outputTokens: 0 };
    // The research department itself used 2,200; what sales used counts for the root alone.
    const research = await preview({ terms: plan, calls: [call], fromCounters: 'now' });
    expect(amounts(research)).toEqual([
      ['free', '0'],
      ['usage', '0.2'],
    ]);
    const whole = await preview({ terms: plan, calls: [call], fromCounters: 'now' }, 'operator', 'acme');
    expect(amounts(whole)).toEqual([['usage', '1']]);
  });
});
