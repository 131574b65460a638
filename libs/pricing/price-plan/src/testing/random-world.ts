import type { Account, PlanAssignment, Project } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { randomPlan, randomUsage } from '@suanpan/naive-rater';
import fc from 'fast-check';
import { day, listRows, TREE, type World } from './plan-world.ts';

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
    plan: fc.tuple(randomPlan(PLANS[0]), randomPlan(PLANS[1]), randomPlan(PLANS[2])),
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

/** The same world after its prices, mark-ups and rates were corrected: dearer, cheaper, gone, and in another currency. */
export function withOtherPrices(world: World): World {
  const priceRow = [
    ...listRows({ uncached_input: { amount: '0.000003' }, request: { amount: '0.001' }, second: { amount: '0' } }),
    ...listRows({ output_text: { amount: '0.00007' } }, { currency: 'CNY' }),
    ...listRows({ uncached_input: { amount: '0.0001' } }, { model: 'model-2', currency: 'CNY' }),
  ];
  const markup = MARKUPS.map((one) => ({ ...one, id: `${one.id}-2`, ratio: '1.1' }));
  return { ...world, priceRow, markup, fxRate: FX.map((one) => ({ ...one, rate: '0.15' })) };
}

const instant = fc.oneof(
  fc.integer({ min: day(14, 10), max: day(20, 12) }),
  fc.constantFrom(day(1), day(16), day(1, 12), day(15, 11, 12), day(15, 11, 12) + 59_999, day(15, 11, 12) + 60_000),
);
/** The usage of a call and where it came from. */
export const randomCall: fc.Arbitrary<Partial<UsageEvent>> = fc
  .record({ at: instant, account: fc.constantFrom(...ACCOUNTS), usage: randomUsage })
  .map(({ at, account, usage }) => ({
    ...usage,
    account,
    project: `p-${account}`,
    time: new Date(at).toISOString(),
  }));

/** One thing that happens; numbers pick among what is there by then. */
export type RandomAct =
  | { readonly act: 'call'; readonly call: Partial<UsageEvent>; readonly isInformational: boolean }
  | { readonly act: 'again'; readonly pick: number }
  | { readonly act: 'prices'; readonly other: boolean }
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
  {
    weight: 12,
    arbitrary: fc.record({
      act: fc.constant('call' as const),
      call: randomCall,
      isInformational: fc.nat({ max: 9 }).map((n) => n === 9),
    }),
  },
  { weight: 3, arbitrary: fc.record({ act: fc.constant('again' as const), pick: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ act: fc.constant('prices' as const), other: fc.boolean() }) },
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
