import { describe, expect, test } from '@jest/globals';
import type { Band, PlanComponent } from '@suanpan/catalogue';
import type { Entry } from '@suanpan/facts';
import { byComponent, chargedBy, type Decided, entriesOf, PlanDesk, totalOf } from './testing/plan-desk.ts';
import { assignmentOf, day, listRows, planned, planOf, TREE } from './testing/plan-world.ts';

const DOLLAR: PlanComponent = { id: 'use', kind: 'rate', unitPrices: { token: '1' } };
const BANDS: readonly Band[] = [
  { upTo: '100', price: { unitPrice: '3' } },
  { upTo: null, price: { unitPrice: '2' } },
];
const RATIOS: readonly Band[] = [
  { upTo: '100', price: { ratio: '1' } },
  { upTo: null, price: { ratio: '0.5' } },
];

function tiers(mode: 'graduated' | 'volume', bands = BANDS): PlanComponent {
  return { id: 't', kind: 'tiers', mode, per: 'total', bands };
}

const ROWS = listRows({ uncached_input: { amount: '2' }, output_text: { amount: '10' } });

function about(desk: PlanDesk, target: Decided): Record<string, string> {
  return byComponent(desk.entriesAbout(target));
}

describe('a void', () => {
  test('of pay as you go is its exact negation, names what it corrects and is stated in the open month', () => {
    const desk = new PlanDesk({ priceRow: ROWS });
    const call = desk.call({ inputTokens: 3, outputTokens: 1 });
    desk.close('2026-11');
    const voided = desk.voidCall(call);
    expect(voided.decision).toMatchObject({ charged: true, reason: 'voided' });
    expect(entriesOf(voided)).toEqual([
      {
        currency: 'USD',
        amount: '-16',
        lines: [
          expect.objectContaining({ leaf: 'uncached_input', quantity: -3, unitPrice: '2', amount: '-6' }),
          expect.objectContaining({ leaf: 'output_text', quantity: -1, unitPrice: '10', amount: '-10' }),
        ],
        servicePeriod: '2026-11',
        postingPeriod: '2026-12',
        corrects: 0,
        event: call.event,
      },
    ]);
    expect(desk.counters.get('posted|r|s')).toBe('{"2026-12":{"USD":"-16"}}');
  });

  test('gives an allowance back what it took, at no charge', () => {
    const desk = new PlanDesk(planned([{ id: 'free', kind: 'allowance', unit: 'token', quantity: '10' }, DOLLAR]));
    const call = desk.call({ inputTokens: 12 });
    expect(entriesOf(desk.voidCall(call))).toMatchObject([
      { component: 'free', amount: '0', lines: [{ quantity: -10, amount: '0' }] },
      { component: 'use', amount: '-2', lines: [{ quantity: -2 }] },
    ]);
    expect(chargedBy(desk.call({ inputTokens: 10 }))).toEqual({ free: '0' });
  });

  test('gives the minute of a throughput commitment back', () => {
    const quota = { quantity: '10', feeAmount: '0', rollover: 'none', proration: 'none' } as const;
    const desk = new PlanDesk(planned([{ id: 'c', kind: 'commitment', unit: 'token_per_minute', ...quota }, DOLLAR]));
    desk.voidCall(desk.call({ inputTokens: 10 }));
    expect(chargedBy(desk.call({ inputTokens: 10 }))).toEqual({ c: '0' });
  });

  test.each([
    // 90 × 3 = 270 and 20: 10 × 3 + 10 × 2 = 50 are charged; taking 90 of 110 from the top: 10 × 2 + 80 × 3 = 260
    ['graduated', { 't#1': '-240', 't#2': '-20' }, '60'],
    // 110 × 2 = 220 by now, and 20 × 3 = 60 after: 90 × 2 go, and the 20 that stay cost 20 more
    ['volume', { 't#2': '-180', 't#volume': '20' }, '60'],
  ] as const)('of %s tiers gives way at the present margin', (mode, charged, left) => {
    const desk = new PlanDesk(planned([tiers(mode)]));
    const first = desk.call({ inputTokens: 90 });
    const second = desk.call({ inputTokens: 20 });
    expect(chargedBy(desk.voidCall(first))).toEqual(charged);
    // What is left charged is what the 20 that are left cost.
    expect(totalOf([...desk.entriesAbout(first), ...desk.entriesAbout(second)])).toBe(left);
  });

  test('of tiers with list prices carries price, row and factors as they were', () => {
    const multipliers = [{ id: 'batch', condition: { on: 'batch' }, ratio: '0.5' }] as const;
    const desk = new PlanDesk({ ...planned([tiers('graduated', RATIOS)], { multipliers }), priceRow: ROWS });
    const call = desk.call({ inputTokens: 60, outputTokens: 40, admission: { id: 'a', batch: true } });
    desk.call({ inputTokens: 30 });
    // 30 of the 130 lie above 100: the 40 output go first, 30 × 10 × 0.5 × 0.5 and 10 × 10 × 0.5, then 60 input × 2 × 0.5
    expect(entriesOf(desk.voidCall(call))).toMatchObject([
      {
        component: 't#1',
        amount: '-110',
        factors: ['ratio=1', 'batch=0.5'],
        lines: [{ quantity: -10 }, { quantity: -60 }],
      },
      {
        component: 't#2',
        amount: '-75',
        factors: ['ratio=0.5', 'batch=0.5'],
        lines: [{ quantity: -30, unitPrice: '10' }],
      },
    ]);
  });

  test('gives covered money and credits back, and takes an overage back', () => {
    const quota = { quantity: '10', feeAmount: '8', rollover: 'none', proration: 'none', overageRatio: '1.5' } as const;
    const desk = new PlanDesk(planned([DOLLAR, { id: 'm', kind: 'commitment', unit: 'money', ...quota }]));
    desk.credit({ credit: 'c', amount: '7' });
    const before = [...desk.counters];
    const call = desk.call({ inputTokens: 14 });
    // 14 − 10 + 4 × 0.5 − 6
    expect(chargedBy(call)).toEqual({ use: '14', m: '-10', 'm#overage': '2', 'credit:c': '-6' });
    expect(chargedBy(desk.voidCall(call))).toEqual({ use: '-14', m: '10', 'm#overage': '-2', 'credit:c': '6' });
    expect([...desk.counters]).toEqual(before);
  });

  test('brings a credit back that was used up, and not one that a close has forgotten', () => {
    const desk = new PlanDesk(planned([DOLLAR]));
    desk.credit({ credit: 'good', amount: '1' });
    desk.credit({ credit: 'ended', amount: '1', expiresAt: day(1, 12) });
    const call = desk.call({ inputTokens: 2 });
    desk.close('2026-11');
    expect(chargedBy(desk.voidCall(call))).toEqual({ use: '-2', 'credit:good': '1', 'credit:ended': '1' });
    expect(desk.counters.get('p|r|credits|r')).not.toContain('ended');
    expect(chargedBy(desk.call({ inputTokens: 2 }))).toEqual({ use: '2', 'credit:good': '-1' });
  });

  test('leaves a credit of an account that is no longer above the call as it is', () => {
    const desk = new PlanDesk(planned([DOLLAR]));
    desk.credit({ credit: 'of-d', amount: '5', account: 'd' });
    const call = desk.call({ inputTokens: 2 });
    const account = TREE.map((one) => (one.id === 's' ? { ...one, parent: 'r' } : one));
    desk.view = new PlanDesk({ ...planned([DOLLAR]), account }).view;
    expect(chargedBy(desk.voidCall(call))).toEqual({ use: '-2', 'credit:of-d': '2' });
    expect(desk.counters.get('p|r|credits|d')).toContain('"left":"3"');
  });

  test('takes the charge out of what counts towards a minimum', () => {
    const desk = new PlanDesk(planned([DOLLAR], { minimumAmount: '5' }));
    desk.voidCall(desk.call({ inputTokens: 4 }));
    expect(chargedBy(desk.close('2026-11'))).toEqual({ true_up: '5' });
  });

  test('of history for information is for information, and moves no counter', () => {
    const desk = new PlanDesk(planned([tiers('graduated')]));
    desk.call({ inputTokens: 95 });
    const call = desk.call({ inputTokens: 10 }, 'none');
    const before = [...desk.counters];
    expect(entriesOf(desk.voidCall(call))).toMatchObject([
      { component: 't#1', amount: '-15', servicePeriod: '2026-11' },
      { component: 't#2', amount: '-10' },
    ]);
    expect([...desk.counters]).toEqual(before);
  });

  test('of what cannot be read is refused', () => {
    const desk = new PlanDesk(planned([DOLLAR]));
    const call = desk.call({ inputTokens: 4 });
    for (const entry of desk.entriesAbout(call)) Object.assign(entry, { factors: ['no factor'] });
    expect(chargedBy(desk.voidCall(call))).toMatch(/^target_unknown/);
  });

  test('finds the assignment it was charged under, though another one decides for its time by now', () => {
    const plans = [planOf([tiers('graduated')]), planOf([DOLLAR], { id: 'late@1' })];
    const desk = new PlanDesk({ plan: plans, assignment: [assignmentOf()] });
    const call = desk.call({ inputTokens: 150 });
    const late = assignmentOf({ id: 'late', plan: 'late@1', effectiveFrom: day(2) });
    desk.view = new PlanDesk({ plan: plans, assignment: [assignmentOf(), late] }).view;
    desk.voidCall(call);
    expect([...desk.counters]).toEqual([]);
  });
});

test('what was charged under one of two assignments of a plan goes back to that one, whichever decides by now', () => {
  const plan = [planOf([{ id: 'free', kind: 'allowance', unit: 'token', quantity: '100' }, DOLLAR])];
  const [above, own] = [assignmentOf({ id: 'above' }), assignmentOf({ id: 'own', account: 's' })];
  const desk = new PlanDesk({ plan, assignment: [above, own] });
  const call = desk.call({ inputTokens: 60 });
  desk.call({ inputTokens: 70, account: 'r' });
  desk.view = new PlanDesk({ plan, assignment: [above, { ...own, effectiveTo: day(2) }] }).view;
  desk.voidCall(call);
  expect(desk.counters.get('p|r|use|own|free|2026-11')).toBeUndefined();
  expect(desk.counters.get('p|r|use|above|free|2026-11')).toBe('70');
});

test('a plan that the assignment named before is still the one that gives way', () => {
  const plan = [planOf([tiers('graduated')]), planOf([DOLLAR], { id: 'plan@2', version: 2 })];
  const desk = new PlanDesk({ plan, assignment: [assignmentOf()] });
  const [first] = [desk.call({ inputTokens: 90 }), desk.call({ inputTokens: 20 })];
  desk.view = new PlanDesk({ plan, assignment: [assignmentOf({ plan: 'plan@2' })] }).view;
  expect(chargedBy(desk.voidCall(first))).toEqual({ 't#1': '-240', 't#2': '-20' });
});

test('what was charged under an assignment that is gone is negated as it is, and another one of the plan is not emptied', () => {
  const desk = new PlanDesk({ plan: [planOf([tiers('graduated')])], assignment: [assignmentOf({ id: 'gone' })] });
  const call = desk.call({ inputTokens: 150 });
  desk.view = new PlanDesk({ plan: [planOf([tiers('graduated')])], assignment: [assignmentOf({ id: 'new' })] }).view;
  desk.call({ inputTokens: 100 });
  expect(chargedBy(desk.voidCall(call))).toEqual({ 't#1': '-300', 't#2': '-100' });
  expect(desk.counters.get('p|r|use|new|t|2026-11')).toBe('{"total":["100"]}');
});

describe('an amendment', () => {
  test('takes back and charges anew in one, the new entries naming the new call', () => {
    const desk = new PlanDesk(planned([tiers('graduated')]));
    const call = desk.call({ inputTokens: 90 });
    desk.call({ inputTokens: 20 });
    const amended = desk.amend(call, { inputTokens: 50 });
    expect(amended.decision).toMatchObject({ charged: true, reason: 'amended' });
    // back: 10 × 2 + 80 × 3; anew on the 20 that are left: 50 × 3
    expect(chargedBy(amended)).toEqual({ 't#1': '-90', 't#2': '-20' });
    const entries = entriesOf(amended) as readonly Entry[];
    expect(entries.map(({ corrects }) => corrects)).toEqual([0, 0, 0]);
    expect(entries.map(({ event }) => event?.inputTokens)).toEqual([90, 90, 50]);
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe('{"total":["70"]}');
    // Once more, from what is charged by now
    desk.amend(call, { inputTokens: 0 });
    expect(about(desk, call)).toEqual({ 't#1': '30', 't#2': '-20' });
    desk.voidCall(call);
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe('{"total":["20"]}');
  });

  test('to what cannot be charged changes nothing, and says why', () => {
    const desk = new PlanDesk(planned([DOLLAR]));
    const call = desk.call({ inputTokens: 9 });
    const before = [...desk.counters];
    expect(chargedBy(desk.amend(call, { images: 1 }))).toBe('plan_incomplete: image');
    expect([...desk.counters]).toEqual(before);
  });

  test('may move a call to another month and account', () => {
    const desk = new PlanDesk(planned([DOLLAR]));
    const call = desk.call({ inputTokens: 9 });
    desk.amend(call, { account: 'd', time: '2026-12-01T00:00:00.000Z' });
    expect(desk.counters.get('posted|r|s')).toBeUndefined();
    expect(desk.counters.get('posted|r|d')).toBe('{"2026-12":{"USD":"9"}}');
    desk.amend(call, { inputTokens: 8 });
    expect(desk.counters.get('posted|r|d')).toBe('{"2026-12":{"USD":"8"}}');
  });
});

describe('charging again', () => {
  /** The desk with other list prices from now on, in force at all times. */
  function reprice(desk: PlanDesk, amount: string, world = {}): void {
    const priceRow = listRows({ uncached_input: { amount }, output_text: { amount: '10' } });
    desk.view = new PlanDesk({ ...world, priceRow }).view;
  }

  test('without a plan reverses the old price and charges the new one, once', () => {
    const desk = new PlanDesk({ priceRow: ROWS });
    const call = desk.call({ inputTokens: 3, outputTokens: 1 });
    reprice(desk, '1.5');
    const again = desk.again(call);
    expect(again.decision).toMatchObject({ charged: true, reason: 'priced_again' });
    expect(entriesOf(again)).toMatchObject([
      { amount: '-16', corrects: 0, lines: [{ quantity: -3, unitPrice: '2' }, { quantity: -1 }] },
      { amount: '14.5', corrects: 0, lines: [{ quantity: 3, unitPrice: '1.5' }, { quantity: 1 }] },
    ]);
    expect(desk.counters.get('posted|r|s')).toBe('{"2026-11":{"USD":"14.5"}}');
    expect(chargedBy(desk.again(call))).toBe('nothing_left: the prices of today make no difference');
  });

  test('without a price of today leaves everything as it is', () => {
    const desk = new PlanDesk({ priceRow: ROWS });
    const call = desk.call({ inputTokens: 3 });
    desk.view = new PlanDesk({}).view;
    expect(chargedBy(desk.again(call))).toBe('model_unpriced: openai/model-1');
  });

  test('takes ratio and multipliers as they were, and mark-up and conversion as of today', () => {
    const span = { effectiveFrom: null, effectiveTo: null };
    const markup = (id: string, ratio: string) => [
      { id, root: 'r', account: 'r', provider: null, model: null, ratio, ...span },
    ];
    const rate = (text: string) => [
      { id: text, name: 'ecb', base: 'CNY', quote: 'USD', rate: text, from: 0, source: 's' },
    ];
    const batch = (ratio: string) => [{ id: 'batch', condition: { on: 'batch' }, ratio }] as const;
    const priceRow = listRows({ uncached_input: { amount: '100' } }, { currency: 'CNY' });
    const world = planned([{ id: 'book', kind: 'list', ratio: '0.9' }], { fx: 'ecb', multipliers: batch('0.5') });
    const desk = new PlanDesk({ ...world, priceRow, markup: markup('m1', '1.2'), fxRate: rate('0.14') });
    // 100 × 1.2 × 0.9 × 0.5 × 0.14 = 7.56
    const call = desk.call({ inputTokens: 1, admission: { id: 'adm', batch: true } });
    expect(chargedBy(call)).toEqual({ book: '7.56' });
    desk.view = new PlanDesk({ ...world, priceRow, markup: markup('m2', '2'), fxRate: rate('0.15') }).view;
    // 100 × 2 × 0.9 × 0.5 × 0.15 = 13.5
    expect(entriesOf(desk.again(call))).toMatchObject([
      { amount: '-7.56', factors: ['markup:m1=1.2', 'ratio=0.9', 'batch=0.5', 'fx:ecb=0.14'] },
      { amount: '13.5', factors: ['markup:m2=2', 'ratio=0.9', 'batch=0.5', 'fx:ecb=0.15'] },
    ]);
  });

  test('keeps the slices of graduated tiers', () => {
    const world = planned([tiers('graduated', RATIOS)]);
    const desk = new PlanDesk({ ...world, priceRow: ROWS });
    desk.call({ inputTokens: 95 });
    const call = desk.call({ inputTokens: 10 });
    reprice(desk, '4', world);
    // 5 × 4 × 1 and 5 × 4 × 0.5, before 5 × 2 and 5 × 2 × 0.5
    expect(chargedBy(desk.again(call))).toEqual({ 't#1': '10', 't#2': '5' });
  });

  test('brings volume tiers to what their base costs in the band reached by now', () => {
    const world = planned([tiers('volume', RATIOS)]);
    const desk = new PlanDesk({ ...world, priceRow: ROWS });
    const call = desk.call({ inputTokens: 90 });
    desk.call({ inputTokens: 20 });
    // 110 × 2 × 0.5 = 110 so far
    reprice(desk, '4', world);
    // 90 × (4 − 2) × 1 as charged in the first band, less the half of it that the second band gives
    expect(chargedBy(desk.again(call))).toEqual({ 't#1': '180', 't#volume': '-90' });
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe('{"total":["110","400"]}');
    expect(totalOf(desk.log.flatMap((one) => entriesOf(one) as readonly Entry[]))).toBe('200');
  });

  test('changes nothing where only the digits differ that quantised sums carry from call to call', () => {
    const atto = '0.000000000000000001';
    const world = planned([tiers('volume', [{ upTo: null, price: { ratio: '0.5' } }])]);
    const desk = new PlanDesk({ ...world, priceRow: listRows({ uncached_input: { amount: atto } }) });
    // 0.5 atto is 0, and 1 atto less that is 1; alone the second call would be 0 as well
    const calls = [1, 2].map(() => desk.call({ inputTokens: 1 }));
    expect(calls.map(chargedBy)).toEqual([{ 't#1': '0' }, { 't#1': atto }]);
    for (const call of calls) expect(chargedBy(desk.again(call))).toMatch(/^nothing_left/);
  });

  test('gives money and credits back and applies them anew', () => {
    const quota = { quantity: '10', feeAmount: '8', rollover: 'none', proration: 'none' } as const;
    const world = planned([
      { id: 'book', kind: 'list' },
      { id: 'm', kind: 'commitment', unit: 'money', ...quota },
    ]);
    const desk = new PlanDesk({ ...world, priceRow: ROWS });
    desk.credit({ credit: 'c', amount: '3' });
    const call = desk.call({ inputTokens: 6 });
    expect(chargedBy(call)).toEqual({ book: '12', m: '-10', 'credit:c': '-2' });
    reprice(desk, '1', world);
    // 6 × 1 is covered whole, and the credit gets its 2 back
    expect(chargedBy(desk.again(call))).toEqual({ book: '-6', m: '4', 'credit:c': '2' });
    reprice(desk, '3', world);
    expect(chargedBy(desk.again(call))).toEqual({ book: '12', m: '-4', 'credit:c': '-3' });
    expect(about(desk, call)).toEqual({ book: '18', m: '-10', 'credit:c': '-3' });
  });

  test('is about the plan that an amendment brought the call to, not what its tiers left behind in another', () => {
    const shared = { plan: [planOf([tiers('graduated')]), planOf([{ id: 'book', kind: 'list' }], { id: 'list@1' })] };
    const assignment = [assignmentOf(), assignmentOf({ id: 'b', account: 'd', plan: 'list@1' })];
    const account = TREE.map((one) => (one.id === 's' ? { ...one, parent: 'r' } : one));
    const world = { ...shared, assignment, account, priceRow: ROWS };
    const desk = new PlanDesk(world);
    const call = desk.call({ inputTokens: 90 });
    desk.call({ inputTokens: 20 });
    desk.amend(call, { account: 'd', inputTokens: 5 });
    const left = about(desk, call);
    expect(left).toMatchObject({ book: '10', 't#2': '-20' });
    reprice(desk, '3', world);
    expect(chargedBy(desk.again(call))).toEqual({ book: '5' });
    expect(about(desk, call)).toEqual({ ...left, book: '15' });
  });

  test('is about the month that an amendment brought the call to', () => {
    const world = planned([tiers('volume', RATIOS)]);
    const desk = new PlanDesk({ ...world, priceRow: ROWS });
    const [call, other] = [desk.call({ inputTokens: 60 }), desk.call({ inputTokens: 60 })];
    desk.amend(call, { time: '2026-12-05T00:00:00.000Z' });
    const november = desk.counters.get('p|r|use|a|t|2026-11');
    reprice(desk, '3', world);
    // 60 × (3 − 2) in December, and nothing in November, whose band the call has changed twice.
    expect(entriesOf(desk.again(call))).toMatchObject([
      { amount: '-120', servicePeriod: '2026-12' },
      { amount: '180', servicePeriod: '2026-12' },
    ]);
    expect(desk.counters.get('p|r|use|a|t|2026-11')).toBe(november);
    expect(chargedBy(desk.voidCall(other))).toEqual({ 't#1': '-120' });
  });

  test('changes nothing about prices of the plan', () => {
    const desk = new PlanDesk(planned([DOLLAR]));
    const call = desk.call({ inputTokens: 6 });
    expect(chargedBy(desk.again(call))).toMatch(/^nothing_left/);
    expect(chargedBy(desk.again(desk.call({})))).toMatch(/^nothing_left/);
  });
});
