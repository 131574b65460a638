import { expect, test } from '@jest/globals';
import type { Plan, PlanComponent } from '@suanpan/catalogue';
import { decimalFromAtto } from '@suanpan/money';
import { planCharging, planFees } from '@suanpan/price-plan';
import fc from 'fast-check';
import {
  type BestCommitment,
  BillSimulation,
  bestCommitment,
  compareScenarios,
  dependsOnOrder,
  type Scenario,
  suppose,
} from './index.ts';
import { DECEMBER, group, month, NOVEMBER, OCTOBER, priced, ROOT, viewOf } from './spec-history.ts';

const PRICING = { charging: planCharging, fees: planFees };
const PRICES = [...priced('small', '0.002'), ...priced('large', '0.01')];

function planOf(components: readonly PlanComponent[], more: Partial<Plan> = {}): Plan {
  return { id: 'p@1', plan: 'p', version: 1, root: null, name: 'p', currency: 'USD', components, ...more };
}

function scenario(name: string, view = viewOf(PRICES), account = ROOT): Scenario {
  return { name, root: ROOT, account, view };
}

function billed(totals: ReadonlyMap<string, bigint>): string[] {
  return [...totals].map(([currency, atto]) => `${decimalFromAtto(atto)} ${currency}`);
}

const RESERVED = planOf([
  {
    id: 'reserved',
    kind: 'commitment',
    unit: 'token',
    quantity: '1000',
    feeAmount: '1',
    rollover: 'none',
    proration: 'none',
  },
  { id: 'beyond', kind: 'rate', unitPrices: { token: '0.003' } },
]);

test('the same history is charged under two plans side by side, month by month', async () => {
  const history = [month(OCTOBER, 800), month(NOVEMBER, 1_500)];
  const view = viewOf(PRICES);
  const bills = await compareScenarios(
    history,
    [
      scenario('as it is', view),
      scenario('reserved', suppose(view, ROOT, { account: ROOT, plan: RESERVED })),
      scenario('dearer book', suppose(view, ROOT, { account: ROOT, priceRows: priced('small', '0.004') })),
    ],
    PRICING,
  );
  expect(bills.map(({ name, months }) => [name, months.map(({ totals }) => billed(totals).join())])).toEqual([
    ['as it is', ['1.6 USD', '3 USD']],
    // The fee of 1, and 500 tokens beyond the commitment at 0.003.
    ['reserved', ['1 USD', '2.5 USD']],
    ['dearer book', ['3.2 USD', '6 USD']],
  ]);
  expect(bills[1]?.months[1]?.quantities.get('reserved')).toBe(1_000);
});

test('a month without calls costs its fee, and a call without a price is counted, never free', async () => {
  const view = suppose(viewOf(PRICES), ROOT, { account: ROOT, plan: RESERVED });
  const simulation = new BillSimulation(scenario('reserved', view), PRICING);
  simulation.add(month(OCTOBER, 10));
  simulation.add(month(DECEMBER, 10));
  expect(simulation.finish().months.map(({ totals }) => billed(totals).join())).toEqual(['1 USD', '1 USD', '1 USD']);

  const plain = new BillSimulation(scenario('plain'), PRICING);
  plain.add(group(7, { inputTokens: 70, requestedModel: 'nobody-knows' }));
  plain.add(month(OCTOBER - 9 * 86_400_000, 5));
  const { months, outsideCalendar } = plain.finish();
  expect([...(months[0]?.uncharged ?? [])]).toEqual([['model_unpriced', 7]]);
  expect(months[0]?.totals.size).toBe(0);
  expect(outsideCalendar).toBe(1);
});

test('many small calls together do not reach a context tier that none of them reached', () => {
  const view = viewOf([...priced('small', '1'), ...priced('small', '5', { aboveInputTokens: 100 })]);
  const simulation = new BillSimulation(scenario('tiers', view), PRICING);
  simulation.add(group(10, { inputTokens: 900 }, 0));
  simulation.add(group(2, { inputTokens: 300 }, 100));
  expect(billed(simulation.finish().months[0]?.totals ?? new Map())).toEqual(['2400 USD']);
});

test('a plan supposed above takes the place of plans below it, and one beside it stays', () => {
  const own = planOf([{ id: 'own', kind: 'rate', unitPrices: { token: '7' } }], { id: 'own@1', plan: 'own' });
  const assignment = (id: string, account: string) => ({
    id,
    root: ROOT,
    account,
    plan: 'own@1',
    effectiveFrom: 0,
    effectiveTo: null,
  });
  const view = viewOf(PRICES, { plan: [own], assignment: [assignment('a1', 'team'), assignment('a2', ROOT)] });
  const flat = planOf([{ id: 'flat', kind: 'rate', unitPrices: { token: '2' } }]);
  const cost = (supposed: typeof view, account: string) => {
    const simulation = new BillSimulation(scenario('x', supposed), PRICING);
    simulation.add(month(OCTOBER, 1, { account }));
    return billed(simulation.finish().months[0]?.totals ?? new Map()).join();
  };
  const supposed = suppose(view, ROOT, { account: 'dept', plan: flat });
  expect([cost(view, 'team'), cost(supposed, 'team'), cost(supposed, ROOT)]).toEqual(['7 USD', '2 USD', '7 USD']);
  expect(cost(suppose(view, ROOT, { account: ROOT, plan: null }), 'team')).toBe('0.002 USD');
});

test('an account pays its own fees and minimums, not those of others in its root', () => {
  const dear = planOf([{ id: 'flat', kind: 'rate', unitPrices: { token: '0' } }], { minimumAmount: '50' });
  const on = (id: string, account: string, plan: string) => ({
    ...{ id, root: ROOT, account, plan },
    ...{ effectiveFrom: 0, effectiveTo: null },
  });
  const view = viewOf(PRICES, {
    plan: [dear, { ...RESERVED, id: 'r@1' }],
    assignment: [on('a1', ROOT, 'p@1'), on('a2', 'dept', 'r@1')],
  });
  const bill = (account: string) => {
    const simulation = new BillSimulation(scenario('x', view, account), PRICING);
    simulation.add(month(OCTOBER, 10, { account: account === ROOT ? ROOT : 'team' }));
    return billed(simulation.finish().months[0]?.totals ?? new Map());
  };
  // The root: its minimum and the department's fee; the department: its fee alone.
  expect([bill(ROOT), bill('dept'), bill('team')]).toEqual([['51 USD'], ['1 USD'], ['0 USD']]);
});

/** The least cost by trying every quantity there is. */
function bruteForce(question: Parameters<typeof bestCommitment>[0], upTo: number): bigint {
  let least: bigint | undefined;
  for (let quantity = 0; quantity <= upTo; quantity += Number(question.stepUnits)) {
    const components = question.plan.components.map((component) =>
      component.id === question.component && component.kind === 'commitment'
        ? { ...component, quantity: String(quantity), feeAmount: decimalFromAtto(BigInt(quantity) * 10n ** 15n) }
        : component,
    );
    const view = suppose(question.scenario.view, ROOT, { account: ROOT, plan: { ...question.plan, components } });
    const simulation = new BillSimulation({ ...question.scenario, view }, PRICING);
    for (const each of question.groups) simulation.add(each);
    const cost = simulation.finish().months.reduce((sum, { totals }) => sum + (totals.get('USD') ?? 0n), 0n);
    if (least === undefined || cost < least) least = cost;
  }
  return least ?? 0n;
}

const AFTERWARDS: readonly (readonly PlanComponent[])[] = [
  [{ id: 'beyond', kind: 'rate', unitPrices: { token: '0.003' } }],
  [
    {
      id: 'tiers',
      kind: 'tiers',
      mode: 'graduated',
      per: 'total',
      bands: [
        { upTo: '20', price: { unitPrice: '0.004' } },
        { upTo: null, price: { unitPrice: '0.0005' } },
      ],
    },
  ],
  [
    {
      id: 'tiers',
      kind: 'tiers',
      mode: 'volume',
      per: 'total',
      bands: [
        { upTo: '15', price: { unitPrice: '0.003' } },
        { upTo: '40', price: { unitPrice: '0.002' } },
        { upTo: null, price: { unitPrice: '0.0004' } },
      ],
    },
  ],
];

test('the best commitment is the one that trying every quantity finds', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 3 }),
      fc.constantFrom(...AFTERWARDS),
      fc.constantFrom(1n, 7n),
      (used, afterwards, stepUnits) => {
        const plan = planOf([
          {
            id: 'c',
            kind: 'commitment',
            unit: 'token',
            quantity: '0',
            feeAmount: '0',
            rollover: 'none',
            proration: 'none',
          },
          ...afterwards,
        ]);
        const groups = used.flatMap((tokens, i) =>
          tokens === 0 ? [] : [month([OCTOBER, NOVEMBER, DECEMBER][i] ?? 0, tokens)],
        );
        const question = {
          scenario: scenario('x'),
          account: ROOT,
          plan,
          component: 'c',
          unitFee: '0.001',
          stepUnits,
          groups,
        };
        const found = bestCommitment(question, PRICING) as BestCommitment;
        expect(found.proved).toBe(!dependsOnOrder(plan));
        expect(found.best.cost).toBe(bruteForce(question, 70));
        expect(found.curve.map(({ quantity }) => quantity)).toEqual(
          found.curve.map(({ quantity }) => quantity).toSorted((a, b) => Number(a - b)),
        );
      },
    ),
    { numRuns: 60 },
  );
});

test('what a commitment of money saves is found in money', () => {
  const plan = planOf([
    {
      id: 'c',
      kind: 'commitment',
      unit: 'money',
      quantity: '0',
      feeAmount: '0',
      overageRatio: '1.5',
      rollover: 'none',
      proration: 'none',
    },
    { id: 'list', kind: 'list' },
  ]);
  // 3,000 tokens at 0.002 are 6 USD of list price each month; 0.9 for one unit of it, 1.5 beyond.
  const groups = [month(OCTOBER, 3_000), month(NOVEMBER, 3_000)];
  const question = {
    scenario: scenario('x'),
    account: ROOT,
    plan,
    component: 'c',
    unitFee: '0.9',
    stepUnits: 1n,
    groups,
  };
  const found = bestCommitment(question, PRICING);
  expect([found?.best.quantity, decimalFromAtto(found?.best.cost ?? 0n)]).toEqual([6n, '10.8']);
});
