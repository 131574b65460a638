import { expect, test } from '@jest/globals';
import type { Charge, Uncharged } from '@suanpan/charging';
import type { Entry } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import fc from 'fast-check';
import { planCharging } from './plan-charging.ts';
import { planFees } from './plan-fees.ts';
import { planFlaw } from './ready-plan.ts';
import { callOf, chargedBy, PlanDesk } from './testing/plan-desk.ts';
import { day, planned, planOf, viewOf, type World } from './testing/plan-world.ts';
import { randomCall, randomWorld } from './testing/random-world.ts';

const text = fc.oneof(
  fc.string(),
  fc.constantFrom(
    '',
    '-1',
    '1e9',
    'NaN',
    '0.0000000000000000001',
    '9'.repeat(60),
    '__proto__',
    '[]',
    '{}',
    'null',
    '2026-11',
  ),
);

/** Replaces one text somewhere in a value; what stands in its place is no number of ours, or is another one. */
function damaged<T>(value: T, at: number, by: string): T {
  let seen = 0;
  const walk = (node: unknown): unknown => {
    if (typeof node === 'string') return seen++ === at ? by : node;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value) as T;
}

test('whatever texts a plan, a mark-up, a rate or a call holds, there is a decision with a reason', () => {
  fc.assert(
    fc.property(
      randomWorld,
      randomCall,
      fc.nat({ max: 400 }),
      fc.nat({ max: 20 }),
      text,
      (world, call, at, which, by) => {
        const { account, project, ...rest } = world;
        const hurt: World = { ...damaged(rest, at, by), account: account ?? [], project: project ?? [] };
        const event = damaged(callOf(call), which, by);
        const view = viewOf(hurt);
        for (const one of [callOf(call), event]) {
          const named = new Set(planCharging.countersOf(one, view));
          const read = (name: string) => {
            if (!named.has(name)) throw new Error(`${name} was read and not named.`);
            return undefined;
          };
          const decision = planCharging.chargeCall(one, view, read, { seq: 1, posting: 'open' });
          expect(decision.charged ? decision.entries : decision.reason).toBeDefined();
        }
        expect(planFees(view, 'r', '2026-11', day(1))).toBeDefined();
      },
    ),
    { numRuns: 1_000 },
  );
});

test('whatever entries a target carries, a correction is decided or refused', () => {
  const world = planned([
    { id: 'free', kind: 'allowance', unit: 'token', quantity: '5' },
    { id: 't', kind: 'tiers', mode: 'volume', per: 'leaf', bands: [{ upTo: null, price: { unitPrice: '1' } }] },
  ]);
  const desk = new PlanDesk(world);
  desk.credit({ credit: 'c', amount: '3' });
  const { decision, event } = desk.call({ inputTokens: 9, outputTokens: 3 });
  if (!decision.charged || event === undefined) throw new Error('The call was not charged.');
  fc.assert(
    fc.property(fc.nat({ max: 40 }), text, (at, by) => {
      const entries: readonly Entry[] = damaged(decision.entries, at, by);
      const target = { seq: 1, event, charged: { basis: 1, entries } };
      const head = { time: event.time, id: 'd', source: '/s', root: 'r', reason: 'spec' };
      const read = (name: string) => desk.counters.get(name);
      const context = { seq: 2, posting: 'open' } as const;
      const decisions: (Charge | Uncharged)[] = [
        planCharging.voidCall({ ...head, directive: 'void', target }, desk.view, read, context),
        planCharging.amendCall({ ...head, directive: 'amend', target, event }, desk.view, read, context),
        planCharging.chargeAgain(target, desk.view, read, context),
      ];
      for (const one of decisions) expect(typeof one.charged).toBe('boolean');
    }),
    // A credit's payment that reads as a charge, which would overdraw the credit.
    { numRuns: 300, examples: [[30, '1']] },
  );
});

test('a counter that no decision wrote halts instead of being guessed at', () => {
  const world = planned(
    [
      { id: 'free', kind: 'allowance', unit: 'token', quantity: '5' },
      {
        id: 'c',
        kind: 'commitment',
        unit: 'token_per_minute',
        quantity: '1',
        feeAmount: '0',
        rollover: 'none',
        proration: 'none',
      },
      { id: 't', kind: 'tiers', mode: 'volume', per: 'leaf', bands: [{ upTo: null, price: { unitPrice: '1' } }] },
      { id: 'm', kind: 'allowance', unit: 'money', quantity: '5' },
      { id: 'x', kind: 'result', unitPrice: '1' },
    ],
    { minimumAmount: '5' },
  );
  const view = viewOf(world);
  const event = callOf({ inputTokens: 90 });
  const context = { seq: 1, posting: 'open' } as const;
  const names = new Set(planCharging.countersOf(event, view));
  expect(names.size).toBe(11);
  for (const name of names) {
    const read = (one: string) => (one === name ? 'damaged' : undefined);
    let thrown: unknown;
    try {
      planCharging.chargeCall(event, view, read, context);
    } catch (error) {
      thrown = error;
    }
    expect([name, isFault(thrown, 'state_damaged')]).toEqual([name, true]);
  }
});

test.each([
  ['an id that is not unique', { components: ['a', 'a'] }, 'component a: the id is not unique'],
  ['an id with a band’s sign', { components: ['a#1'] }, 'component a#1: an id is some text without #, | and :'],
  [
    'an id that means something else',
    { components: ['fee'] },
    'component fee: the id has a meaning of its own in entries',
  ],
])('a plan with %s is refused before it is written', (_name, { components }, flaw) => {
  const plan = planOf(components.map((id) => ({ id, kind: 'rate', unitPrices: { token: '1' } })));
  expect(planFlaw(plan)).toBe(flaw);
});

const BAND = (upTo: string | null, price: object = { unitPrice: '1' }) => ({ upTo, price });
test.each([
  ['rate without a price', { kind: 'rate', unitPrices: {} }, 'it has no price'],
  ['rate of no leaf', { kind: 'rate', unitPrices: { words: '1' } }, 'words is no leaf'],
  ['rate below zero', { kind: 'rate', unitPrices: { token: '-1' } }, 'the price of token is no number from 0 on'],
  ['list with a wrong ratio', { kind: 'list', ratio: 'half' }, 'ratio is no number from 0 on'],
  ['allowance of nothing', { kind: 'allowance', unit: 'token', quantity: '' }, 'quantity is no number from 0 on'],
  ['allowance of a wrong unit', { kind: 'allowance', unit: 'word', quantity: '1' }, 'the unit is not known'],
  ['tiers without bands', { kind: 'tiers', mode: 'graduated', per: 'leaf', bands: [] }, 'it has no band'],
  [
    'tiers with an end',
    { kind: 'tiers', mode: 'graduated', per: 'leaf', bands: [BAND('1')] },
    'the last band, and no other, has no end',
  ],
  [
    'tiers that do not rise',
    { kind: 'tiers', mode: 'graduated', per: 'leaf', bands: [BAND('2'), BAND('2'), BAND(null)] },
    'bands end at rising whole units',
  ],
  [
    'tiers of another mode',
    { kind: 'tiers', mode: 'flat', per: 'leaf', bands: [BAND(null)] },
    'mode is graduated or volume',
  ],
  ['tiers per nothing', { kind: 'tiers', mode: 'volume', per: 'all', bands: [BAND(null)] }, 'per is leaf or total'],
  [
    'tiers of both kinds',
    { kind: 'tiers', mode: 'volume', per: 'leaf', bands: [BAND('2'), BAND(null, { ratio: '1' })] },
    'bands are all unit prices or all ratios',
  ],
  ['a result without a price', { kind: 'result', unitPrice: 'x' }, 'unitPrice is no number from 0 on'],
  ['a result with a wrong cap', { kind: 'result', unitPrice: '1', capAmount: 'x' }, 'capAmount is no amount'],
  ['a kind of its own', { kind: 'lottery' }, 'the kind is not known'],
])('%s is refused before it is written, and charges nothing', (_name, component, flaw) => {
  const plan = planned([{ id: 'c', ...component } as never]);
  expect(planFlaw(planOf([{ id: 'c', ...component } as never]))).toBe(`component c: ${flaw}`);
  expect(chargedBy(new PlanDesk(plan).call({ inputTokens: 1 }))).toBe(
    `plan_incomplete: plan plan@1: component c: ${flaw}`,
  );
});

const PER_MINUTE = { kind: 'commitment', unit: 'token_per_minute', quantity: '1', proration: 'none' };
test.each([
  [{ ...PER_MINUTE, feeAmount: 'x', rollover: 'none' }, 'feeAmount is no amount'],
  [{ ...PER_MINUTE, feeAmount: '1', rollover: 'next_period' }, 'throughput does not roll over'],
  [{ ...PER_MINUTE, feeAmount: '1', rollover: 'twice' }, 'rollover is none or next_period'],
  [{ ...PER_MINUTE, feeAmount: '1', rollover: 'none', proration: 'daily' }, 'proration is none or by_time'],
  [
    { ...PER_MINUTE, feeAmount: '1', rollover: 'none', unit: 'token', overageRatio: '2' },
    'overageRatio is a number from 0 on, for a quantity of money',
  ],
])('the commitment %j is refused', (component, flaw) => {
  expect(planFlaw(planOf([{ id: 'c', ...component } as never]))).toBe(`component c: ${flaw}`);
});

test.each([
  [
    { id: 'ratio', condition: { on: 'always' }, ratio: '1' },
    'an id is some text without = and :, and not the word ratio',
  ],
  [
    { id: 'fx:1', condition: { on: 'always' }, ratio: '1' },
    'an id is some text without = and :, and not the word ratio',
  ],
  [{ id: 'm', condition: { on: 'always' } }, 'ratio is no number from 0 on'],
  [{ id: 'm', condition: { on: 'full moon' }, ratio: '1' }, 'the condition is not known'],
  [
    { id: 'm', condition: { on: 'series', series: 's', floor: '2', ceiling: '1' } },
    'floor and ceiling are numbers from 0 on, in this order',
  ],
  [
    { id: 'm', condition: { on: 'series', series: 's', floor: '1', ceiling: '1' }, ratio: '1' },
    'a series has no ratio beside its value',
  ],
])('the multiplier %j is refused', (multiplier, flaw) => {
  const plan = planOf([{ id: 'c', kind: 'list' }], { multipliers: [multiplier as never] });
  expect(planFlaw(plan)).toBe(`multiplier ${multiplier.id}: ${flaw}`);
});

test('a minimum that is no amount, and two multipliers of one name, are refused', () => {
  const list = { id: 'c', kind: 'list' } as const;
  const always = { id: 'm', condition: { on: 'always' }, ratio: '1' } as const;
  expect(planFlaw(planOf([list], { minimumAmount: '-1' }))).toBe('minimumAmount is no amount');
  expect(planFlaw(planOf([list], { stacking: 'add' as never }))).toBe('stacking is multiply or lowest');
  expect(planFlaw(planOf([list], { multipliers: [always, always] }))).toBe('multiplier m: the id is not unique');
  expect(planFlaw(planOf([list], { multipliers: [always], minimumAmount: '0' }))).toBeUndefined();
});
