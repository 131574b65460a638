import { describe, expect, test } from '@jest/globals';
import type { PlanAssignment, PlanComponent } from '@suanpan/catalogue';
import { chargedBy, entriesOf, PlanDesk } from './testing/plan-desk.ts';
import { assignmentOf, day, listRows, planned, planOf } from './testing/plan-world.ts';

const OVERAGE: PlanComponent = { id: 'over', kind: 'rate', unitPrices: { token: '0.01' } };

function committed(more: Partial<PlanComponent & { kind: 'commitment' }> = {}): PlanComponent {
  const base = { quantity: '3000', feeAmount: '60', rollover: 'none', proration: 'by_time' } as const;
  return { id: 'c', kind: 'commitment', unit: 'token', ...base, ...more };
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

describe('a free allowance', () => {
  const free: PlanComponent = { id: 'free', kind: 'allowance', unit: 'token', quantity: '100' };

  test('covers a call, is written with what it covered, and what goes beyond falls through', () => {
    const desk = new PlanDesk(planned([free, OVERAGE]));
    expect(entriesOf(desk.call({ inputTokens: 60 }))).toEqual([
      {
        currency: 'USD',
        amount: '0',
        plan: 'plan@1',
        assignment: 'a',
        component: 'free',
        lines: [{ leaf: 'uncached_input', quantity: 60, unitPrice: '0', amount: '0', priceRow: '' }],
        servicePeriod: '2026-11',
        postingPeriod: '2026-11',
      },
    ]);
    // 40 are left: 30 input and 10 of 15 output; 5 × 0.01 beyond
    expect(entriesOf(desk.call({ inputTokens: 30, outputTokens: 15 }))).toMatchObject([
      { component: 'free', lines: [{ quantity: 30 }, { leaf: 'output_text', quantity: 10 }] },
      { component: 'over', amount: '0.05', lines: [{ leaf: 'output_text', quantity: 5 }] },
    ]);
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toEqual({ over: '0.01' });
  });

  test('is new each period', () => {
    const desk = new PlanDesk(planned([free, OVERAGE]));
    desk.call({ inputTokens: 100 });
    expect(chargedBy(desk.call({ inputTokens: 100, time: '2026-12-01T00:00:00.000Z' }))).toEqual({ free: '0' });
  });

  test('of requests makes one of every call that did not fail, and the ones beyond need a price', () => {
    const ofRequests: PlanComponent = { id: 'free', kind: 'allowance', unit: 'request', quantity: '2' };
    const desk = new PlanDesk(planned([ofRequests, OVERAGE]));
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toEqual({ free: '0', over: '0.01' });
    expect(chargedBy(desk.call({ inputTokens: 1, errorType: 'timeout' }))).toEqual({ over: '0.01' });
    expect(chargedBy(desk.call({}))).toEqual({ free: '0' });
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toBe('plan_incomplete: request');
  });

  test('of seconds is whole seconds, and a call may take a part of one', () => {
    const ofSeconds: PlanComponent = { id: 'free', kind: 'allowance', unit: 'second', quantity: '2.9' };
    const desk = new PlanDesk(planned([ofSeconds, { id: 's', kind: 'rate', unitPrices: { second: '1' } }]));
    // 2.9 is rounded down to 2; 1.25 of them, then 0.75 and 0.5 × 1 beyond
    desk.call({ seconds: '1.25' });
    expect(entriesOf(desk.call({ seconds: '1.25' }))).toMatchObject([
      { component: 'free', lines: [{ quantity: '0.75' }] },
      { component: 's', amount: '0.5', lines: [{ quantity: '0.5' }] },
    ]);
  });
});

describe('a reserved quantity', () => {
  test.each<[string, Partial<PlanAssignment>, number, number]>([
    // effective from the 16th: 15 of 30 days, 3,000 × 15/30 = 1,500
    ['mid-period start', { effectiveFrom: day(16) }, day(20), 1_500],
    // ended on the 11th: 10 of 30 days, 3,000 × 10/30 = 1,000
    ['mid-period end', { effectiveTo: day(11) }, day(5), 1_000],
    // 7 hours of 720: 3,000 × 7/720 = 29.1666…, rounded down to whole units
    ['some hours', { effectiveFrom: day(15, 11, 8), effectiveTo: day(15, 11, 15) }, day(15, 11, 12), 29],
    ['whole period', {}, day(15), 3_000],
  ])('is its share of time, rounded down to whole units: %s', (_name, more, instant, quantity) => {
    const desk = new PlanDesk({ plan: [planOf([committed(), OVERAGE])], assignment: [assignmentOf(more)] });
    // one token beyond what there is × 0.01
    expect(chargedBy(desk.call({ time: iso(instant), inputTokens: quantity + 1 }))).toEqual({ c: '0', over: '0.01' });
  });

  test('without proration is whole in a part of a period', () => {
    const plan = [planOf([committed({ proration: 'none' }), OVERAGE])];
    const desk = new PlanDesk({ plan, assignment: [assignmentOf({ effectiveFrom: day(16) })] });
    expect(chargedBy(desk.call({ time: iso(day(20)), inputTokens: 3_000 }))).toEqual({ c: '0' });
  });

  test('after a change of plan in mid-period each plan has its part, be the old one ended or only followed', () => {
    for (const effectiveTo of [day(11), null]) {
      const desk = new PlanDesk({
        plan: [planOf([committed(), OVERAGE]), planOf([committed({ quantity: '9000' }), OVERAGE], { id: 'big@1' })],
        assignment: [assignmentOf({ effectiveTo }), assignmentOf({ id: 'b', plan: 'big@1', effectiveFrom: day(11) })],
      });
      // 3,000 × 10/30 = 1,000 before, 9,000 × 20/30 = 6,000 after
      expect(chargedBy(desk.call({ time: iso(day(2)), inputTokens: 1_002 }))).toEqual({ c: '0', over: '0.02' });
      expect(chargedBy(desk.call({ time: iso(day(12)), inputTokens: 6_003 }))).toEqual({ c: '0', over: '0.03' });
    }
  });

  test('that was cut after it was used has nothing left, and never less than that', () => {
    const plan = [planOf([committed(), OVERAGE])];
    const desk = new PlanDesk({ plan, assignment: [assignmentOf()] });
    desk.call({ time: iso(day(2)), inputTokens: 2_500 });
    // 3,000 × 10/30 = 1,000 are there by now, and 2,500 were used
    desk.view = new PlanDesk({ plan, assignment: [assignmentOf({ effectiveTo: day(11) })] }).view;
    expect(chargedBy(desk.call({ time: iso(day(3)), inputTokens: 7 }))).toEqual({ over: '0.07' });
    expect(desk.close('2026-11').decision).toMatchObject({ closing: { balances: [{ left: '0' }] } });
  });

  test('is shared by everything below the account, and goes by the order of events', () => {
    const desk = new PlanDesk(planned([committed(), OVERAGE]));
    desk.call({ account: 'd', inputTokens: 2_999 });
    expect(chargedBy(desk.call({ account: 's', inputTokens: 2 }))).toEqual({ c: '0', over: '0.01' });
  });

  test('what is left rolls over once, is used up first, and cannot be used twice', () => {
    const desk = new PlanDesk(planned([committed({ rollover: 'next_period' }), OVERAGE]));
    desk.call({ inputTokens: 2_000 });
    const december = { time: '2026-12-10T00:00:00.000Z' };
    // Before November is closed December has its own 3,000 alone.
    expect(desk.close('2026-11').decision).toMatchObject({ closing: { balances: [{ name: 'a/c', left: '1000' }] } });
    // A late call finds nothing left in November: its 1,000 went to December.
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toEqual({ over: '0.01' });
    // December: 1,000 carried + 3,000 own; 3,500 used, of which the carried 1,000 first
    expect(chargedBy(desk.call({ ...december, inputTokens: 3_500 }))).toEqual({ c: '0' });
    expect(desk.close('2026-12').decision).toMatchObject({ closing: { balances: [{ left: '500' }] } });
    // January: 500 carried + 3,000 own
    expect(chargedBy(desk.call({ time: '2027-01-05T00:00:00.000Z', inputTokens: 3_501 }))).toEqual({
      c: '0',
      over: '0.01',
    });
  });

  test('what was carried and not used is lost', () => {
    const desk = new PlanDesk(planned([committed({ rollover: 'next_period' }), OVERAGE]));
    desk.close('2026-11');
    desk.close('2026-12');
    // January: 3,000 of December and 3,000 own; the 3,000 of November are gone
    const january = { time: '2027-01-05T00:00:00.000Z', inputTokens: 6_001 };
    expect(chargedBy(desk.call(january))).toEqual({ c: '0', over: '0.01' });
  });

  test('without roll-over what is left is lost', () => {
    const desk = new PlanDesk(planned([committed(), OVERAGE]));
    desk.close('2026-11');
    expect(chargedBy(desk.call({ time: '2026-12-10T00:00:00.000Z', inputTokens: 3_001 }))).toEqual({
      c: '0',
      over: '0.01',
    });
  });
});

describe('throughput', () => {
  const perMinute = committed({ unit: 'token_per_minute', quantity: '100' });

  test('holds in each minute of event time', () => {
    const desk = new PlanDesk(planned([perMinute, OVERAGE]));
    const at = (time: string, inputTokens: number) =>
      chargedBy(desk.call({ time: `2026-11-15T${time}Z`, inputTokens }));
    expect(at('12:00:00.000', 70)).toEqual({ c: '0' });
    expect(at('12:00:59.999', 40)).toEqual({ c: '0', over: '0.1' });
    expect(at('12:01:00.000', 100)).toEqual({ c: '0' });
    // A late call of a minute that has something left
    expect(at('11:59:00.000', 100)).toEqual({ c: '0' });
    expect(at('11:59:30.000', 1)).toEqual({ over: '0.01' });
  });

  test('a minute 120 minutes before the newest has nothing left', () => {
    const desk = new PlanDesk(planned([perMinute, OVERAGE]));
    desk.call({ time: '2026-11-15T12:00:00.000Z', inputTokens: 1 });
    expect(chargedBy(desk.call({ time: '2026-11-15T10:01:00.000Z', inputTokens: 1 }))).toEqual({ c: '0' });
    expect(chargedBy(desk.call({ time: '2026-11-15T10:00:59.999Z', inputTokens: 1 }))).toEqual({ over: '0.01' });
    desk.call({ time: '2026-11-15T14:00:00.000Z', inputTokens: 1 });
    expect(desk.counters.get('p|r|minutes|a|c')).not.toContain(String(Date.UTC(2026, 10, 15, 12) / 60_000));
  });
});

describe('hybrid', () => {
  test('a base reservation is consumed first, then what is elastic at a share of the list', () => {
    const desk = new PlanDesk({
      ...planned([
        committed({ quantity: '1000', selector: { model: { equals: 'model-1' } } }),
        { id: 'elastic', kind: 'list', ratio: '0.8' },
      ]),
      priceRow: listRows({ uncached_input: { amount: '0.01' } }, { matcher: { startsWith: 'model' } }),
    });
    expect(chargedBy(desk.call({ inputTokens: 900 }))).toEqual({ c: '0' });
    // 100 reserved, 200 × 0.01 × 0.8
    expect(chargedBy(desk.call({ inputTokens: 300 }))).toEqual({ c: '0', elastic: '1.6' });
    // another model is not reserved: 10 × 0.01 × 0.8
    expect(chargedBy(desk.call({ inputTokens: 10, requestedModel: 'model-2' }))).toEqual({ elastic: '0.08' });
  });
});
