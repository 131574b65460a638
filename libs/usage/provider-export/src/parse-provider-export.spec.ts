import { describe, expect, test } from '@jest/globals';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import fc from 'fast-check';
import { parseProviderExport } from './index.ts';
import {
  ANTHROPIC_COSTS,
  ANTHROPIC_COSTS_CSV,
  ANTHROPIC_USAGE,
  ANTHROPIC_USAGE_CSV,
  OPENAI_COSTS,
  OPENAI_COSTS_CSV,
  OPENAI_USAGE,
  OPENAI_USAGE_CSV,
} from './spec-exports.ts';

const DAY = Date.UTC(2026, 10, 1);
const NEXT = Date.UTC(2026, 10, 2);
const atto = (text: string): bigint => attoFromDecimal(text) ?? -1n;

describe('OpenAI', () => {
  test('usage: totals include the cache, counts beyond 2^53 stay exact, an unfinished export says so', () => {
    const parsed = parseProviderExport(OPENAI_USAGE);
    expect(parsed).toMatchObject({ provider: 'openai', kind: 'usage', format: 'json', isComplete: false, costs: [] });
    expect(parsed.usage).toEqual([
      {
        ...{ from: DAY, to: NEXT, model: 'gpt-5-2025-08-07', serviceTier: 'default', batch: false, requests: 10n },
        ...{ inputTokens: 59_200n, cacheReadTokens: 5_760n, cacheWrite5mTokens: 0n, cacheWrite1hTokens: 0n },
        outputTokens: 10_646n,
      },
      {
        ...{ from: DAY, to: NEXT, model: 'gpt-5-mini-2025-08-07', serviceTier: null, batch: true, requests: 1n },
        ...{ inputTokens: 9_007_199_254_740_993n, cacheReadTokens: 0n, cacheWrite5mTokens: 0n, cacheWrite1hTokens: 0n },
        outputTokens: 0n,
      },
    ]);
  });

  test('costs: amounts are read from their digits, exponents and long texts alike', () => {
    const { costs, kind, isComplete } = parseProviderExport(OPENAI_COSTS);
    expect([kind, isComplete]).toEqual(['cost', true]);
    expect(costs.map(({ amount, uncertainty }) => [amount, uncertainty])).toEqual([
      [atto('0.0668'), 0n],
      [atto('0.10646'), 0n],
      [atto('0.00000072'), 0n],
      // 22 digits: quantised once, and said so.
      [atto('0.000006'), 1n],
    ]);
    expect(costs.map(({ model, serviceTier, batch, currency }) => [model, serviceTier, batch, currency])).toEqual([
      ['gpt-5-2025-08-07', null, null, 'USD'],
      ['gpt-5-2025-08-07', null, null, 'USD'],
      ['gpt-5-mini-2025-08-07', 'batch', true, 'USD'],
      [null, null, null, 'USD'],
    ]);
  });

  test.each([
    ['gpt-5.5-2026-04-23, cached input', 'gpt-5.5-2026-04-23', null],
    ['priority | gpt-5.6-sol, output, long context', 'gpt-5.6-sol', 'priority'],
    ['gpt-image-1 image, output', 'gpt-image-1', null],
    ['ft:gpt-4o-2024-08-06:acme::abc, input', 'ft:gpt-4o-2024-08-06:acme::abc', null],
    ['assistants api | file search', null, null],
    ['web search tool calls', null, null],
  ])('a line item %j is about model %p', (item, model, serviceTier) => {
    const text = OPENAI_COSTS.replace('gpt-5-2025-08-07, input', item);
    expect(parseProviderExport(text).costs[0]).toMatchObject({ item, model, serviceTier });
  });

  test('files of the dashboard say the same, and empty days nothing', () => {
    const usage = parseProviderExport(OPENAI_USAGE_CSV);
    expect(usage).toMatchObject({ provider: 'openai', kind: 'usage', format: 'csv', isComplete: true });
    expect(usage.usage).toEqual(parseProviderExport(OPENAI_USAGE).usage.slice(0, 1));
    expect(parseProviderExport(OPENAI_COSTS_CSV).costs).toEqual([
      {
        ...{ from: DAY, to: NEXT, model: 'gpt-5-2025-08-07', serviceTier: null, batch: null, currency: 'USD' },
        ...{ item: 'gpt-5-2025-08-07, input', amount: atto('0.56177125'), uncertainty: 0n },
      },
    ]);
  });
});

describe('Anthropic', () => {
  test('usage: what excludes each other there is added up to an inclusive total', () => {
    expect(parseProviderExport(ANTHROPIC_USAGE)).toEqual({
      ...{ provider: 'anthropic', kind: 'usage', format: 'json', isComplete: true, costs: [] },
      usage: [
        {
          ...{
            from: DAY,
            to: NEXT,
            model: 'claude-sonnet-4-20250514',
            serviceTier: 'batch',
            batch: true,
            requests: null,
          },
          ...{ inputTokens: 3_200n, cacheReadTokens: 200n, cacheWrite5mTokens: 500n, cacheWrite1hTokens: 1_000n },
          outputTokens: 500n,
        },
      ],
    });
  });

  test('costs are in cents, with fractions', () => {
    const { costs } = parseProviderExport(ANTHROPIC_COSTS);
    expect(costs.map(({ amount, item, model, batch }) => [decimalFromAtto(amount), item, model, batch])).toEqual([
      ['1.2378912', 'uncached_input_tokens', 'claude-sonnet-4-20250514', false],
      ['10', 'web_search', null, null],
    ]);
  });

  test('files of the console: tokens by day or hour, costs in dollars that were rounded to what they show', () => {
    const { usage } = parseProviderExport(ANTHROPIC_USAGE_CSV);
    expect(usage.map(({ from, to, inputTokens, batch }) => [from, to, inputTokens, batch])).toEqual([
      [DAY, NEXT, 62_960n, false],
      [DAY + 15 * 3_600_000, DAY + 16 * 3_600_000, 1n, true],
    ]);
    const { costs } = parseProviderExport(ANTHROPIC_COSTS_CSV);
    expect(costs.map((cost) => [cost.model, cost.batch, cost.amount, cost.uncertainty])).toEqual([
      ['Claude Haiku 4.5', false, atto('0.05'), atto('0.005')],
      ['Claude Haiku 4.5', true, atto('12'), atto('0.5')],
    ]);
  });
});

test('all pages of an answer can be handed in as a list, once each', () => {
  const other = OPENAI_USAGE.replaceAll('1793491200', '1793664000').replaceAll('1793577600', '1793750400');
  const last = other
    .replace('"has_more": true', '"has_more": false')
    .replace(/1793664000, "results"/, '1793836800, "results"');
  const parsed = parseProviderExport(`[${OPENAI_USAGE},${last}]`);
  expect([parsed.usage.length, parsed.isComplete]).toEqual([4, true]);
  expect(() => parseProviderExport(`[${OPENAI_USAGE},${OPENAI_USAGE}]`)).toThrow(/twice/);
});

test.each([
  ['nothing', ''],
  ['a sentence', 'no export at all'],
  ['half an answer', OPENAI_USAGE.slice(0, 400)],
  ['another document', '{"data": [{"id": 1}]}'],
  ['no buckets', '{"data": []}'],
  ['no results', ANTHROPIC_USAGE.replace(/"results": \[[\s\S]*?\n {6}\]/, '"results": []')],
  ['a negative count', OPENAI_USAGE.replace('59200', '-59200')],
  ['half a token', OPENAI_USAGE.replace('59200', '59200.5')],
  ['a count that is missing', OPENAI_USAGE.replace('"input_tokens": 59200, ', '')],
  ['a count that is no number', ANTHROPIC_USAGE.replace('1500', '"many"')],
  ['an amount without currency', OPENAI_COSTS.replace('"usd"', '"dollars"')],
  ['an amount that is no number', ANTHROPIC_COSTS.replace('123.78912', '123,78')],
  ['an amount of absurd size', OPENAI_COSTS.replace('7.2e-07', '7e999')],
  ['a time that is none', ANTHROPIC_USAGE.replace('2026-11-01T00:00:00Z', '2026-11-31T00:00:00Z')],
  ['a bucket that runs backwards', ANTHROPIC_USAGE.replace('2026-11-02T', '2026-10-02T')],
  ['results that are counted in images', OPENAI_USAGE.replaceAll('usage.completions', 'usage.images')],
  ['a table of something else', 'day,tokens\n2026-11-01,5\n'],
  ['a table with a broken quote', `${OPENAI_USAGE_CSV}"x`],
  ['a table with a word for a number', ANTHROPIC_USAGE_CSV.replace('46981', 'some')],
  ['a table with a day that does not exist', ANTHROPIC_USAGE_CSV.replace('2026-11-01,', '2026-02-30,')],
  ['a table with a flag that is none', OPENAI_USAGE_CSV.replace('FALSE', 'perhaps')],
])('an export with %s is refused', (_what, text) => {
  expect(() => parseProviderExport(text)).toThrow(expect.objectContaining({ code: 'export_malformed' }));
});

test('a refusal names the place', () => {
  const text = OPENAI_USAGE.replace('59200', '-1');
  expect(() => parseProviderExport(text)).toThrow('/data/0/results/0/input_tokens is not a count.');
  expect(() => parseProviderExport(ANTHROPIC_USAGE_CSV.replace('46981', 'x'))).toThrow(
    'Row 2 has no readable usage_input_tokens_no_cache.',
  );
});

test('any amount with up to 18 fraction digits is read exactly, as a number, a text or with an exponent', () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 36n), fc.integer({ min: -20, max: 20 }), (amount, shift) => {
      const plain = decimalFromAtto(amount);
      // JSON has no number that begins with 00.
      const zeros = amount === 0n ? '' : '0'.repeat(Math.abs(shift));
      // The same number with its point moved and an exponent that moves it back.
      const shifted = `${amount}e${-18}`;
      for (const text of [plain, `"${plain}"`, shifted, `${amount}${zeros}e${-18 - Math.abs(shift)}`]) {
        expect(parseProviderExport(OPENAI_COSTS.replace('0.0668', text)).costs[0]).toMatchObject({
          amount,
          uncertainty: 0n,
        });
      }
    }),
    { examples: [[0n, -1]] },
  );
});

test('no text makes it fail otherwise', () => {
  const pieces = fc.constantFrom(
    'start_time',
    'input_tokens',
    '"',
    ',',
    '\n',
    '\r',
    '{',
    '}',
    '[',
    ']',
    ':',
    '1',
    '1e5',
    'data',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
      try {
        parseProviderExport(parts.join(''));
      } catch (error) {
        expect(error).toMatchObject({ code: 'export_malformed' });
      }
    }),
    { numRuns: 1000 },
  );
});
