import type { Account, Calendar, Person, Plan, PlanAssignment, PlanComponent, Project, Root } from '@suanpan/catalogue';
import { randomPlan } from '@suanpan/naive-rater';
import { ownPriceList } from '@suanpan/price-book';
import fc from 'fast-check';
import { type Put, put } from './growing-catalogue.ts';
import { OTHER_SHARD, SHARD } from './sent-record.ts';

// What a history begins with: two roots that share the shard, and one that is at home elsewhere.

/** 20 October 2026, noon: when a history begins. */
export const BEGINS = Date.UTC(2026, 9, 20, 12);
/** Roots that have usage. */
export const ROOTS = ['r', 'q'] as const;
/** Accounts of the first root: the root, two departments and two machines. */
export const ACCOUNTS = ['r', 'd', 's', 'x', 'y'] as const;
/** Accounts of the second. */
const OTHERS = ['q', 'qd'] as const;
export const PROJECTS = [...ACCOUNTS, ...OTHERS].map((account) => `p-${account}`);
export const PEOPLE = ['ann', 'bob'] as const;
export const FAMILIES = ['plan-a', 'plan-b', 'plan-c'] as const;

const FIRST_MONTH = 8;
const MONTHS = 7;
/** The zone of the second root is eight hours ahead. */
const AHEAD_MS = 8 * 3_600_000;

function calendarOf(root: string, aheadMs: number): Calendar {
  const bounds = Array.from({ length: MONTHS + 1 }, (_, i) => Date.UTC(2026, FIRST_MONTH + i, 1) - aheadMs);
  return { id: root, root, first: '2026-09', bounds };
}

function rootOf(id: string, shard: number): Root {
  return { id, name: id, shard, zone: id === 'q' ? 'Asia/Shanghai' : 'UTC' };
}

function accountOf(id: string, root: string, parent: string | null, kind: Account['kind']): Account {
  return { id, root, parent, kind, name: id };
}

/** Which model every provider has, and in what currency its list is. A third one has no price until a revision brings it. */
export const MODELS = [
  { provider: 'openai', model: 'model-1', currency: 'USD' },
  { provider: 'openai', model: 'model-2', currency: 'CNY' },
  { provider: 'openai', model: 'model-3', currency: 'USD' },
  { provider: 'azure', model: 'model-1', currency: 'USD' },
] as const;

const ROWS = [
  ...ownPriceList({
    ...MODELS[0],
    prices: {
      uncached_input: { amount: '0.000002' },
      output_text: { amount: '0.00001' },
      request: { amount: '0.001' },
      second: { amount: '0.000000000000000013' },
      cache_read: { amount: '0.0000005' },
    },
  }),
  ...ownPriceList({
    ...MODELS[1],
    prices: {
      uncached_input: { amount: '0.0003' },
      output_text: { amount: '0.007' },
      cache_read: { amount: '0.0001' },
      second: { amount: '0.003' },
    },
  }),
  ...ownPriceList({
    ...MODELS[3],
    prices: {
      uncached_input: { amount: '0.000003' },
      output_text: { amount: '0.000011' },
      cache_read: { amount: '0' },
      second: { amount: '0.1' },
    },
  }),
];

const FIRST_POINTS = [
  put('fxRate', { id: 'fx-0', name: 'ecb', base: 'CNY', quote: 'USD', rate: '0.14', from: 0, source: 'spec' }),
  put('seriesPoint', { id: 'sp-0', series: 'load', from: Date.UTC(2026, 9, 1), value: '0.8' }),
];

/** What differs between the beginnings of histories. */
export interface FirstWorld {
  readonly parents: readonly [x: string, y: string];
  readonly plans: readonly Plan[];
  /** Who is on which plan, and for how many hours already. */
  readonly assigned: readonly { readonly account: string; readonly plan: number; readonly hours: number }[];
  /** Whether the first plan charges accepted results instead of calls of some models. */
  readonly results: PlanComponent | null;
  /** What the second plan reserves before anything else, to be carried over. */
  readonly reserved: PlanComponent | null;
  /** Whether the second root has months; without them nothing of it is stated anywhere. */
  readonly hasCalendar: boolean;
}

export const firstWorld: fc.Arbitrary<FirstWorld> = fc.record({
  parents: fc.tuple(fc.constantFrom('r', 'd'), fc.constantFrom('r', 'd', 'x')),
  plans: fc.tuple(...FAMILIES.map((family) => randomPlan(`${family}@1`))),
  assigned: fc.uniqueArray(
    fc.record({
      account: fc.constantFrom(...ACCOUNTS, 'q'),
      plan: fc.constantFrom(0, 0, 1, 1, 2),
      hours: fc.constantFrom(12, 277, 460, 2000),
    }),
    { maxLength: 4, selector: ({ account }) => account },
  ),
  results: fc.option(
    fc
      .record(
        {
          unitPrice: fc.constantFrom('1', '0.03'),
          capAmount: fc.constantFrom('2.5', '0.05'),
          scoreMin: fc.constant('0.5'),
          selector: fc.constantFrom({ model: { equals: 'model-1' } }, { leaves: ['output_text' as const] }),
        },
        { requiredKeys: ['unitPrice'] },
      )
      .map((one) => ({ id: 'solved', kind: 'result', ...one }) as const),
    { nil: null, freq: 2 },
  ),
  reserved: fc.option(
    fc.record({ quantity: fc.constantFrom('120', '400'), feeAmount: fc.constantFrom('3', '0.01') }).map((one) => {
      const terms = { unit: 'token', rollover: 'next_period', proration: 'none' } as const;
      return { id: 'reserved', kind: 'commitment', ...terms, ...one } as const;
    }),
    { nil: null, freq: 1 },
  ),
  hasCalendar: fc.boolean(),
});

/** The first revision. */
export function firstRevision(first: FirstWorld): readonly Put[] {
  const { assigned, hasCalendar } = first;
  const [ofX, ofY] = first.parents;
  const before = [first.results, first.reserved];
  const plans = first.plans.map((plan, i) => ({
    ...plan,
    components: [...(before[i] ? [before[i]] : []), ...plan.components],
  }));
  const assignments = assigned.map(({ account, plan, hours }): PlanAssignment => {
    const effectiveFrom = BEGINS - hours * 3_600_000;
    const root = account === 'q' ? 'q' : 'r';
    const id = plans[plan]?.id ?? '';
    return { id: `a-${account}-${effectiveFrom}`, root, account, plan: id, effectiveFrom, effectiveTo: null };
  });
  const accounts = [
    accountOf('r', 'r', null, 'root'),
    accountOf('d', 'r', 'r', 'department'),
    accountOf('s', 'r', 'd', 'service'),
    accountOf('x', 'r', ofX, 'department'),
    accountOf('y', 'r', ofY, 'service'),
    accountOf('q', 'q', null, 'root'),
    accountOf('qd', 'q', 'q', 'department'),
    accountOf('z', 'z', null, 'root'),
  ];
  const projects = [...ACCOUNTS, ...OTHERS].map(
    (account): Project => ({ id: `p-${account}`, root: account.startsWith('q') ? 'q' : 'r', account, name: account }),
  );
  const people = PEOPLE.map((id): Person => ({ id, name: id, status: 'active' }));
  return [
    ...[rootOf('r', SHARD), rootOf('q', SHARD), rootOf('z', OTHER_SHARD)].map((root) => put('root', root)),
    ...accounts.map((account) => put('account', account)),
    ...projects.map((project) => put('project', project)),
    ...ROWS.map((row) => put('priceRow', row)),
    put('calendar', calendarOf('r', 0)),
    ...(hasCalendar ? [put('calendar', calendarOf('q', AHEAD_MS))] : []),
    ...people.map((person) => put('person', person)),
    ...plans.map((plan) => put('plan', plan)),
    ...assignments.map((assignment) => put('assignment', assignment)),
    ...FIRST_POINTS,
  ];
}
