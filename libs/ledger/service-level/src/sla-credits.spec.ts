import { describe, expect, test } from '@jest/globals';
import type { Plan, PlanAssignment, SlaPromise } from '@suanpan/catalogue';
import { storedAtto } from '@suanpan/money';
import fc from 'fast-check';
import { isServerFailure, percentText, type SlaDecision, slaCredits } from './index.ts';

const ASSIGNMENT: PlanAssignment = {
  ...{ id: 'asg_1', root: 'acme', account: 'research', plan: 'pro@2', effectiveFrom: 0, effectiveTo: null },
};
const AVAILABILITY: SlaPromise = {
  ...{ id: 'uptime', measure: 'availability', percent: '99.9' },
  credits: [
    { belowPercent: '99.9', creditPercent: '10' },
    { belowPercent: '95', creditPercent: '100' },
    { belowPercent: '99', creditPercent: '25' },
  ],
};

function decide(
  good: bigint,
  of: bigint,
  charges: string,
  promises: readonly SlaPromise[] = [AVAILABILITY],
): SlaDecision {
  const plan: Plan = {
    ...{ id: 'pro@2', plan: 'pro', version: 2, root: null, name: 'Pro', currency: 'USD', components: [] },
    sla: promises,
  };
  return slaCredits({
    ...{ assignment: ASSIGNMENT, plan, period: '2026-11', now: 1_796_054_400_000 },
    measured: promises.map(({ id }) => ({ promise: id, share: { good, of } })),
    charges: storedAtto(charges),
  });
}

const amounts = ({ fees }: SlaDecision) => fees.map(({ amount }) => amount);

describe('worked by hand', () => {
  test.each([
    ['exactly what was promised', 999n, 1000n, '3000', [], 'kept'],
    ['one call short of it', 99_899n, 100_000n, '3000', ['-300'], 'credited'],
    ['exactly at a step, which is not below it', 990n, 1000n, '3000', ['-300'], 'credited'],
    ['below the second step', 989n, 1000n, '3000', ['-750'], 'credited'],
    ['below the lowest step', 1n, 3n, '3000', ['-3000'], 'credited'],
    [
      'an amount that has more digits than money',
      989n,
      1000n,
      '0.000000000000000003',
      ['-0.000000000000000001'],
      'credited',
    ],
    ['a period that cost nothing', 1n, 2n, '0', [], 'nothing_to_credit'],
    ['a period with more taken back than charged', 1n, 2n, '-5', [], 'nothing_to_credit'],
    ['no call at all', 0n, 0n, '3000', [], 'nothing_measured'],
  ])('%s', (_what, good, of, charges, due, reason) => {
    const decision = decide(good, of, charges);
    expect(amounts(decision)).toEqual(due);
    expect(decision.promises.map((promise) => promise.reason)).toEqual([reason]);
  });

  test('a credit is a fee with a fixed id that explains itself', () => {
    expect(decide(989n, 1000n, '3000').fees).toEqual([
      {
        ...{ directive: 'fee', charge: 'sla_credit', id: 'sla:asg_1:uptime:2026-11', source: 'suanpan/billing' },
        ...{ root: 'acme', account: 'research', assignment: 'asg_1', plan: 'pro@2', component: 'sla:uptime' },
        ...{ period: '2026-11', currency: 'USD', amount: '-750', time: '2026-11-30T16:00:00.000Z' },
        reason: 'A promise of the plan was not kept.',
        detail: 'availability 989/1000 = 98.9% of 99.9%: 25% of 3000 USD',
      },
    ]);
  });

  test('several broken promises never give back more than was charged', () => {
    const second = { ...AVAILABILITY, id: 'second' };
    const third = { ...AVAILABILITY, id: 'third' };
    const whole = { ...AVAILABILITY, credits: [{ belowPercent: '99.9', creditPercent: '60' }] };
    const decision = decide(1n, 2n, '100', [whole, second, third]);
    expect(amounts(decision)).toEqual(['-60', '-40']);
    expect(decision.promises.map(({ reason }) => reason)).toEqual(['credited', 'credited', 'nothing_to_credit']);
    expect(decision.fees[1]?.detail).toContain('at most the 40 left');
  });

  test('a promise broken by less than its first step gives nothing back', () => {
    const lenient = { ...AVAILABILITY, credits: [{ belowPercent: '99', creditPercent: '10' }] };
    expect(decide(995n, 1000n, '100', [lenient]).promises[0]?.reason).toBe('broken_within_steps');
  });

  test.each([
    [{ ...AVAILABILITY, percent: '99,9' }],
    [{ ...AVAILABILITY, credits: [{ belowPercent: '99', creditPercent: '-10' }] }],
    [{ ...AVAILABILITY, credits: [{ belowPercent: 'x', creditPercent: '10' }] }],
  ])('a promise whose numbers cannot be read credits nothing and says so', (promise) => {
    const decision = decide(1n, 2n, '100', [promise]);
    expect([amounts(decision), decision.promises[0]?.reason]).toEqual([[], 'promise_unreadable']);
  });
});

test('a measured share below a step is found below it, however close', () => {
  const calls = fc.bigInt(1n, 10n ** 15n);
  fc.assert(
    fc.property(calls, fc.nat({ max: 999_999 }), (of, millionths) => {
      // good/of is the largest share not above the step, then the step itself.
      const percent = `${Math.floor(millionths / 10_000)}.${String(millionths % 10_000).padStart(4, '0')}`;
      const promise = { ...AVAILABILITY, percent, credits: [{ belowPercent: percent, creditPercent: '10' }] };
      const good = (of * BigInt(millionths)) / 1_000_000n;
      const isBelow = good * 1_000_000n < of * BigInt(millionths);
      expect(decide(good, of, '100', [promise]).promises[0]?.reason).toBe(isBelow ? 'credited' : 'kept');
    }),
  );
});

test.each([
  [999n, 1000n, '99.9%'],
  [1n, 1n, '100%'],
  [99_999_999n, 100_000_000n, '99.9999…%'],
  [1n, 3n, '33.3333…%'],
  [0n, 7n, '0%'],
])('%d of %d reads as %s, never rounded up', (good, of, text) => {
  expect(percentText({ good, of })).toBe(text);
});

test.each([
  [500, undefined, true],
  [529, undefined, true],
  [499, undefined, false],
  [429, 'rate_limit_error', false],
  [undefined, undefined, false],
  [undefined, 'overloaded_error', true],
  [undefined, 'InternalServerError', true],
  [undefined, 'timeout', true],
  [undefined, '503', true],
  [undefined, '404', false],
  [200, 'api_error', true],
  [undefined, 'content_filter', false],
  [undefined, '', false],
])('status %p with error %p is a failure of the server: %p', (status, type, expected) => {
  expect(isServerFailure(status, type)).toBe(expected);
});
