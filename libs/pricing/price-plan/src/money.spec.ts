import { describe, expect, test } from '@jest/globals';
import type { PlanComponent } from '@suanpan/catalogue';
import { chargedBy, entriesOf, PlanDesk } from './testing/plan-desk.ts';
import { assignmentOf, day, listRows, planned, planOf, TREE, type World } from './testing/plan-world.ts';

/** One token is one dollar, so that usage reads as money. */
const DOLLAR: PlanComponent = { id: 'use', kind: 'rate', unitPrices: { token: '1' } };

function ofMoney(more: Partial<PlanComponent & { kind: 'commitment' }> = {}): PlanComponent {
  const base = { quantity: '100', feeAmount: '80', rollover: 'none', proration: 'by_time' } as const;
  return { id: 'm', kind: 'commitment', unit: 'money', ...base, ...more };
}

describe('a commitment of money', () => {
  test('covers charges until it is used, and then they stand', () => {
    const desk = new PlanDesk(planned([DOLLAR, ofMoney()]));
    expect(entriesOf(desk.call({ inputTokens: 70 }))).toMatchObject([
      { component: 'use', amount: '70' },
      { component: 'm', amount: '-70', lines: [{ leaf: 'covered', quantity: 1, unitPrice: '-70', amount: '-70' }] },
    ]);
    expect(chargedBy(desk.call({ inputTokens: 50 }))).toEqual({ use: '50', m: '-30' });
    expect(chargedBy(desk.call({ inputTokens: 5 }))).toEqual({ use: '5' });
  });

  test.each([
    // 20 beyond × (1.25 − 1) = 5 more: 20 × 1.25 in all
    ['1.25', '5'],
    // 20 beyond × (0.9 − 1): a discount
    ['0.9', '-2'],
  ])('charges what goes beyond at the overage ratio %s', (overageRatio, overage) => {
    const desk = new PlanDesk(planned([DOLLAR, ofMoney({ overageRatio })]));
    expect(chargedBy(desk.call({ inputTokens: 120 }))).toEqual({ use: '120', m: '-100', 'm#overage': overage });
  });

  test('with the overage ratio 1 says nothing more', () => {
    const desk = new PlanDesk(planned([DOLLAR, ofMoney({ overageRatio: '1' })]));
    expect(chargedBy(desk.call({ inputTokens: 120 }))).toEqual({ use: '120', m: '-100' });
  });

  test('of a part of a period is its share, to the last digit', () => {
    const plan = [planOf([DOLLAR, ofMoney()])];
    const desk = new PlanDesk({ plan, assignment: [assignmentOf({ effectiveFrom: day(30, 11, 17) })] });
    // 7 of 720 hours: 100 × 7/720 = 0.97222…, rounded down to eighteen digits
    const time = '2026-11-30T20:00:00.000Z';
    expect(chargedBy(desk.call({ time, inputTokens: 10 }))).toEqual({ use: '10', m: '-0.972222222222222222' });
  });

  test('covers only what it selects, and what an earlier one left', () => {
    const selector = { leaves: ['output_text'] } as const;
    const desk = new PlanDesk(
      planned([
        DOLLAR,
        { id: 'free', kind: 'allowance', unit: 'money', quantity: '10', selector },
        ofMoney({ quantity: '15' }),
      ]),
    );
    // free covers 10 of 12 output; the commitment 15 of the remaining 2 + 20 = 22
    expect(chargedBy(desk.call({ inputTokens: 20, outputTokens: 12 }))).toEqual({ use: '32', free: '-10', m: '-15' });
  });

  test('that settles the rest by an overage ratio leaves nothing for a later one', () => {
    const later = ofMoney({ id: 'later', quantity: '1000' });
    const desk = new PlanDesk(planned([DOLLAR, ofMoney({ overageRatio: '2' }), later]));
    expect(chargedBy(desk.call({ inputTokens: 110 }))).toEqual({ use: '110', m: '-100', 'm#overage': '10' });
  });

  test('left over rolls over', () => {
    const desk = new PlanDesk(planned([DOLLAR, ofMoney({ rollover: 'next_period' })]));
    desk.call({ inputTokens: 70 });
    desk.close('2026-11');
    // 30 carried and 100 of its own
    expect(chargedBy(desk.call({ time: '2026-12-01T00:00:00.000Z', inputTokens: 140 }))).toEqual({
      use: '140',
      m: '-130',
    });
  });
});

describe('prepaid credits', () => {
  const world: World = planned([DOLLAR]);

  test('pay a charge until they are used, each with an entry of its own', () => {
    const desk = new PlanDesk(world);
    desk.credit({ credit: 'welcome', amount: '10' });
    expect(entriesOf(desk.call({ inputTokens: 4 }))).toMatchObject([
      { component: 'use', amount: '4' },
      {
        component: 'credit:welcome',
        amount: '-4',
        lines: [{ leaf: 'credit', amount: '-4' }],
        postingPeriod: '2026-11',
      },
    ]);
    expect(chargedBy(desk.call({ inputTokens: 8 }))).toEqual({ use: '8', 'credit:welcome': '-6' });
    expect(chargedBy(desk.call({ inputTokens: 1 }))).toEqual({ use: '1' });
    expect(desk.counters.get('posted|r|s')).toBe('{"2026-11":{"USD":"3"}}');
  });

  test('pay accounts without a plan as well', () => {
    const desk = new PlanDesk({ priceRow: listRows({ uncached_input: { amount: '2' } }) });
    desk.credit({ credit: 'welcome', amount: '10' });
    expect(chargedBy(desk.call({ inputTokens: 3 }))).toEqual({ list: '6', 'credit:welcome': '-6' });
  });

  test.each([
    ['the lowest priority', [{ priority: 2 }, { priority: 1 }], 'c1'],
    ['of one priority the earliest end', [{ expiresAt: day(30) }, { expiresAt: day(20) }], 'c1'],
    ['an end before none', [{}, { expiresAt: day(20) }], 'c1'],
    ['priority before the earliest end', [{ priority: 0 }, { priority: 1, expiresAt: day(20) }], 'c0'],
    ['of equals the one granted first', [{}, {}], 'c0'],
    ['of equals the one granted first, wherever it was granted', [{ account: 's' }, { account: 'r' }], 'c0'],
  ])('%s is used first', (_name, grants, first) => {
    const desk = new PlanDesk(world);
    for (const [index, grant] of grants.entries()) desk.credit({ credit: `c${index}`, amount: '5', ...grant });
    expect(chargedBy(desk.call({ inputTokens: 3 }))).toEqual({ use: '3', [`credit:${first}`]: '-3' });
  });

  test.each([
    ['before it starts', { from: day(16) }, false],
    ['from its first instant', { from: day(15, 11, 12) }, true],
    ['until just before its end', { expiresAt: day(15, 11, 12) + 1 }, true],
    ['at its end', { expiresAt: day(15, 11, 12) }, false],
    ['in another currency', { currency: 'CNY' }, false],
    ['of an account above', { account: 'd' }, true],
    ['of an account beside', { account: 'other' }, false],
  ])('%s a credit pays or does not', (_name, grant, pays) => {
    const other = { id: 'other', root: 'r', parent: 'r', kind: 'department', name: 'other' } as const;
    const desk = new PlanDesk({ ...world, account: [...TREE, other] });
    desk.credit({ credit: 'c', amount: '5', ...grant });
    expect(chargedBy(desk.call({ inputTokens: 3 }))).toEqual(pays ? { use: '3', 'credit:c': '-3' } : { use: '3' });
  });

  test('several pay one call', () => {
    const desk = new PlanDesk(world);
    desk.credit({ credit: 'a', amount: '2' });
    desk.credit({ credit: 'b', amount: '2.5', account: 's' });
    expect(chargedBy(desk.call({ inputTokens: 5 }))).toEqual({ use: '5', 'credit:a': '-2', 'credit:b': '-2.5' });
  });

  test('come after what a commitment covers, and pay no fee', () => {
    const desk = new PlanDesk(planned([DOLLAR, ofMoney({ overageRatio: '1.5' })]));
    desk.credit({ credit: 'c', amount: '1000' });
    // 110 − 100 + 10 × 0.5 = 15
    expect(chargedBy(desk.call({ inputTokens: 110 }))).toEqual({
      use: '110',
      m: '-100',
      'm#overage': '5',
      'credit:c': '-15',
    });
    expect(chargedBy(desk.fee({ amount: '80' }))).toEqual({ fee: '80' });
  });

  test('that ended with a closed month pay nothing any more, be it for a late call, and be they granted later', () => {
    const desk = new PlanDesk(world);
    desk.close('2026-11');
    desk.credit({ credit: 'c', amount: '5', expiresAt: day(1, 12) });
    const late = desk.call({ inputTokens: 3 });
    expect(chargedBy(late)).toEqual({ use: '3' });
    desk.credit({ credit: 'd', amount: '5', expiresAt: day(1, 12) + 1 });
    expect(chargedBy(desk.call({ inputTokens: 3 }))).toEqual({ use: '3', 'credit:d': '-3' });
  });

  test.each([
    ['granted before', { credit: 'c', amount: '5' }, 'credit_exists: c'],
    ['of nothing', { credit: 'd', amount: '0' }, 'nothing_left: 0 is no amount above 0'],
    ['below zero', { credit: 'd', amount: '-1' }, 'nothing_left: -1 is no amount above 0'],
    ['of no amount', { credit: 'd', amount: 'ten' }, 'nothing_left: ten is no amount above 0'],
  ])('%s are not granted', (_name, grant, reason) => {
    const desk = new PlanDesk(world);
    desk.credit({ credit: 'c', amount: '5' });
    desk.call({ inputTokens: 5 });
    expect(chargedBy(desk.credit(grant))).toBe(reason);
  });
});

test('history for information names its month, is in no statement, moves no counter and uses no credit', () => {
  const tiers: PlanComponent = {
    id: 't',
    kind: 'tiers',
    mode: 'graduated',
    per: 'total',
    bands: [{ upTo: null, price: { unitPrice: '1' } }],
  };
  const desk = new PlanDesk(planned([{ id: 'free', kind: 'allowance', unit: 'token', quantity: '5' }, tiers]));
  desk.credit({ credit: 'c', amount: '5' });
  const before = [...desk.counters];
  const entries = entriesOf(desk.call({ inputTokens: 8 }, 'none'));
  expect(entries).toMatchObject([
    { component: 'free', servicePeriod: '2026-11' },
    { component: 't#1', amount: '3', servicePeriod: '2026-11' },
  ]);
  expect(entries).not.toEqual(expect.arrayContaining([expect.objectContaining({ postingPeriod: expect.anything() })]));
  expect([...desk.counters]).toEqual(before);
});
