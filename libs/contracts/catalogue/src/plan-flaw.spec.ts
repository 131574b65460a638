import { expect, test } from '@jest/globals';
import type { Plan, PlanComponent } from './plan.ts';
import { planFlaw } from './plan-flaw.ts';

const LIST: PlanComponent = { id: 'rest', kind: 'list' };
const COMMITMENT = {
  id: 'base',
  kind: 'commitment',
  unit: 'token',
  quantity: '1000000',
  feeAmount: '100',
  rollover: 'next_period',
  proration: 'by_time',
} as const satisfies PlanComponent;
const TIERS = {
  id: 'tiers',
  kind: 'tiers',
  mode: 'volume',
  per: 'total',
  bands: [
    { upTo: '1000', price: { unitPrice: '0.01' } },
    { upTo: null, price: { unitPrice: '0.009' } },
  ],
} as const satisfies PlanComponent;

function plan(components: readonly unknown[], more: object = {}): Plan {
  return {
    id: 'p@1',
    plan: 'p',
    version: 1,
    root: null,
    name: 'P',
    currency: 'USD',
    components,
    ...more,
  } as unknown as Plan;
}

const sound: [string, Plan][] = [
  ['the price book', plan([LIST])],
  ['a price for every token', plan([{ id: 'r', kind: 'rate', unitPrices: { token: '0.000002' } }])],
  [
    'everything a hybrid may have',
    plan(
      [
        { id: 'free', kind: 'allowance', unit: 'request', quantity: '10' },
        COMMITMENT,
        { ...COMMITMENT, id: 'tpm', unit: 'token_per_minute', rollover: 'none' },
        { ...TIERS, selector: { provider: 'openai', model: { startsWith: 'gpt' }, leaves: ['output_text'] } },
        LIST,
        { ...COMMITMENT, id: 'money', unit: 'money', quantity: '99.5', overageRatio: '1.2' },
      ],
      {
        fx: 'ecb',
        minimumAmount: '50',
        stacking: 'lowest',
        multipliers: [
          { id: 'm1', condition: { on: 'always' }, ratio: '0' },
          { id: 'm2', condition: { on: 'priority', priority: 'batch' }, ratio: '0.4' },
          { id: 'm3', condition: { on: 'batch' }, ratio: '0.85', selector: { provider: 'openai' } },
          { id: 'm4', condition: { on: 'model', model: { equals: 'm' } }, ratio: '1.1' },
          { id: 'm5', condition: { on: 'series', series: 'load', floor: '0.5', ceiling: '2' } },
        ],
        sla: [
          {
            id: 'up',
            measure: 'availability',
            percent: '99.9',
            credits: [{ belowPercent: '99.9', creditPercent: '10' }],
          },
          {
            id: 'fast',
            measure: 'latency',
            withinMs: 800,
            percent: '95',
            credits: [
              { belowPercent: '95', creditPercent: '5' },
              { belowPercent: '90', creditPercent: '20' },
            ],
          },
        ],
      },
    ),
  ],
  ['payment by result', plan([{ id: 'won', kind: 'result', unitPrice: '2', capAmount: '100', scoreMin: '0.8' }])],
  ['tiers that a commitment of tokens comes before', plan([COMMITMENT, TIERS])],
  ['tiers that a commitment of money comes after', plan([TIERS, { ...COMMITMENT, id: 'money', unit: 'money' }])],
];

test.each(sound)('%s is a plan', (_name, value) => {
  expect(planFlaw(value)).toBeUndefined();
});

const promise = {
  id: 'up',
  measure: 'availability',
  percent: '99.9',
  credits: [{ belowPercent: '99', creditPercent: '1' }],
};
const bands = (...list: unknown[]) => plan([{ ...TIERS, bands: list }]);
const times = (multiplier: object) => plan([LIST], { multipliers: [multiplier] });
const promised = (change: object) => plan([LIST], { sla: [{ ...promise, ...change }] });

const flawed: [string, Plan, RegExp][] = [
  ['an id that is not its version', plan([LIST], { id: 'p@2' }), /^id must be p@1/],
  ['no component', plan([]), /^components must/],
  ['an unknown component', plan([{ id: 'x', kind: 'flat' }]), /^components\[0\]\.kind must be one of/],
  ['a misspelt field', plan([{ ...LIST, ration: '0.9' }]), /^components\[0\]\.ration is not known/],
  ['a negative ratio', plan([{ ...LIST, ratio: '-0.1' }]), /^components\[0\]\.ratio/],
  ['a component twice', plan([TIERS, { ...LIST, id: 'tiers' }]), /twice/],
  ['a component called as fees are', plan([{ ...LIST, id: 'fee' }]), /^components\[0\]\.id/],
  ['a component called as what is covered', plan([{ ...LIST, id: 'covered' }]), /^components\[0\]\.id/],
  ['a component id that reads like a band', plan([{ ...LIST, id: 'a#1' }]), /^components\[0\]\.id/],
  ['nothing that takes the rest', plan([COMMITMENT]), /takes everything/],
  ['a rest that is narrowed', plan([{ ...LIST, selector: { provider: 'x' } }]), /takes everything/],
  ['only money to take the rest', plan([{ ...COMMITMENT, unit: 'money' }]), /takes everything/],
  ['tiers after a commitment of money', plan([{ ...COMMITMENT, unit: 'money' }, TIERS]), /tiers after/],
  ['an overage of tokens', plan([{ ...COMMITMENT, overageRatio: '1' }, LIST]), /overageRatio/],
  ['half a token committed', plan([{ ...COMMITMENT, quantity: '0.5' }, LIST]), /quantity must be whole/],
  ['nothing committed', plan([{ ...COMMITMENT, quantity: '0' }, LIST]), /quantity must be above 0/],
  ['minutes that roll over', plan([{ ...COMMITMENT, unit: 'token_per_minute' }, LIST]), /rollover/],
  ['a rate without prices', plan([{ id: 'r', kind: 'rate', unitPrices: {} }]), /unitPrices must name/],
  ['a rate of an unknown leaf', plan([{ id: 'r', kind: 'rate', unitPrices: { tokens: '1' } }]), /tokens is no leaf/],
  ['no band', bands(), /bands must/],
  ['a last band with an end', bands({ upTo: '5', price: { ratio: '1' } }), /upTo must be null for the last/],
  [
    'a band without end before the last',
    bands({ upTo: null, price: { ratio: '1' } }, { upTo: null, price: { ratio: '1' } }),
    /upTo must be null for the last/,
  ],
  [
    'bands that do not ascend',
    bands({ upTo: '10', price: { ratio: '1' } }, { upTo: '9', price: { ratio: '1' } }, TIERS.bands[1]),
    /bands\[1\]\.upTo must be above/,
  ],
  [
    'an empty first band',
    bands({ upTo: '0', price: { ratio: '1' } }, TIERS.bands[1]),
    /bands\[0\]\.upTo must be above/,
  ],
  ['bands of both kinds', bands({ upTo: '5', price: { ratio: '1' } }, TIERS.bands[1]), /all unit prices or all ratios/],
  ['a band with two prices', bands({ upTo: null, price: { ratio: '1', unitPrice: '1' } }), /not known/],
  ['a multiplier without its ratio', times({ id: 'm', condition: { on: 'batch' } }), /ratio is missing/],
  [
    'a series with a ratio',
    times({ id: 'm', condition: { on: 'series', series: 's', floor: '1', ceiling: '2' }, ratio: '1' }),
    /ratio must be absent/,
  ],
  [
    'a floor above the ceiling',
    times({ id: 'm', condition: { on: 'series', series: 's', floor: '2', ceiling: '1' } }),
    /floor must not be above/,
  ],
  [
    'an unknown condition',
    times({ id: 'm', condition: { on: 'weekend' }, ratio: '1' }),
    /condition\.on must be one of/,
  ],
  ['a promise of more than everything', promised({ percent: '100.1' }), /percent must be at most 100/],
  ['a latency without a time', promised({ measure: 'latency' }), /withinMs/],
  ['an availability within a time', promised({ withinMs: 5 }), /withinMs/],
  ['a credit above the promise', promised({ credits: [{ belowPercent: '100', creditPercent: '1' }] }), /at or below/],
  ['a promise nothing follows from', promised({ credits: [] }), /credits must/],
];

test.each(flawed)('a plan with %s is refused', (_name, value, flaw) => {
  expect(planFlaw(value)).toMatch(flaw);
});

test('components and multipliers may be many, but not both: each entry of a call names each multiplier', () => {
  const components = Array.from({ length: 14 }, (_, i) => ({
    ...LIST,
    id: `list-${i}`,
    selector: { leaves: ['second'] },
  }));
  const multipliers = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `m${i}`, condition: { on: 'always' }, ratio: '0.9' }));
  expect(planFlaw(plan([LIST], { multipliers: multipliers(50) }))).toBeUndefined();
  expect(planFlaw(plan([...components, LIST], { multipliers: multipliers(20) }))).toBeUndefined();
  expect(planFlaw(plan([...components, LIST], { multipliers: multipliers(50) }))).toMatch(/^multipliers are too many/);
});
