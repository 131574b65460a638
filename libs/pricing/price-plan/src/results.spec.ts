import { describe, expect, test } from '@jest/globals';
import type { PlanComponent } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { chargedBy, entriesOf, PlanDesk } from './testing/plan-desk.ts';
import { planned, TREE } from './testing/plan-world.ts';

const RESULT: PlanComponent = { id: 'solved', kind: 'result', unitPrice: '0.99', capAmount: '2.5', scoreMin: '0.7' };
const GOOD = { score: '0.9' };

function opened(desk: PlanDesk, changes: Partial<UsageEvent> = {}): UsageEvent {
  const { event, decision } = desk.call({ inputTokens: 1_000, ...changes });
  expect(decision).toMatchObject({ charged: true, reason: 'charged_on_result', entries: [] });
  return event as UsageEvent;
}

describe('value-based prices', () => {
  test('the call costs nothing, its accepted result a price, on the call’s account in the month of the result', () => {
    const desk = new PlanDesk(planned([RESULT]));
    const call = opened(desk);
    const other = { account: 'd', project: 'other', time: '2026-12-01T00:00:00.000Z' };
    expect(entriesOf(desk.result(call, GOOD, other))).toEqual([
      {
        currency: 'USD',
        amount: '0.99',
        lines: [{ leaf: 'result', quantity: 1, unitPrice: '0.99', amount: '0.99', priceRow: '' }],
        plan: 'plan@1',
        assignment: 'a',
        component: 'solved',
        account: 's',
        project: 'p',
        servicePeriod: '2026-12',
        postingPeriod: '2026-12',
      },
    ]);
    expect(desk.counters.get('posted|r|d')).toBe('{"2026-12|s":{"USD":"0.99"}}');
    desk.close('2026-11');
    expect(desk.close('2026-12').decision).toMatchObject({
      closing: { totals: [{ account: 's', currency: 'USD', amount: '0.99' }] },
    });
  });

  test.each([
    ['was not accepted', { accepted: false, score: '1' }, 'result_not_accepted: it was not accepted'],
    ['scores too low', { score: '0.69' }, 'result_not_accepted: the score 0.69 is too low'],
    ['has no score', {}, 'result_not_accepted: it has no score'],
  ])('a result that %s costs nothing, and a later one may be accepted', (_name, result, reason) => {
    const desk = new PlanDesk(planned([RESULT]));
    const call = opened(desk);
    expect(chargedBy(desk.result(call, result))).toBe(reason);
    expect(chargedBy(desk.result(call, { score: '0.70' }))).toEqual({ solved: '0.99' });
  });

  test('a second result of a call costs nothing', () => {
    const desk = new PlanDesk(planned([RESULT]));
    const call = opened(desk);
    desk.result(call, GOOD);
    expect(chargedBy(desk.result(call, GOOD))).toBe(`result_repeated: ${call.id}`);
  });

  test('the cap of a period cuts the last price and then charges nothing, until the next period', () => {
    const desk = new PlanDesk(planned([RESULT]));
    const calls = [1, 2, 3, 4].map(() => opened(desk));
    // 0.99 + 0.99 + (2.5 − 1.98 = 0.52) + nothing
    const amounts = calls.map((call) => chargedBy(desk.result(call, GOOD)));
    expect(amounts).toEqual([{ solved: '0.99' }, { solved: '0.99' }, { solved: '0.52' }, 'result_capped: solved']);
    const december = { time: '2026-12-01T00:00:00.000Z' };
    expect(chargedBy(desk.result(calls[3] as UsageEvent, GOOD, december))).toEqual({ solved: '0.99' });
  });

  test('a call nobody knows, or of a plan without results, is not open for one', () => {
    const desk = new PlanDesk(planned([{ id: 'use', kind: 'rate', unitPrices: { token: '1' } }]));
    const { event } = desk.call({ inputTokens: 1 });
    expect(chargedBy(desk.result(event as UsageEvent))).toMatch(/^result_without_plan/);
  });

  test('a call may cost something and be open for a result as well', () => {
    const half: PlanComponent = {
      id: 'input',
      kind: 'rate',
      unitPrices: { token: '0.001' },
      selector: { leaves: ['uncached_input'] },
    };
    const desk = new PlanDesk(planned([half, { ...RESULT, selector: { model: { equals: 'model-1' } } }]));
    const { event, decision } = desk.call({ inputTokens: 10, outputTokens: 100 });
    expect(decision).toMatchObject({ reason: 'priced', entries: [{ component: 'input', amount: '0.01' }] });
    expect(chargedBy(desk.result(event as UsageEvent, GOOD))).toEqual({ solved: '0.99' });
    expect(chargedBy(desk.call({ inputTokens: 10, outputTokens: 100, requestedModel: 'model-2' }))).toBe(
      'plan_incomplete: output_text',
    );
  });

  test('credits above both the call and the reporter pay a result, and no other branch does', () => {
    const reporter = { id: 'eval', root: 'r', parent: 'r', kind: 'service', name: 'eval' } as const;
    const desk = new PlanDesk(planned([RESULT], {}, { account: [...TREE, reporter] }));
    desk.credit({ credit: 'of-eval', amount: '5', account: 'eval' });
    desk.credit({ credit: 'of-d', amount: '5', account: 'd' });
    desk.credit({ credit: 'of-root', amount: '5', priority: 9 });
    const call = opened(desk);
    expect(chargedBy(desk.result(call, GOOD, { account: 'eval' }))).toEqual({
      solved: '0.99',
      'credit:of-root': '-0.99',
    });
    expect(chargedBy(desk.result(opened(desk), GOOD))).toEqual({ solved: '0.99', 'credit:of-d': '-0.99' });
  });

  test('a result in no month waits for nothing: it is not charged', () => {
    const desk = new PlanDesk(planned([RESULT]));
    const late = { time: '2030-01-01T00:00:00.000Z' };
    expect(chargedBy(desk.result(opened(desk), GOOD, late))).toBe('period_unknown: 2030-01-01T00:00:00.000Z');
  });

  test('a call that was taken back is no longer open, and one that was amended pays for one result', () => {
    const desk = new PlanDesk(planned([RESULT]));
    const voided = desk.call({ inputTokens: 1 });
    expect(desk.voidCall(voided).decision).toMatchObject({ charged: true, reason: 'voided', entries: [] });
    expect(chargedBy(desk.result(voided.event as UsageEvent, GOOD))).toMatch(/^result_without_plan/);
    const amended = desk.call({ inputTokens: 1 });
    desk.amend(amended, { inputTokens: 2 });
    expect(chargedBy(desk.result(amended.event as UsageEvent, GOOD))).toEqual({ solved: '0.99' });
    desk.amend(amended, { inputTokens: 3 });
    expect(chargedBy(desk.result(amended.event as UsageEvent, GOOD))).toMatch(/^result_repeated/);
  });
});
