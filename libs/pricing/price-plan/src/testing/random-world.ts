import type {
  Account,
  Multiplier,
  Plan,
  PlanAssignment,
  PlanComponent,
  Project,
  UsageSelector,
} from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import fc from 'fast-check';
import { day, listRows, TREE, type World } from './plan-world.ts';

const price = fc.constantFrom('0', '0.002', '0.03', '1', '0.000000000000000007', '2.5');
const ratio = fc.constantFrom('0', '0.9', '1', '1.25', '0.333333333333333333');
const quantity = fc.constantFrom('0', '7', '50', '100', '333.5');

const selector: fc.Arbitrary<UsageSelector> = fc.record(
  {
    provider: fc.constantFrom('openai', 'azure'),
    model: fc.constantFrom({ equals: 'model-1' }, { startsWith: 'model' }, { contains: '2' }),
    leaves: fc.constantFrom<UsageSelector['leaves']>(
      ['uncached_input', 'cache_read'],
      ['output_text'],
      ['request'],
      ['second', 'output_text', 'uncached_input'],
    ),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<UsageSelector>;

/** A selector in one case of three. */
const selected: fc.Arbitrary<{ readonly selector?: UsageSelector }> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: selector.map((one) => ({ selector: one })) },
);

const rate = fc
  .record({ token: price, cache_read: price, request: price, second: price }, { requiredKeys: ['token'] })
  .map((unitPrices) => ({ kind: 'rate', unitPrices }) as const);
const list = fc.record({ kind: fc.constant('list' as const), ratio }, { requiredKeys: ['kind'] });
const quota = fc
  .record({
    unit: fc.constantFrom('token', 'token', 'request', 'second', 'money', 'money', 'token_per_minute'),
    quantity,
    isCommitment: fc.boolean(),
    feeAmount: price,
    rollover: fc.constantFrom('none', 'next_period'),
    proration: fc.constantFrom('by_time', 'none'),
    overage: fc.option(ratio, { nil: undefined }),
  })
  .map(({ unit, quantity: of, isCommitment, overage, rollover, ...more }) => {
    if (!isCommitment) return { kind: 'allowance', unit, quantity: of };
    const over = overage === undefined || unit !== 'money' ? {} : { overageRatio: overage };
    return {
      kind: 'commitment',
      unit,
      quantity: of,
      rollover: unit === 'token_per_minute' ? 'none' : rollover,
      ...more,
      ...over,
    };
  });
const tiers = fc
  .record({
    mode: fc.constantFrom('graduated', 'volume'),
    per: fc.constantFrom('leaf', 'total'),
    ends: fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }),
    isRatio: fc.boolean(),
    prices: fc.array(price, { minLength: 4, maxLength: 4 }),
    ratios: fc.array(ratio, { minLength: 4, maxLength: 4 }),
  })
  .map(({ mode, per, ends, isRatio, prices, ratios }) => {
    const upTo = [...ends.toSorted((a, b) => a - b).map(String), null];
    const bandPrice = (i: number) => (isRatio ? { ratio: ratios[i] } : { unitPrice: prices[i] });
    return { kind: 'tiers', mode, per, bands: upTo.map((end, i) => ({ upTo: end, price: bandPrice(i) })) };
  });
const result = fc
  .record(
    { unitPrice: price, capAmount: fc.constantFrom('2.5', '4'), scoreMin: fc.constant('0.5') },
    { requiredKeys: ['unitPrice'] },
  )
  .map((one) => ({ kind: 'result', ...one }) as const);

const component = fc.tuple(fc.oneof(rate, list, quota, quota, tiers, tiers, result), selected);

const multiplier = fc.tuple(
  fc.oneof(
    fc.record({ condition: fc.constant({ on: 'always' }), ratio }),
    fc.record({ condition: fc.constantFrom({ on: 'priority', priority: 'lite' }, { on: 'batch' }), ratio }),
    fc.record({ condition: fc.constant({ on: 'model', model: { equals: 'model-2' } }), ratio }),
    fc.constant({ condition: { on: 'series', series: 'load', floor: '0.5', ceiling: '2' } }),
  ),
  selected,
);

function plan(id: string): fc.Arbitrary<Plan> {
  return fc
    .record(
      {
        components: fc.array(component, { maxLength: 4 }),
        last: fc.oneof(rate, list, tiers),
        multipliers: fc.array(multiplier, { maxLength: 3 }),
        stacking: fc.constantFrom('multiply' as const, 'lowest' as const),
        minimumAmount: fc.constantFrom('5', '0.1'),
      },
      { requiredKeys: ['components', 'last', 'multipliers'] },
    )
    .map(({ components, last, multipliers, ...more }) => {
      const all = [...components.map(([one, which]) => ({ ...one, ...which })), last];
      return {
        id,
        plan: id,
        version: 1,
        root: null,
        name: id,
        currency: 'USD',
        fx: 'ecb',
        components: all.map((one, i) => ({ id: `c${i}`, ...one })) as unknown as PlanComponent[],
        multipliers: multipliers.map(([one, which], i) => ({ id: `m${i}`, ...one, ...which })) as Multiplier[],
        ...more,
      };
    });
}

const ACCOUNTS = ['r', 'd', 's', 'x', 'y'] as const;
export const PLANS = ['plan-a@1', 'plan-b@1', 'plan-c@1'] as const;

/** Days of October to December on which plans begin and end. */
const cut = fc.constantFrom(0, day(1, 10), day(15, 10), day(1), day(16), day(16, 11, 7), day(1, 12), day(9, 12));

const assignment = fc
  .record({
    account: fc.constantFrom(...ACCOUNTS),
    plan: fc.constantFrom(...PLANS),
    from: cut,
    to: fc.option(cut, { nil: null, freq: 2 }),
  })
  .filter(({ from, to }) => to === null || to > from);

const tree: fc.Arbitrary<readonly Account[]> = fc
  .tuple(fc.constantFrom('r', 'd', 's'), fc.constantFrom('r', 'd', 'x'))
  .map(([ofX, ofY]) => [
    ...TREE,
    { id: 'x', root: 'r', parent: ofX, kind: 'department', name: 'x' },
    { id: 'y', root: 'r', parent: ofY, kind: 'service', name: 'y' },
  ]);

const projects: readonly Project[] = ACCOUNTS.map((account) => ({
  id: `p-${account}`,
  root: 'r',
  account,
  name: account,
  ...(account === 'x' ? { defaultPriority: 'lite' } : {}),
}));

const SPAN = { effectiveFrom: null, effectiveTo: null };
const MARKUPS = [
  { id: 'mk-d', root: 'r', account: 'd', provider: null, model: null, ratio: '1.2', ...SPAN },
  { id: 'mk-x', root: 'r', account: 'x', provider: 'openai', model: { equals: 'model-2' }, ratio: '0.75', ...SPAN },
];
const ROWS = [
  ...listRows({
    uncached_input: { amount: '0.000002' },
    output_text: { amount: '0.00001' },
    request: { amount: '0.001' },
    second: { amount: '0.000000000000000013' },
  }),
  ...listRows(
    { uncached_input: { amount: '0.0003' }, output_text: { amount: '0.007' } },
    { model: 'model-2', currency: 'CNY' },
  ),
];
const FX = [0, day(16)].map((from, i) => ({
  id: `fx-${i}`,
  name: 'ecb',
  base: 'CNY',
  quote: 'USD',
  rate: i === 0 ? '0.14' : '0.1538461538461',
  from,
  source: 'spec',
}));
const POINTS = [day(1, 10), day(10), day(5, 12)].map((from, i) => ({
  id: `sp-${i}`,
  series: 'load',
  from,
  value: ['0.8', '3', '0.1'][i] ?? '1',
}));

/** Trees, plans that are inherited, change in mid-period and end, list prices in two currencies, mark-ups and a series. */
export const randomWorld: fc.Arbitrary<World> = fc
  .record({
    account: tree,
    plan: fc.tuple(plan(PLANS[0]), plan(PLANS[1]), plan(PLANS[2])),
    assignments: fc.array(assignment, { minLength: 1, maxLength: 5 }),
    markups: fc.boolean(),
  })
  .map(({ account, plan: plans, assignments, markups }) => ({
    account,
    plan: plans,
    assignment: assignments.map(
      ({ from, to, ...one }, i): PlanAssignment => ({
        id: `a${i}`,
        root: 'r',
        effectiveFrom: from,
        effectiveTo: to,
        ...one,
      }),
    ),
    project: projects,
    markup: markups ? MARKUPS : [],
    priceRow: ROWS,
    fxRate: FX,
    seriesPoint: POINTS,
  }));

const instant = fc.oneof(
  fc.integer({ min: day(14, 10), max: day(20, 12) }),
  fc.constantFrom(day(1), day(16), day(1, 12), day(15, 11, 12), day(15, 11, 12) + 59_999, day(15, 11, 12) + 60_000),
);
const count = fc.oneof(fc.integer({ min: 0, max: 150 }), fc.constantFrom(0, 1, 7, 50, 100));

/** The usage of a call and where it came from. */
export const randomCall: fc.Arbitrary<Partial<UsageEvent>> = fc
  .record(
    {
      instant,
      account: fc.constantFrom(...ACCOUNTS),
      requestedModel: fc.constantFrom('model-1', 'model-1', 'model-2'),
      provider: fc.constantFrom('openai', 'openai', 'azure'),
      inputTokens: count,
      outputTokens: count,
      cached: fc.nat({ max: 60 }),
      requests: fc.nat({ max: 2 }),
      micro: fc.integer({ min: 1, max: 40_000_000 }),
      httpStatus: fc.constantFrom(200, 500),
      priority: fc.constantFrom('lite', 'normal'),
      batch: fc.boolean(),
      quote: fc.constantFrom('0.9', '7'),
    },
    { requiredKeys: ['instant', 'account', 'requestedModel', 'provider', 'inputTokens', 'outputTokens'] },
  )
  .map(({ instant: at, account, cached, micro, priority, batch, quote, ...usage }) => ({
    ...usage,
    account,
    project: `p-${account}`,
    time: new Date(at).toISOString(),
    ...(cached === undefined ? {} : { cacheReadTokens: Math.min(cached, usage.inputTokens) }),
    ...(micro === undefined ? {} : { seconds: `${Math.floor(micro / 1e6)}.${String(micro % 1e6).padStart(6, '0')}` }),
    ...(priority === undefined && batch === undefined && quote === undefined
      ? {}
      : {
          admission: {
            id: 'adm',
            ...(priority === undefined ? {} : { priority }),
            ...(batch === undefined ? {} : { batch }),
            ...(quote === undefined ? {} : { quotes: { load: quote } }),
          },
        }),
  }));

/** One thing that happens; numbers pick among what is there by then. */
export type RandomAct =
  | { readonly act: 'call'; readonly call: Partial<UsageEvent> }
  | { readonly act: 'void'; readonly pick: number }
  | { readonly act: 'amend'; readonly pick: number; readonly call: Partial<UsageEvent> }
  | { readonly act: 'result'; readonly pick: number; readonly score: string; readonly account: string }
  | {
      readonly act: 'credit';
      readonly grant: {
        readonly account: string;
        readonly amount: string;
        readonly priority: number;
        readonly expiresAt: number | null;
        readonly credit: string;
      };
    }
  | { readonly act: 'fees'; readonly period: string }
  | { readonly act: 'fee'; readonly account: string; readonly amount: string }
  | { readonly act: 'close' };

export const randomAct: fc.Arbitrary<RandomAct> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ act: fc.constant('call' as const), call: randomCall }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('void' as const), pick: fc.nat() }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('amend' as const), pick: fc.nat(), call: randomCall }) },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('result' as const),
      pick: fc.nat(),
      score: fc.constantFrom('0.4', '0.5', '1'),
      account: fc.constantFrom(...ACCOUNTS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('credit' as const),
      grant: fc.record({
        credit: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
        account: fc.constantFrom(...ACCOUNTS),
        amount: fc.constantFrom('0.5', '3', '20'),
        priority: fc.nat({ max: 2 }),
        expiresAt: fc.constantFrom(null, day(20), day(1, 12)),
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ act: fc.constant('fees' as const), period: fc.constantFrom('2026-10', '2026-11') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constant('fee' as const),
      account: fc.constantFrom(...ACCOUNTS),
      amount: fc.constantFrom('-1', '2.25'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('close' as const) }) },
);
