import { describe, expect, test } from '@jest/globals';
import type { PlanComponent } from '@suanpan/catalogue';
import { planFees } from './plan-fees.ts';
import { chargedBy, entriesOf, PlanDesk } from './testing/plan-desk.ts';
import { assignmentOf, day, planned, planOf, viewOf } from './testing/plan-world.ts';

const DOLLAR: PlanComponent = { id: 'use', kind: 'rate', unitPrices: { token: '1' } };
const DECEMBER = { time: '2026-12-05T00:00:00.000Z' };

function committed(more: Partial<PlanComponent & { kind: 'commitment' }> = {}): PlanComponent {
  const base = { unit: 'token', quantity: '1000', feeAmount: '3000', rollover: 'none', proration: 'by_time' } as const;
  return { id: 'base', kind: 'commitment', ...base, ...more };
}

describe('closing', () => {
  test('goes month by month, each once', () => {
    const desk = new PlanDesk({});
    expect(chargedBy(desk.close('2031-01'))).toBe('period_unknown: 2031-01');
    expect(desk.close('2026-10').decision).toMatchObject({ charged: true, reason: 'period_closed' });
    expect(chargedBy(desk.close('2026-12'))).toBe('period_not_next: 2026-11');
    expect(chargedBy(desk.close('2026-10'))).toBe('period_closed_before: 2026-10');
    expect(chargedBy(desk.close('2026-09'))).toBe('period_closed_before: 2026-09');
    expect(desk.close('2026-11').decision).toMatchObject({ charged: true });
    expect(chargedBy(new PlanDesk({ calendar: [] }).close('2026-10'))).toBe('period_unknown: 2026-10');
  });

  test('says what each account posted and forgets it; what comes late is posted to the next month and says where it fell', () => {
    const desk = new PlanDesk(planned([DOLLAR]));
    desk.call({ inputTokens: 3 });
    desk.call({ inputTokens: 4, account: 'd' });
    desk.call({ inputTokens: 9, ...DECEMBER });
    expect(desk.close('2026-11').decision).toMatchObject({
      closing: {
        period: '2026-11',
        totals: [
          { account: 'd', currency: 'USD', amount: '4' },
          { account: 's', currency: 'USD', amount: '3' },
        ],
      },
    });
    expect(entriesOf(desk.call({ inputTokens: 1 }))).toMatchObject([
      { servicePeriod: '2026-11', postingPeriod: '2026-12' },
    ]);
    expect(desk.counters.get('posted|r|s')).toBe('{"2026-12":{"USD":"10"}}');
    expect(desk.close('2026-12').decision).toMatchObject({ closing: { totals: [{ account: 's', amount: '10' }] } });
    expect([...desk.counters.keys()].filter((name) => name.startsWith('posted'))).toEqual([]);
  });

  test.each([
    // 50 − 20 = 30
    ['the rest to the minimum', {}, 20, '30'],
    ['nothing where the minimum is reached', {}, 50, undefined],
    ['nothing where more was charged', {}, 51, undefined],
    // half a month: 50 × 15/30 = 25, less 20
    ['the rest to a share of it', { effectiveFrom: day(16) }, 20, '5'],
    // 50 × 7/720 hours = 0.48611…, quantised half-even
    ['a share to the last digit', { effectiveFrom: day(30, 11, 17) }, 0, '0.486111111111111111'],
  ])('charges %s', (_name, more, usage, amount) => {
    const plan = [planOf([DOLLAR], { minimumAmount: '50' })];
    const desk = new PlanDesk({ plan, assignment: [assignmentOf({ account: 'd', ...more })] });
    desk.call({ inputTokens: usage, time: '2026-11-30T20:00:00.000Z' });
    const expected = {
      currency: 'USD',
      amount,
      lines: [{ leaf: 'true_up', quantity: 1, unitPrice: amount, amount, priceRow: '' }],
      plan: 'plan@1',
      assignment: 'a',
      component: 'true_up',
      servicePeriod: '2026-11',
      postingPeriod: '2026-11',
      account: 'd',
    };
    const closed = desk.close('2026-11');
    expect(entriesOf(closed)).toEqual(amount === undefined ? [] : [expected]);
    const totals = closed.decision.charged ? (closed.decision.closing?.totals ?? []) : [];
    expect(totals.find(({ account }) => account === 'd')?.amount).toBe(amount);
  });

  test('counts fees and results towards the minimum, and not what credits paid', () => {
    const result: PlanComponent = { id: 'solved', kind: 'result', unitPrice: '7', selector: { provider: 'azure' } };
    const desk = new PlanDesk(planned([result, DOLLAR, committed()], { minimumAmount: '50' }));
    desk.credit({ credit: 'c', amount: '1000' });
    desk.call({ inputTokens: 20 });
    const { event } = desk.call({ inputTokens: 20, provider: 'azure' });
    if (event !== undefined) desk.result(event);
    desk.fee({ assignment: 'a', plan: 'plan@1', component: 'base', amount: '10' });
    // 50 − 20 usage − 7 result − 10 fee = 13
    expect(chargedBy(desk.close('2026-11'))).toEqual({ true_up: '13' });
  });

  test('does not take a credit for a broken promise back: the minimum is met by what was charged before it', () => {
    const desk = new PlanDesk(planned([DOLLAR], { minimumAmount: '50' }));
    desk.call({ inputTokens: 20 });
    const promise = { assignment: 'a', plan: 'plan@1', component: 'sla:up' } as const;
    expect(chargedBy(desk.fee({ ...promise, charge: 'sla_credit', amount: '-4' }))).toEqual({ 'sla:up': '-4' });
    // 50 − 20 usage, whatever was credited; a correction by hand of the same assignment does count
    desk.fee({ assignment: 'a', plan: 'plan@1', charge: 'correction', amount: '-1' });
    expect(chargedBy(desk.close('2026-11'))).toEqual({ true_up: '31' });
  });

  test('says what is left of quantities, money and credits, and forgets credits that ended', () => {
    const desk = new PlanDesk(
      planned([committed(), { id: 'free', kind: 'allowance', unit: 'money', quantity: '5' }, DOLLAR]),
    );
    desk.credit({ credit: 'ended', amount: '2', expiresAt: day(1, 12) });
    desk.credit({ credit: 'good', amount: '3', expiresAt: day(1, 12) + 1, account: 'd' });
    desk.call({ inputTokens: 1_002 });
    expect(desk.close('2026-11').decision).toMatchObject({
      closing: {
        balances: [
          { name: 'a/base', unit: 'token', left: '0' },
          { name: 'a/free', unit: 'USD', left: '3' },
          { name: 'credit:ended', unit: 'USD', left: '2' },
          { name: 'credit:good', unit: 'USD', left: '3' },
        ],
      },
    });
    expect(desk.counters.has('p|r|credits|r')).toBe(false);
    expect(desk.counters.get('p|r|credits|d')).toContain('good');
  });
});

describe('fees', () => {
  test('by hand are charged as told, and may be negative', () => {
    const desk = new PlanDesk({});
    const told = { amount: '-12.5', charge: 'correction', account: 'd', project: 'p', detail: 'goodwill' } as const;
    const { decision } = desk.fee(told);
    expect(decision).toMatchObject({
      charged: true,
      reason: 'fee_charged',
      detail: 'goodwill',
      entries: [
        {
          currency: 'USD',
          amount: '-12.5',
          lines: [{ leaf: 'correction', quantity: 1, unitPrice: '-12.5', amount: '-12.5', priceRow: '' }],
          component: 'correction',
          servicePeriod: '2026-11',
          postingPeriod: '2026-11',
          account: 'd',
          project: 'p',
        },
      ],
    });
    expect(chargedBy(desk.fee(told))).toEqual({ correction: '-12.5' });
  });

  test('of a component say what is due in all: told again, only the difference is charged', () => {
    const desk = new PlanDesk(planned([committed()]));
    const due = (amount: string) => chargedBy(desk.fee({ assignment: 'a', plan: 'plan@1', component: 'base', amount }));
    expect([due('3000'), due('3000'), due('1500'), due('0'), due('0')]).toEqual([
      { base: '3000' },
      'nothing_left: all that is due has been charged',
      { base: '-1500' },
      { base: '-1500' },
      'nothing_left: all that is due has been charged',
    ]);
  });

  test('of a closed month are posted to the open one', () => {
    const desk = new PlanDesk({});
    desk.close('2026-11');
    expect(entriesOf(desk.fee({ amount: '1' }))).toMatchObject([
      { servicePeriod: '2026-11', postingPeriod: '2026-12' },
    ]);
  });

  test.each([
    ['of a month that does not exist', { period: '2031-01', amount: '1' }, 'period_unknown: 2031-01'],
    ['of no amount', { amount: 'much' }, 'nothing_left: much is no amount'],
    ['of nothing', { amount: '0' }, 'nothing_left: all that is due has been charged'],
  ])('%s are not charged', (_name, told, reason) => {
    expect(chargedBy(new PlanDesk({}).fee(told))).toBe(reason);
  });
});

describe('which fees are due', () => {
  const plan = [
    planOf([committed(), DOLLAR, committed({ id: 'whole', proration: 'none', feeAmount: '10' })]),
    planOf([committed({ feeAmount: '900' })], { id: 'next@1' }),
  ];
  const november = (assignment: Parameters<typeof assignmentOf>[0][]) =>
    planFees(viewOf({ plan, assignment: assignment.map((one) => assignmentOf(one)) }), 'r', '2026-11', day(1)).map(
      ({ id, amount, detail }) => [id, amount, detail],
    );

  test('one for each commitment, the share of time or the whole', () => {
    expect(november([{ effectiveFrom: day(16) }])).toEqual([
      ['fee:a:base:2026-11:1', '1500', '3000 × 15/30 days of the month'],
      ['fee:a:whole:2026-11:1', '10', '10 for the month'],
    ]);
    expect(november([{}])).toMatchObject([['fee:a:base:2026-11:1', '3000', '3000 for the month'], {}]);
    expect(november([{ effectiveFrom: day(30, 11, 17) }])).toMatchObject([
      ['fee:a:base:2026-11:1', '29.166666666666666667', '3000 × 7/720 hours of the month'],
      {},
    ]);
  });

  test('a plan that was followed in mid-period pays its part, be it ended or not', () => {
    for (const effectiveTo of [day(11), null]) {
      const amounts = november([{ effectiveTo }, { id: 'b', plan: 'next@1', effectiveFrom: day(11) }]);
      // 3,000 × 10/30 and 900 × 20/30
      expect(amounts.map(([, amount]) => amount)).toEqual(['1000', '10', '600']);
    }
  });

  test('none outside the period, and zero where another plan decides all the time, so that what was told before is taken back', () => {
    expect(november([{ effectiveFrom: day(1, 12) }, { id: 'b', effectiveTo: day(1) }])).toEqual([]);
    expect(november([{}, { id: 'b', plan: 'next@1', effectiveFrom: day(1) }]).map(([, amount]) => amount)).toEqual([
      '0',
      '0',
      '900',
    ]);
  });

  test('what is due is charged once, by the directive as it is', () => {
    const view = viewOf({ plan, assignment: [assignmentOf()] });
    const desk = new PlanDesk(view);
    for (const fee of planFees(view, 'r', '2026-11', day(1))) desk.fee(fee);
    for (const fee of planFees(view, 'r', '2026-11', day(9))) expect(chargedBy(desk.fee(fee))).toMatch(/^nothing_left/);
    expect(desk.counters.get('posted|r|r')).toBe('{"2026-11":{"USD":"3010"}}');
  });
});
