import { describe, expect, test } from '@jest/globals';
import { attoFromDecimal } from '@suanpan/money';
import { parseProviderExport } from '@suanpan/provider-export';
import fc from 'fast-check';
import {
  compareProvider,
  type LedgerDay,
  type ProviderComparisonInput,
  type ProviderCost,
  type ProviderUsage,
} from './index.ts';

const DAY = Date.UTC(2026, 10, 1);
const MS_PER_DAY = 86_400_000;
const LATER = DAY + 60 * MS_PER_DAY;
const atto = (text: string): bigint => attoFromDecimal(text) ?? -1n;

function used(over: Partial<ProviderUsage> = {}, day = 0): ProviderUsage {
  return {
    ...{
      from: DAY + day * MS_PER_DAY,
      to: DAY + (day + 1) * MS_PER_DAY,
      model: 'gpt-5',
      serviceTier: null,
      batch: null,
    },
    ...{ requests: 10n, inputTokens: 10_000n, cacheReadTokens: 4_000n, cacheWrite5mTokens: 0n, cacheWrite1hTokens: 0n },
    ...{ outputTokens: 500n, ...over },
  };
}

function cost(amount: string, over: Partial<ProviderCost> = {}, day = 0): ProviderCost {
  return {
    ...{
      from: DAY + day * MS_PER_DAY,
      to: DAY + (day + 1) * MS_PER_DAY,
      model: 'gpt-5',
      serviceTier: null,
      batch: null,
    },
    ...{ item: 'input', currency: 'USD', amount: atto(amount), uncertainty: 0n, ...over },
  };
}

function held(over: Partial<LedgerDay> = {}, day = 0): LedgerDay {
  return {
    ...{ day: DAY + day * MS_PER_DAY, model: 'gpt-5', calls: 10n, inputTokens: 10_000n, cacheReadTokens: 4_000n },
    ...{ cacheWrite5mTokens: 0n, cacheWrite1hTokens: 0n, outputTokens: 500n, money: { USD: atto('2') } },
    ...{ unpricedCalls: 0n, offListCalls: 0n, ...over },
  };
}

function compare(over: Partial<ProviderComparisonInput>) {
  return compareProvider({ ledger: [held()], isComplete: true, now: LATER, ...over });
}

const reasons = (over: Partial<ProviderComparisonInput>) => compare(over).rows.map(({ reason }) => reason);

const half = { requests: 5n, inputTokens: 5_000n, cacheReadTokens: 2_000n, outputTokens: 250n };
const less = { calls: 5n, inputTokens: 5_000n, cacheReadTokens: 2_000n, outputTokens: 250n };
const NOTHING = { calls: 0n, inputTokens: 0n, cacheReadTokens: 0n, outputTokens: 0n };

describe('the likely reason of a difference of usage', () => {
  test.each<[string, string[], Partial<ProviderComparisonInput>]>([
    ['nothing differs', ['agrees'], { usage: [used()] }],
    ['lines of several keys add up', ['agrees'], { usage: [used(half), used(half)] }],
    ['half of the calls never came', ['events_missing'], { usage: [used()], ledger: [held(less)] }],
    ['the same, the day after', ['events_late'], { usage: [used()], ledger: [held(less)], now: DAY + 2 * MS_PER_DAY }],
    ['more calls here than billed', ['events_extra'], { usage: [used(half)] }],
    ['the same from an unfinished export', ['export_unfinished'], { usage: [used(half)], isComplete: false }],
    ['the same, the day after', ['export_unfinished'], { usage: [used(half)], now: DAY + 2 * MS_PER_DAY }],
    ['a day that the sender left out', ['agrees', 'events_missing'], { usage: [used(), used({}, 1)] }],
    ['a model that never reported', ['model_never_metered'], { usage: [used()], ledger: [] }],
    ['a model that was never billed', ['model_never_billed'], { usage: [], ledger: [held()] }],
    [
      'a sender that leaves cached tokens out of the input',
      ['cached_tokens'],
      { usage: [used()], ledger: [held({ inputTokens: 6_000n })] },
    ],
    [
      'a sender that adds cached tokens to the input',
      ['cached_tokens'],
      { usage: [used()], ledger: [held({ inputTokens: 14_000n })] },
    ],
    [
      'a sender that does not know of the cache',
      ['cached_tokens'],
      { usage: [used({ requests: null })], ledger: [held({ cacheReadTokens: 0n })] },
    ],
    [
      'estimates that lie above and below',
      ['counts_differ'],
      { usage: [used()], ledger: [held({ inputTokens: 9_000n, outputTokens: 600n })] },
    ],
    [
      'evening calls that one side counts to the next day',
      ['day_shifted', 'day_shifted'],
      {
        usage: [used(), used({}, 1)],
        ledger: [
          held(less),
          held({ ...less, calls: 15n, inputTokens: 15_000n, cacheReadTokens: 6_000n, outputTokens: 750n }, 1),
        ],
      },
    ],
    [
      'calls that lie on another day altogether',
      ['day_shifted', 'agrees', 'day_shifted'],
      { usage: [used(), used({}, 1)], ledger: [held(NOTHING), held({}, 1), held({}, 2)] },
    ],
    [
      'the same beside a day that really lacks calls',
      ['day_shifted', 'day_shifted', 'events_missing'],
      {
        usage: [used(), used({}, 1), used({}, 9)],
        ledger: [
          held(less),
          held({ ...less, calls: 15n, inputTokens: 15_000n, cacheReadTokens: 6_000n, outputTokens: 750n }, 1),
          held(less, 9),
        ],
      },
    ],
    [
      'days that begin at another hour',
      ['day_shifted'],
      { usage: [used({ from: DAY + 8 * 3_600_000, to: DAY + 32 * 3_600_000 })], ledger: [held(less)] },
    ],
  ])('%s', (_what, expected, over) => {
    expect(reasons(over)).toEqual(expected);
  });
});

describe('the likely reason of a difference of money', () => {
  const usage = [used()];
  test.each<[string, string, Partial<ProviderComparisonInput>]>([
    ['nothing differs', 'agrees', { usage, costs: [cost('1.5'), cost('0.5', { item: 'output' })] }],
    ['cents of an export', 'rounding', { usage, costs: [cost('2.01', { uncertainty: atto('0.01') })] }],
    ['a price we do not have', 'unpriced', { usage, costs: [cost('2.5')], ledger: [held({ unpricedCalls: 2n })] }],
    [
      'more charged here although some is unpriced',
      'charged_otherwise',
      { usage, costs: [cost('1.5')], ledger: [held({ unpricedCalls: 2n, offListCalls: 1n })] },
    ],
    ['a plan of our own', 'charged_otherwise', { usage, costs: [cost('2.5')], ledger: [held({ offListCalls: 10n })] }],
    ['half price', 'batch_or_tier', { usage, costs: [cost('1')] }],
    ['a line that says batch', 'batch_or_tier', { usage, costs: [cost('1.3', { batch: true })] }],
    ['a line of another tier', 'batch_or_tier', { usage: [used({ serviceTier: 'priority' })], costs: [cost('3.5')] }],
    ['the standard tier', 'price_differs', { usage: [used({ serviceTier: 'default' })], costs: [cost('3.5')] }],
    ['another currency', 'currency_differs', { usage, costs: [cost('14', { currency: 'CNY' })] }],
    ['money that no call explains', 'cost_differs', { costs: [cost('2.5')] }],
    ['money of a model that never reported', 'model_never_metered', { costs: [cost('2.5')], ledger: [] }],
    ['money that was never billed', 'model_never_billed', { costs: [] }],
    ['usage explains it first', 'events_missing', { usage, costs: [cost('4')], ledger: [held(less)] }],
  ])('%s', (_what, reason, over) => {
    expect(reasons(over)).toEqual([reason]);
  });

  test('what is no model call has a row of its own', () => {
    const costs = [cost('2'), cost('10', { model: null, item: 'web search tool calls' })];
    expect(compare({ costs }).rows).toMatchObject([
      { model: 'gpt-5', reason: 'agrees' },
      {
        model: 'web search tool calls',
        reason: 'not_metered',
        money: { USD: { provider: '10', ledger: '0', difference: '10' } },
      },
    ]);
    expect(compare({ costs }).agrees).toBe(false);
  });
});

describe('what belongs together', () => {
  test('a snapshot and a title mean the model that senders name', () => {
    const usage = [used({ model: 'gpt-5-2025-08-07' }), used({ model: 'claude-sonnet-4-5-20250929' })];
    const costs = [cost('2', { model: 'GPT 5' }), cost('2', { model: 'Claude Sonnet 4.5' })];
    const ledger = [held(), held({ model: 'claude-sonnet-4-5' })];
    const { rows, agrees } = compare({ usage, costs, ledger });
    expect(agrees).toBe(true);
    expect(rows.map(({ model, names }) => [model, names?.provider, names?.ledger])).toEqual([
      ['claude-sonnet-4-5', ['Claude Sonnet 4.5', 'claude-sonnet-4-5-20250929'], ['claude-sonnet-4-5']],
      ['gpt-5', ['GPT 5', 'gpt-5-2025-08-07'], ['gpt-5']],
    ]);
  });

  test('snapshots that both sides tell apart stay apart', () => {
    const models = ['gpt-4o-2024-05-13', 'gpt-4o-2024-08-06'];
    const { rows } = compare({
      usage: models.map((model) => used({ model })),
      ledger: models.map((model) => held({ model })),
    });
    expect(rows.map(({ model, reason }) => [model, reason])).toEqual(models.map((model) => [model, 'agrees']));
    expect(rows[0]).not.toHaveProperty('names');
  });

  test('an export that does not tell models apart is compared by the day', () => {
    const usage = [
      used({ model: null, requests: 20n, inputTokens: 20_000n, cacheReadTokens: 8_000n, outputTokens: 1_000n }),
    ];
    const ledger = [held(), held({ model: 'gpt-5-mini' })];
    expect(compare({ usage, ledger }).rows).toMatchObject([{ model: '', reason: 'agrees' }]);
    expect(compare({ usage, costs: [cost('4', { model: null, item: null })], ledger }).rows).toMatchObject([
      { model: '', reason: 'agrees', money: { USD: { difference: '0' } } },
    ]);
  });

  test('usage by model beside costs of the whole day gives both', () => {
    const { rows } = compare({ usage: [used()], costs: [cost('3', { model: null, item: null })] });
    expect(
      rows.map(({ model, tokens, money, reason }) => [model, tokens !== undefined, money?.USD?.difference, reason]),
    ).toEqual([
      ['', true, '1', 'price_differs'],
      ['gpt-5', true, undefined, 'agrees'],
    ]);
  });

  test('calls are compared only where the provider counts them', () => {
    expect(compare({ usage: [used({ requests: null })] }).rows[0]).not.toHaveProperty('calls');
    expect(compare({ usage: [used()] }).rows[0]?.calls).toEqual({ provider: '10', ledger: '10', difference: '0' });
  });
});

test('differences are provider minus ledger, exact, with the reason in words', () => {
  const { rows, reasons: counted } = compare({
    usage: [used({ inputTokens: 2n ** 60n })],
    costs: [cost('2.000000000000000001')],
    ledger: [held({ unpricedCalls: 3n, inputTokens: 2n ** 60n })],
  });
  expect(rows).toEqual([
    {
      ...{ day: '2026-11-01', model: 'gpt-5', calls: { provider: '10', ledger: '10', difference: '0' } },
      tokens: {
        input: { provider: '1152921504606846976', ledger: '1152921504606846976', difference: '0' },
        cacheRead: { provider: '4000', ledger: '4000', difference: '0' },
        cacheWrite: { provider: '0', ledger: '0', difference: '0' },
        output: { provider: '500', ledger: '500', difference: '0' },
      },
      money: { USD: { provider: '2.000000000000000001', ledger: '2', difference: '0.000000000000000001' } },
      reason: 'unpriced',
      detail: 'The same usage, but calls of it have no price here yet. Without a price: 3 of 10 calls.',
    },
  ]);
  expect(counted).toEqual({ unpriced: 1 });
});

test('a real form goes in as it comes out of the reader', () => {
  const text = `{"data":[{"starting_at":"2026-11-01T00:00:00Z","ending_at":"2026-11-02T00:00:00Z","results":[
    {"uncached_input_tokens":1500,"cache_read_input_tokens":200,"output_tokens":500,"model":"claude-sonnet-4-20250514",
     "cache_creation":{"ephemeral_1h_input_tokens":1000,"ephemeral_5m_input_tokens":500},"service_tier":"standard"}]}],
    "has_more":false,"next_page":null}`;
  const { usage, isComplete } = parseProviderExport(text);
  const ledger = [
    held({
      ...{ model: 'claude-sonnet-4', inputTokens: 3_200n, cacheReadTokens: 200n, outputTokens: 500n },
      ...{ cacheWrite5mTokens: 500n, cacheWrite1hTokens: 1_000n },
    }),
  ];
  expect(compareProvider({ usage, ledger, isComplete, now: LATER }).agrees).toBe(true);
});

const anyUsage = fc.array(
  fc.record({
    model: fc.constantFrom('gpt-5', 'gpt-5-2025-08-07', 'o5', null),
    tokens: fc.bigInt(0n, 3n),
    requests: fc.option(fc.bigInt(0n, 3n)),
    day: fc.nat(3),
  }),
  { maxLength: 12 },
);

test('whatever either side holds, nothing is lost or counted twice, and a row agrees exactly if its numbers do', () => {
  fc.assert(
    fc.property(anyUsage, anyUsage, (provider, ledger) => {
      const usage = provider.map(({ model, tokens, requests, day }) =>
        used({ model, requests, inputTokens: tokens, cacheReadTokens: 0n, outputTokens: tokens }, day),
      );
      const days = ledger.map(({ model, tokens, requests, day }) =>
        held(
          {
            model: model ?? 'o5',
            calls: requests ?? 0n,
            inputTokens: tokens,
            cacheReadTokens: 0n,
            outputTokens: tokens,
          },
          day,
        ),
      );
      const { rows } = compare({ usage, ledger: days });
      const sum = (side: 'provider' | 'ledger'): bigint =>
        rows.reduce((total, { tokens }) => total + BigInt(tokens?.input[side] ?? 0), 0n);
      expect(sum('provider')).toBe(usage.reduce((total, { inputTokens }) => total + inputTokens, 0n));
      expect(sum('ledger')).toBe(days.reduce((total, { inputTokens }) => total + inputTokens, 0n));
      for (const { reason, tokens, calls } of rows) {
        const figures = [calls, ...Object.values(tokens ?? {})].filter((figure) => figure !== undefined);
        expect(reason === 'agrees').toBe(figures.every(({ difference }) => difference === '0'));
      }
    }),
  );
});
