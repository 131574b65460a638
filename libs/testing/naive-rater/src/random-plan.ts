import type { Multiplier, Plan, PlanComponent, UsageSelector } from '@suanpan/catalogue';
import fc from 'fast-check';

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

/**
 * A plan with components of every kind, all forms of tiers and quotas, multipliers and sometimes a minimum. It converts by the rate
 * `ecb`, and its series is `load`. `id` is `<plan>@<version>`.
 */
export function randomPlan(id: string): fc.Arbitrary<Plan> {
  const [name = '', version = '1'] = id.split('@');
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
        plan: name,
        version: Number(version),
        root: null,
        name,
        currency: 'USD',
        fx: 'ecb',
        components: all.map((one, i) => ({ id: `c${i}`, ...one })) as unknown as PlanComponent[],
        multipliers: multipliers.map(([one, which], i) => ({ id: `m${i}`, ...one, ...which })) as Multiplier[],
        ...more,
      };
    });
}
