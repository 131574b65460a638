import { type Address, at } from '../admin/address.ts';

export const DEMO_ROOT = 'demo';
/** The department whose calls the trace is of. */
export const DEMO_SUPPORT = 'demo-support';
export const DEMO_PROJECT = 'demo-chat';
/** 0.002 USD for 1,000 tokens, input and output alike. */
export const DEMO_PRICE = { amount: '0.002', per: 1_000 };
/** The plans that are set side by side: the one the calls are charged by first. */
export const DEMO_PLANS = [
  { name: 'Pay as you go', id: 'demo-payg@1' },
  { name: 'Reserved base, elastic on top', id: 'demo-hybrid@1' },
] as const;

const RESEARCH = 'demo-research';

const PAY_AS_YOU_GO = {
  plan: 'demo-payg',
  version: 1,
  root: DEMO_ROOT,
  name: DEMO_PLANS[0].name,
  currency: 'USD',
  components: [{ id: 'usage', kind: 'list' }],
};

/** A base that is paid whether used or not, and list prices for what goes beyond it. */
const HYBRID = {
  plan: 'demo-hybrid',
  version: 1,
  root: DEMO_ROOT,
  name: DEMO_PLANS[1].name,
  currency: 'USD',
  components: [
    {
      ...{ id: 'base', kind: 'commitment', unit: 'token', quantity: '20000000', feeAmount: '30' },
      ...{ rollover: 'none', proration: 'none' },
    },
    { id: 'elastic', kind: 'list' },
  ],
  sla: [
    {
      ...{ id: 'uptime', measure: 'availability', percent: '99.9' },
      credits: [{ belowPercent: '99.9', creditPercent: '10' }],
    },
  ],
};

/** What the demo is about, in the order in which it is made: a root, two departments, their projects, a plan for each. */
export function demoEntities(from: string): readonly (readonly [Address, Readonly<Record<string, unknown>>])[] {
  const department = (id: string, name: string, budget: string) =>
    [
      at`accounts`,
      {
        ...{ id, parent: DEMO_ROOT, kind: 'department', name },
        budget: { amount: budget, currency: 'USD', period: 'month', thresholdPercents: [80, 100], hard: false },
      },
    ] as const;
  const project = (id: string, account: string, name: string, budgetClass: string, team: string) =>
    [at`projects`, { id, account, name, budgetClass, tags: { team } }] as const;
  const assign = (account: string, plan: string) =>
    [at`accounts/${account}/plan-assignments`, { id: `${account}-plan`, plan, effectiveFrom: from }] as const;
  return [
    [at`roots`, { id: DEMO_ROOT, name: 'Demo', zone: 'UTC' }],
    department(DEMO_SUPPORT, 'Customer support', '60'),
    department(RESEARCH, 'Research', '200'),
    project(DEMO_PROJECT, DEMO_SUPPORT, 'Support chat', 'core', 'support'),
    project('demo-lab', RESEARCH, 'Model lab', 'innovation', 'research'),
    [at`plans`, PAY_AS_YOU_GO],
    [at`plans`, HYBRID],
    assign(DEMO_SUPPORT, DEMO_PLANS[0].id),
    assign(RESEARCH, DEMO_PLANS[1].id),
  ];
}
