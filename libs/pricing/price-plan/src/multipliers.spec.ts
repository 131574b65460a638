import { describe, expect, test } from '@jest/globals';
import type { Multiplier, PlanComponent } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { chargedBy, entriesOf, PlanDesk } from './testing/plan-desk.ts';
import { day, listRows, PROJECT, planned, type World } from './testing/plan-world.ts';

const TEN: PlanComponent = { id: 'use', kind: 'rate', unitPrices: { token: '10' } };
const NORMAL: Multiplier = { id: 'normal', condition: { on: 'priority', priority: 'normal' }, ratio: '0.7' };
const LITE: Multiplier = { id: 'lite', condition: { on: 'priority', priority: 'lite' }, ratio: '0.4' };
const BATCH: Multiplier = { id: 'batch', condition: { on: 'batch' }, ratio: '0.85' };
const TURBO: Multiplier = {
  id: 'turbo',
  condition: { on: 'model', model: { equals: 'model-1-2026-10-01' } },
  ratio: '1.5',
};
const ALL = [NORMAL, LITE, BATCH, TURBO];

const admitted = (more: Partial<UsageEvent['admission'] & object>) => ({ admission: { id: 'adm', ...more } });

function oneToken(changes: Partial<UsageEvent>, multipliers = ALL, stacking?: 'lowest', world: World = {}) {
  const desk = new PlanDesk(planned([TEN], { multipliers, ...(stacking === undefined ? {} : { stacking }) }, world));
  const entries = entriesOf(desk.call({ inputTokens: 1, ...changes }));
  return typeof entries === 'string' ? entries : [entries[0]?.amount, ...(entries[0]?.factors ?? [])];
}

describe('multipliers', () => {
  test.each<[string, Partial<UsageEvent>, string[]]>([
    ['none holds: 10', {}, ['10']],
    ['normal, −30 %: 10 × 0.7', admitted({ priority: 'normal' }), ['7', 'normal=0.7']],
    ['lite, −60 %: 10 × 0.4', admitted({ priority: 'lite' }), ['4', 'lite=0.4']],
    ['asynchronous batch, −15 %: 10 × 0.85', admitted({ batch: true }), ['8.5', 'batch=0.85']],
    ['per model version: 10 × 1.5', { servedModel: 'Model-1-2026-10-01' }, ['15', 'turbo=1.5']],
    [
      'all that hold, in the order of the plan: 10 × 0.7 × 0.85 × 1.5',
      { ...admitted({ batch: true, priority: 'normal' }), servedModel: 'model-1-2026-10-01' },
      ['8.925', 'normal=0.7', 'batch=0.85', 'turbo=1.5'],
    ],
    ['another priority: 10', admitted({ priority: 'high' }), ['10']],
  ])('%s', (_name, changes, charged) => {
    expect(oneToken(changes)).toEqual(charged);
  });

  test('with lowest stacking only the smallest that holds counts', () => {
    const both = admitted({ batch: true, priority: 'lite' });
    expect(oneToken(both, ALL, 'lowest')).toEqual(['4', 'lite=0.4']);
    expect(oneToken({ ...both, servedModel: 'model-1-2026-10-01' }, ALL, 'lowest')).toEqual(['4', 'lite=0.4']);
    expect(oneToken({ servedModel: 'model-1-2026-10-01' }, ALL, 'lowest')).toEqual(['15', 'turbo=1.5']);
  });

  test('the project’s own priority holds where no admission grants another', () => {
    const project = [{ ...PROJECT, defaultPriority: 'lite' }];
    expect(oneToken({}, ALL, undefined, { project })).toEqual(['4', 'lite=0.4']);
    expect(oneToken(admitted({ priority: 'normal' }), ALL, undefined, { project })).toEqual(['7', 'normal=0.7']);
    expect(oneToken(admitted({}), ALL, undefined, { project })).toEqual(['4', 'lite=0.4']);
  });

  test('what the sender claims counts for nothing', () => {
    const claims = { priority: 'lite', batch: true, tags: { priority: 'lite', batch: 'true' }, serviceTier: 'batch' };
    expect(oneToken(claims)).toEqual(['10']);
  });

  test('a selector narrows to a provider, model and leaves, and lines of other factors are an entry of their own', () => {
    const selector = { provider: 'openai', leaves: ['output_text'] } as const;
    const desk = new PlanDesk(planned([TEN], { multipliers: [{ ...BATCH, condition: { on: 'always' }, selector }] }));
    expect(entriesOf(desk.call({ inputTokens: 1, outputTokens: 2 }))).toMatchObject([
      { component: 'use', amount: '10', lines: [{ leaf: 'uncached_input' }] },
      { component: 'use', amount: '17', factors: ['batch=0.85'], lines: [{ leaf: 'output_text', quantity: 2 }] },
    ]);
    expect(chargedBy(desk.call({ provider: 'azure', outputTokens: 1 }))).toEqual({ use: '10' });
  });

  test('stand behind mark-up and ratio and before conversion, on list prices and tiers, and on nothing that is covered', () => {
    const span = { effectiveFrom: null, effectiveTo: null };
    const desk = new PlanDesk({
      ...planned(
        [
          { id: 'free', kind: 'allowance', unit: 'token', quantity: '1' },
          { id: 'book', kind: 'list', ratio: '0.9' },
        ],
        { multipliers: [BATCH], fx: 'ecb' },
      ),
      priceRow: listRows({ uncached_input: { amount: '100' } }, { currency: 'CNY' }),
      markup: [{ id: 'm', root: 'r', account: 'r', provider: null, model: null, ratio: '1.2', ...span }],
      fxRate: [{ id: 'fx', name: 'ecb', base: 'CNY', quote: 'USD', rate: '0.14', from: 0, source: 'spec' }],
    });
    // 1 × 100 × 1.2 × 0.9 × 0.85 × 0.14 = 12.852
    expect(entriesOf(desk.call({ inputTokens: 2, ...admitted({ batch: true }) }))).toMatchObject([
      { component: 'free', amount: '0' },
      { component: 'book', amount: '12.852', factors: ['markup:m=1.2', 'ratio=0.9', 'batch=0.85', 'fx:ecb=0.14'] },
    ]);
  });

  test('an entry is quantised once, and its lines add up to it', () => {
    const tiny: PlanComponent = { id: 'use', kind: 'rate', unitPrices: { token: '0.000000000000000001' } };
    const desk = new PlanDesk(
      planned([tiny], { multipliers: [{ ...BATCH, ratio: '0.5', condition: { on: 'always' } }] }),
    );
    // 1 × 0.5 + 1 × 0.5 atto = 1 atto; each alone is 0.5, which goes to the even 0, and the last line takes up the rest
    expect(entriesOf(desk.call({ inputTokens: 1, outputTokens: 1 }))).toMatchObject([
      { amount: '0.000000000000000001', lines: [{ amount: '0' }, { amount: '0.000000000000000001' }] },
    ]);
    // 3 × 0.5 = 1.5 atto goes to the even 2, and the decision says so
    const odd = desk.call({ inputTokens: 3 });
    expect(entriesOf(odd)).toMatchObject([{ amount: '0.000000000000000002' }]);
    expect(odd.decision.detail).toBe('USD amount quantised half-even to 18 digits');
  });
});

describe('dynamic prices', () => {
  const LOAD: Multiplier = {
    id: 'load',
    condition: { on: 'series', series: 'load', floor: '0.5', ceiling: '2' },
  };
  const seriesPoint = [
    { id: '1', series: 'load', from: day(10), value: '0.8' },
    { id: '2', series: 'load', from: day(15, 11, 12), value: '1.1' },
    { id: '3', series: 'load', from: day(20), value: '9' },
    { id: '4', series: 'load', from: day(25), value: '0.01' },
  ];

  test.each<[string, Partial<UsageEvent>, string[]]>([
    ['looked up before a point: 10 × 0.8', { time: '2026-11-15T11:59:59.999Z' }, ['8', 'load=0.8']],
    ['looked up at a point: 10 × 1.1', { time: '2026-11-15T12:00:00.000Z' }, ['11', 'load=1.1']],
    ['above the ceiling: 10 × 2', { time: '2026-11-20T00:00:00.000Z' }, ['20', 'load=2']],
    ['below the floor: 10 × 0.5', { time: '2026-11-25T00:00:00.000Z' }, ['5', 'load=0.5']],
    ['as quoted, whatever the series says: 10 × 0.9', admitted({ quotes: { load: '0.9' } }), ['9', 'load=0.9']],
    ['a quote above the ceiling: 10 × 2', admitted({ quotes: { load: '3' } }), ['20', 'load=2']],
    ['another quote does not count: 10 × 1.1', admitted({ quotes: { other: '0.9' } }), ['11', 'load=1.1']],
  ])('%s', (_name, changes, charged) => {
    expect(oneToken(changes, [LOAD], undefined, { seriesPoint })).toEqual(charged);
  });

  test.each<[string, Partial<UsageEvent>]>([
    ['before the first point', { time: '2026-11-09T00:00:00.000Z' }],
    ['quoted as no number', admitted({ quotes: { load: 'cheap' } })],
  ])('%s there is no price', (_name, changes) => {
    expect(oneToken(changes, [LOAD], undefined, { seriesPoint })).toBe(
      'plan_incomplete: multiplier load: its series has no value at that time',
    );
  });

  test('a series without a value matters only where it applies', () => {
    const selector = { leaves: ['output_text'] } as const;
    expect(oneToken({}, [{ ...LOAD, selector }])).toEqual(['10']);
  });
});
