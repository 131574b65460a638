import { describe, expect, test } from '@jest/globals';
import type { UsageEvent } from '@suanpan/facts';
import { priceUsage } from '@suanpan/price-usage';
import { callOf, chargedBy, entriesOf, PlanDesk, totalOf } from './testing/plan-desk.ts';
import { assignmentOf, day, listRows, planned, planOf, TREE } from './testing/plan-world.ts';

const ROWS = listRows({ uncached_input: { amount: '0.000002' }, output_text: { amount: '0.00001' } });
const USAGE = { inputTokens: 1_000, outputTokens: 100 };

describe('an account without a plan', () => {
  test('is charged exactly what the price book says, with the month of the event and of the statement', () => {
    const desk = new PlanDesk({ priceRow: ROWS });
    const decided = desk.call(USAGE);
    const priced = priceUsage(callOf(USAGE), desk.view);
    const periods = { servicePeriod: '2026-11', postingPeriod: '2026-11' };
    expect(entriesOf(decided)).toEqual(priced.priced ? priced.entries.map((entry) => ({ ...entry, ...periods })) : []);
    expect([...desk.counters]).toEqual([['posted|r|s', '{"2026-11":{"USD":"0.003"}}']]);
  });

  test('has no month and no posted money without a calendar', () => {
    const desk = new PlanDesk({ priceRow: ROWS, calendar: [] });
    expect(entriesOf(desk.call(USAGE))).toMatchObject([{ amount: '0.003' }]);
    expect(desk.counters.size).toBe(0);
  });

  test('is not charged for what has no price', () => {
    const desk = new PlanDesk({ priceRow: ROWS });
    expect(chargedBy(desk.call({ inputTokens: 1, requestedModel: 'model-2' }))).toBe('model_unpriced: openai/model-2');
  });

  test.each([
    // 1,000 × 0.000002 + 100 × 0.00001 = 0.003, times 1.2 of the department
    ['the nearest account', {}, '0.0036', ['markup:m-d=1.2']],
    // 0.003 × 0.9: naming the model beats naming nothing on the same account
    ['the one that names the model', { requestedModel: 'model-1-pro' }, '0.0027', ['markup:m-pro=0.9']],
  ])('pays the mark-up of %s', (_name, changes, amount, factors) => {
    const span = { effectiveFrom: null, effectiveTo: null };
    const any = { root: 'r', provider: null, model: null, ...span };
    const desk = new PlanDesk({
      priceRow: listRows(
        { uncached_input: { amount: '0.000002' }, output_text: { amount: '0.00001' } },
        { matcher: { startsWith: 'model-1' } },
      ),
      markup: [
        { ...any, id: 'm-r', account: 'r', ratio: '2' },
        { ...any, id: 'm-d', account: 'd', ratio: '1.2' },
        { ...any, id: 'm-pro', account: 'd', ratio: '0.9', model: { equals: 'model-1-pro' } },
        { ...any, id: 'm-old', account: 's', ratio: '5', effectiveTo: day(15) },
      ],
    });
    expect(entriesOf(desk.call({ ...USAGE, ...changes }))).toMatchObject([{ amount, factors }]);
  });

  test.each([
    ['two of one rank', [{ ratio: '1' }, { ratio: '2' }], 'price_ambiguous: mark-ups m0 and m1'],
    ['one that is no number', [{ ratio: 'double' }], 'price_flagged: mark-up m0: double'],
    ['one below zero', [{ ratio: '-1' }], 'price_flagged: mark-up m0: -1'],
  ])('has no price with mark-ups of which there are %s, and nor has one with a plan', (_name, ratios, reason) => {
    const any = { root: 'r', account: 'd', provider: null, model: null, effectiveFrom: null, effectiveTo: null };
    const markup = ratios.map((one, i) => ({ ...any, ...one, id: `m${i}` }));
    for (const world of [{}, planned([{ id: 'book', kind: 'list' }])])
      expect(chargedBy(new PlanDesk({ ...world, priceRow: ROWS, markup }).call(USAGE))).toBe(reason);
  });

  test('keeps two currencies apart', () => {
    const desk = new PlanDesk({
      priceRow: [
        ...listRows({ uncached_input: { amount: '0.000002' } }),
        ...listRows({ output_text: { amount: '0.00007' } }, { currency: 'CNY' }),
      ],
    });
    expect(entriesOf(desk.call(USAGE))).toMatchObject([
      { currency: 'USD', amount: '0.002' },
      { currency: 'CNY', amount: '0.007' },
    ]);
    expect(desk.counters.get('posted|r|s')).toBe('{"2026-11":{"CNY":"0.007","USD":"0.002"}}');
  });
});

describe('pay as you go at prices of the plan', () => {
  const rate = { id: 'tokens', kind: 'rate', unitPrices: { token: '0.000002' } } as const;

  test.each<[string, Partial<UsageEvent>, string]>([
    // 0.002 USD per 1K tokens: (1,000 + 100) × 0.000002 = 0.0022
    ['1,100 tokens at 0.002 USD per 1K', USAGE, '0.0022'],
    // whatever kind of token it is: 500 read from the cache and 500 not, 40 reasoning and 60 not
    ['the same by kinds', { ...USAGE, cacheReadTokens: 500, reasoningTokens: 40 }, '0.0022'],
    ['one token', { inputTokens: 1 }, '0.000002'],
    ['no token', {}, '0'],
  ])('%s', (_name, usage, amount) => {
    const decided = new PlanDesk(planned([rate])).call(usage);
    expect(totalOf(decided.decision.charged ? decided.decision.entries : [])).toBe(amount);
  });

  test('a leaf that is named has its own price, and requests are counted only where they have one', () => {
    const unitPrices = { token: '0.000002', cache_read: '0.0000005', request: '0.01' };
    const desk = new PlanDesk(planned([{ id: 'tokens', kind: 'rate', unitPrices }]));
    // 500 × 0.000002 + 500 × 0.0000005 + 100 × 0.000002 + 1 × 0.01 = 0.001 + 0.00025 + 0.0002 + 0.01
    expect(chargedBy(desk.call({ ...USAGE, cacheReadTokens: 500 }))).toEqual({ tokens: '0.01145' });
    // The sender counted three requests; a call that failed is none.
    expect(chargedBy(desk.call({ requests: 3 }))).toEqual({ tokens: '0.03' });
    expect(chargedBy(desk.call({ httpStatus: 500 }))).toEqual({});
  });

  test('seconds have fraction digits and are quantised once for the entry', () => {
    const unitPrices = { second: '0.0000000000001', token: '0.000002' };
    const desk = new PlanDesk(planned([{ id: 'tokens', kind: 'rate', unitPrices }]));
    // 1.000005 × 0.0000000000001 + 1 × 0.000002: the product has nineteen digits and ends in 5, half-even goes down
    expect(entriesOf(desk.call({ inputTokens: 1, seconds: '1.000005' }))).toMatchObject([
      {
        amount: '0.0000020000001',
        lines: [{ quantity: 1 }, { leaf: 'second', quantity: '1.000005', amount: '0.0000000000001' }],
      },
    ]);
  });

  test('what no component takes has no price', () => {
    const desk = new PlanDesk(planned([rate]));
    expect(chargedBy(desk.call({ images: 2 }))).toBe('plan_incomplete: image');
    expect(desk.counters.size).toBe(0);
  });

  test('a component takes only the provider, models and leaves it is for', () => {
    const selector = { provider: 'azure', model: { startsWith: 'gpt' }, leaves: ['uncached_input'] } as const;
    const desk = new PlanDesk(
      planned([
        { ...rate, id: 'special', selector, unitPrices: { token: '5' } },
        { ...rate, unitPrices: { token: '1' } },
      ]),
    );
    const usage = { inputTokens: 1, outputTokens: 1 };
    const azure = { ...usage, provider: 'azure_openai', servedModel: 'GPT-9', requestedModel: 'x' };
    expect(chargedBy(desk.call(azure))).toEqual({ special: '5', tokens: '1' });
    expect(chargedBy(desk.call({ ...azure, servedModel: 'x' }))).toEqual({ tokens: '2' });
    expect(chargedBy(desk.call({ ...azure, provider: 'openai' }))).toEqual({ tokens: '2' });
  });
});

describe('pay as you go at list prices', () => {
  test('is the list price times the mark-up, the ratio and nothing else', () => {
    const markup = { id: 'm', root: 'r', account: 'r', provider: null, model: null, ratio: '1.2' };
    const desk = new PlanDesk({
      ...planned([{ id: 'book', kind: 'list', ratio: '0.9' }]),
      priceRow: ROWS,
      markup: [{ ...markup, effectiveFrom: null, effectiveTo: null }],
    });
    // 0.003 × 1.2 × 0.9 = 0.00324
    expect(entriesOf(desk.call(USAGE))).toMatchObject([
      {
        plan: 'plan@1',
        component: 'book',
        amount: '0.00324',
        factors: ['markup:m=1.2', 'ratio=0.9'],
        lines: [
          { unitPrice: '0.000002', amount: '0.00216', priceRow: expect.stringMatching(/^price_/) },
          { unitPrice: '0.00001', amount: '0.00108' },
        ],
      },
    ]);
  });

  test('is asked for only where it is needed', () => {
    const own = { id: 'own', kind: 'rate', unitPrices: { token: '1' }, selector: { leaves: ['output_text'] } } as const;
    const desk = new PlanDesk({
      ...planned([own, { id: 'book', kind: 'list' }]),
      priceRow: listRows({ uncached_input: { amount: '2' } }),
    });
    expect(chargedBy(desk.call({ inputTokens: 1, outputTokens: 1 }))).toEqual({ own: '1', book: '2' });
    expect(chargedBy(desk.call({ outputTokens: 1, requestedModel: 'unheard of' }))).toEqual({ own: '1' });
    expect(chargedBy(desk.call({ inputTokens: 1, requestedModel: 'unheard of' }))).toBe(
      'model_unpriced: openai/unheard of',
    );
  });

  test('bills requests where the list prices them, whoever takes the tokens', () => {
    const free = { id: 'free', kind: 'allowance', unit: 'token', quantity: '1000' } as const;
    const desk = new PlanDesk({
      ...planned([free, { id: 'book', kind: 'list' }]),
      priceRow: listRows({ request: { amount: '0.5' }, uncached_input: { amount: '2' } }),
    });
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toEqual({ free: '0', book: '0.5' });
  });

  test('waits where the list is contended, though only a request is left: it may be priced', () => {
    const free = { id: 'free', kind: 'allowance', unit: 'token', quantity: '1000' } as const;
    const priceRow = ['model-1', 'model-1b'].flatMap((model) =>
      listRows({ request: { amount: '0.5' } }, { model, matcher: { startsWith: 'model' } }),
    );
    const desk = new PlanDesk({ ...planned([free, { id: 'book', kind: 'list' }]), priceRow });
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toMatch(/^price_ambiguous/);
  });

  const CNY = listRows({ uncached_input: { amount: '0.00005' } }, { currency: 'CNY' });
  const fxRate = [
    { id: 'fx-1', name: 'ecb', base: 'CNY', quote: 'USD', rate: '0.14', from: day(1), source: 'spec' },
    { id: 'fx-2', name: 'ecb', base: 'CNY', quote: 'USD', rate: '0.15', from: day(16), source: 'spec' },
  ];

  test.each([
    // 1,000 × 0.00005 CNY = 0.05 CNY × 0.14 = 0.007 USD
    [day(15), '0.007', 'fx:ecb=0.14'],
    // from its first instant on the next rate holds: 0.05 × 0.15
    [day(16), '0.0075', 'fx:ecb=0.15'],
  ])('in another currency is converted by the rate of the time (%p)', (instant, amount, factor) => {
    const desk = new PlanDesk({ ...planned([{ id: 'book', kind: 'list' }], { fx: 'ecb' }), priceRow: CNY, fxRate });
    const time = new Date(instant).toISOString();
    expect(entriesOf(desk.call({ time, inputTokens: 1_000 }))).toMatchObject([
      { currency: 'USD', amount, factors: [factor] },
    ]);
  });

  test('in another currency is no price without a rate', () => {
    const list = { id: 'book', kind: 'list' } as const;
    const usage = { inputTokens: 1_000, time: '2026-10-31T23:59:59.999Z' };
    const early = new PlanDesk({ ...planned([list], { fx: 'ecb' }), priceRow: CNY, fxRate });
    expect(chargedBy(early.call(usage))).toBe('fx_missing: CNY to USD by ecb');
    const unnamed = new PlanDesk({ ...planned([list]), priceRow: CNY, fxRate });
    expect(chargedBy(unnamed.call({ inputTokens: 1 }))).toBe('fx_missing: CNY to USD: the plan names no rate');
  });
});

describe('which plan', () => {
  const planAt = (id: string, price: string) =>
    planOf([{ id: 'tokens', kind: 'rate', unitPrices: { token: price } }], { id, plan: id });
  const plans = [planAt('root', '1'), planAt('dept', '2'), planAt('next', '3')];
  const assignments = [
    assignmentOf({ id: 'a-r', plan: 'root' }),
    assignmentOf({ id: 'a-d', account: 'd', plan: 'dept', effectiveFrom: day(5), effectiveTo: day(20) }),
    assignmentOf({ id: 'a-n', account: 'd', plan: 'next', effectiveFrom: day(10), effectiveTo: day(12) }),
  ];

  test.each([
    [4, '1'],
    [5, '2'],
    [10, '3'],
    [12, '2'],
    [20, '1'],
  ])('on the %p th it is the nearest account’s that began last and has not ended', (dayOfMonth, amount) => {
    const desk = new PlanDesk({ plan: plans, assignment: assignments });
    const time = new Date(day(dayOfMonth)).toISOString();
    expect(entriesOf(desk.call({ time, inputTokens: 1 }))).toMatchObject([{ amount }]);
  });

  test('an account of another branch has the root’s', () => {
    const other = { id: 'o', root: 'r', parent: 'r', kind: 'service', name: 'o' } as const;
    const desk = new PlanDesk({ plan: plans, assignment: assignments, account: [...TREE, other] });
    expect(entriesOf(desk.call({ account: 'o', inputTokens: 1 }))).toMatchObject([{ amount: '1' }]);
  });

  test.each([
    ['outside the calendar', { time: '2030-01-01T00:00:00.000Z' }],
    ['at no time at all', { time: 'yesterday' }],
  ])('%s there is none to charge by, and the call waits', (_name, changes) => {
    const desk = new PlanDesk({ plan: plans, assignment: assignments });
    expect(chargedBy(desk.call({ inputTokens: 1, ...changes }))).toBe(`period_unknown: ${changes.time}`);
  });

  test.each([
    ['is not known', [], 'plan_incomplete: plan root is not known'],
    [
      'is damaged',
      [planOf([{ id: 'tokens', kind: 'rate', unitPrices: { token: 'x' } }], { id: 'root' })],
      'plan_incomplete: plan root: component tokens: the price of token is no number from 0 on',
    ],
  ])('a plan that %s charges nothing', (_name, plan, reason) => {
    const desk = new PlanDesk({ plan, assignment: [assignmentOf({ plan: 'root' })] });
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toBe(reason);
  });

  test('usage that is missing is missing under a plan too', () => {
    const desk = new PlanDesk({ plan: plans, assignment: assignments });
    expect(chargedBy(desk.call({ usageQuality: 'missing' }))).toBe('usage_missing: the sender reported no usage');
  });
});
