import { describe, expect, test } from '@jest/globals';
import type { UsageEvent } from '@suanpan/facts';
import { ownPriceList, snapshotRows } from '@suanpan/price-book';
import { explainEntries, priceUsage } from './index.ts';
import { call, catalogueOf } from './testing/catalogue-of.ts';

const qwen = ownPriceList({
  provider: 'alibaba',
  model: 'qwen-plus',
  matcher: { startsWith: 'qwen-plus' },
  currency: 'CNY',
  prices: {
    uncached_input: { amount: '0.8', per: 1_000_000 },
    cache_read: { amount: '0.16', per: 1_000_000 },
    cache_write_5m: { amount: '1', per: 1_000_000 },
    output_text: { amount: '2', per: 1_000_000 },
    reasoning: { amount: '8', per: 1_000_000 },
  },
});
const view = catalogueOf([...snapshotRows().rows, ...qwen]);

/** Amounts worked out by hand from the vendors' lists of the shipped snapshot, USD unless said otherwise. */
const CASES: readonly (readonly [string, Partial<UsageEvent>, string])[] = [
  // 374×2.5 + 1000×0.25 + (244+300)×15 per million: reasoning has no price of its own and is billed as output.
  [
    'OpenAI: cached input and reasoning',
    {
      provider: 'openai',
      requestedModel: 'gpt-5.4',
      inputTokens: 1_374,
      cacheReadTokens: 1_000,
      outputTokens: 544,
      reasoningTokens: 300,
    },
    'USD 0.009345',
  ],
  // 272,001×5 + 1×22.5; one token less is 272,000×2.5 + 1×15.
  [
    'OpenAI: above the cliff',
    { provider: 'openai', requestedModel: 'gpt-5.4', inputTokens: 272_001, outputTokens: 1 },
    'USD 1.3600275',
  ],
  [
    'OpenAI: at the cliff',
    { provider: 'openai', requestedModel: 'gpt-5.4', inputTokens: 272_000, outputTokens: 1 },
    'USD 0.680015',
  ],
  // Text 100×4 + cached text 20×0.4 + audio 30×32 + cached audio 10×0.4; output text 5×16 + audio 40×64.
  [
    'OpenAI: realtime audio, cached audio once only',
    {
      provider: 'openai',
      requestedModel: 'gpt-realtime',
      inputTokens: 160,
      cacheReadTokens: 30,
      audioInputTokens: 40,
      cacheReadAudioTokens: 10,
      outputTokens: 45,
      audioOutputTokens: 40,
    },
    'USD 0.004012',
  ],
  // 248,480×6 + 1,000×0.6 + 500×7.5 + 20×12 + 544×22.5: every token at the rate above 200,000, cached ones counted.
  [
    'Anthropic: writes of both lives above the cliff',
    {
      provider: 'anthropic',
      requestedModel: 'claude-sonnet-4-5',
      inputTokens: 250_000,
      cacheReadTokens: 1_000,
      cacheWrite5mTokens: 500,
      cacheWrite1hTokens: 20,
      outputTokens: 544,
    },
    'USD 1.50771',
  ],
  // Exactly 200,000 is not above: 198,480×3 + 1,000×0.3 + 500×3.75 + 20×6 + 544×15.
  [
    'Anthropic: writes of both lives at the cliff',
    {
      provider: 'anthropic',
      requestedModel: 'claude-sonnet-4-5',
      inputTokens: 200_000,
      cacheReadTokens: 1_000,
      cacheWrite5mTokens: 500,
      cacheWrite1hTokens: 20,
      outputTokens: 544,
    },
    'USD 0.605895',
  ],
  // 200,001×2.5 + 10×15 and 200,000×1.25 + 10×10.
  [
    'Gemini: above the cliff',
    { provider: 'gcp.gemini', requestedModel: 'gemini-2.5-pro', inputTokens: 200_001, outputTokens: 10 },
    'USD 0.5001525',
  ],
  [
    'Gemini: at the cliff',
    { provider: 'google', requestedModel: 'gemini-2.5-pro', inputTokens: 200_000, outputTokens: 10 },
    'USD 0.2501',
  ],
  // Text 100×0.3 + cached text 20×0.03 + audio 50×1 + cached audio 30×0.1; output 7×2.5.
  [
    'Gemini: audio and cached audio',
    {
      provider: 'google',
      requestedModel: 'gemini-2.5-flash',
      inputTokens: 200,
      cacheReadTokens: 50,
      audioInputTokens: 80,
      cacheReadAudioTokens: 30,
      outputTokens: 7,
    },
    'USD 0.0001011',
  ],
  // The snapshot has the full price from 00:30 to 16:30 UTC, and half of it for the rest of the day.
  [
    'DeepSeek: in the window',
    {
      provider: 'deepseek',
      requestedModel: 'deepseek-chat',
      time: '2026-10-01T00:30:00.000Z',
      inputTokens: 1_000_000,
      outputTokens: 0,
    },
    'USD 0.27',
  ],
  [
    'DeepSeek: just before it',
    {
      provider: 'deepseek',
      requestedModel: 'deepseek-chat',
      time: '2026-10-01T00:29:59.999Z',
      inputTokens: 1_000_000,
      outputTokens: 0,
    },
    'USD 0.135',
  ],
  [
    'DeepSeek: at its end',
    {
      provider: 'deepseek',
      requestedModel: 'deepseek-chat',
      time: '2026-10-01T16:30:00.000Z',
      inputTokens: 1_000_000,
      outputTokens: 0,
    },
    'USD 0.135',
  ],
  // xAI's tier is inclusive: the feed writes it as above 199,999.
  [
    'xAI: 200,000 is above',
    { provider: 'xai', requestedModel: 'grok-4.6', inputTokens: 200_000, outputTokens: 1 },
    'USD 0.800012',
  ],
  [
    'xAI: 199,999 is not',
    { provider: 'x-ai', requestedModel: 'grok-4.6', inputTokens: 199_999, outputTokens: 1 },
    'USD 0.400004',
  ],
  [
    'Moonshot',
    {
      provider: 'moonshot',
      requestedModel: 'kimi-k2-0711-preview',
      inputTokens: 1_000,
      cacheReadTokens: 600,
      outputTokens: 10,
    },
    'USD 0.000355',
  ],
  // 400×0.8 + 500×0.16 + 100×1 + 20×2 + 5×8 per million yuan.
  [
    'Qwen: own rows in yuan',
    {
      provider: 'dashscope',
      requestedModel: 'qwen-plus-2025-12-01',
      inputTokens: 1_000,
      cacheReadTokens: 500,
      cacheWrite5mTokens: 100,
      outputTokens: 25,
      reasoningTokens: 5,
    },
    'CNY 0.00058',
  ],
  // The feed's own list of Bedrock: 0.8 and 3.2 per million.
  [
    'Bedrock',
    { provider: 'aws.bedrock', requestedModel: 'amazon.nova-pro-v1:0', inputTokens: 1_000, outputTokens: 100 },
    'USD 0.00112',
  ],
  [
    'a price that changes on a date, before',
    { provider: 'openai', requestedModel: 'o3', time: '2025-06-09T23:59:59.999Z', inputTokens: 1_000, outputTokens: 0 },
    'USD 0.01',
  ],
  [
    'a price that changes on a date, from',
    { provider: 'openai', requestedModel: 'o3', time: '2025-06-10T00:00:00.000Z', inputTokens: 1_000, outputTokens: 0 },
    'USD 0.002',
  ],
  [
    'speech by the second',
    { provider: 'openai', requestedModel: 'whisper-1', inputTokens: 0, outputTokens: 0, seconds: '61.5' },
    'USD 0.00615',
  ],
  // 0.04 for an hour of at least 10 seconds' speech: 61.5/3600 of it, which no price of one second says exactly.
  [
    'speech by the hour',
    { provider: 'groq', requestedModel: 'whisper-large-v3-turbo', inputTokens: 0, outputTokens: 0, seconds: '61.5' },
    'USD 0.000683333333333333',
  ],
  [
    'a request is billed where the list prices requests',
    { provider: 'perplexity', requestedModel: 'sonar', inputTokens: 10, outputTokens: 1 },
    'USD 0.012011',
  ],
];

test.each(CASES)('%s', (_, changes, expected) => {
  const decision = priceUsage(call(changes), view);
  const amounts = decision.priced ? decision.entries.map(({ currency, amount }) => `${currency} ${amount}`) : [];
  expect([decision.reason, ...amounts]).toEqual(['priced', expected]);
});

describe('what is not known is not priced, and says why', () => {
  test.each([
    [{ requestedModel: 'nobody-knows' }, 'model_unpriced', 'openai/nobody-knows'],
    [{ provider: 'nobody', requestedModel: 'gpt-5.4' }, 'model_unpriced', 'nobody/gpt-5.4'],
    [{ requestedModel: 'text-embedding-3-small', inputTokens: 5, outputTokens: 1 }, 'leaf_unpriced', 'output_text'],
    [{ requestedModel: 'gpt-5.4', images: 1 }, 'leaf_unpriced', 'image in genai-prices:openai/gpt-5.4'],
    [
      { provider: 'huggingface_together', requestedModel: 'Qwen/Qwen3-VL-8B-Instruct', inputTokens: 1 },
      'price_flagged',
      'uncached_input: 0.00000018',
    ],
    [{ requestedModel: 'gpt-5.4', usageQuality: 'missing' as const }, 'usage_missing', 'no usage'],
    [{ requestedModel: 'gpt-5.4', inputTokens: Number.NaN }, 'usage_missing', 'inputTokens'],
    [{ requestedModel: 'whisper-1', seconds: 'long' }, 'usage_missing', 'seconds'],
  ])('%p is %s', (changes, reason, detail) => {
    expect(priceUsage(call(changes), view)).toEqual({ priced: false, reason, detail: expect.stringContaining(detail) });
  });

  test('a model listed at 0 is known to cost nothing, and no usage costs nothing', () => {
    const free = ownPriceList({
      provider: 'own',
      model: 'free',
      currency: 'USD',
      prices: { uncached_input: { amount: '0' }, output_text: { amount: '0' } },
    });
    const used = call({ provider: 'own', requestedModel: 'free', inputTokens: 5, outputTokens: 5 });
    expect(priceUsage(used, catalogueOf(free))).toMatchObject({ priced: true, entries: [{ amount: '0' }] });
    expect(priceUsage({ ...used, inputTokens: 0, outputTokens: 0 }, catalogueOf(free))).toEqual({
      priced: true,
      entries: [],
      reason: 'nothing_to_price',
    });
  });
});

test('contradictory totals are priced as far as they hold, and marked', () => {
  const event = call({ requestedModel: 'gpt-5.4', inputTokens: 100, cacheReadTokens: 150, outputTokens: 0 });
  expect(priceUsage(event, view)).toMatchObject({
    priced: true,
    reason: 'priced_inconsistent',
    detail: 'input_subsets_exceed_total',
    entries: [{ lines: [{ leaf: 'cache_read', quantity: 100 }] }],
  });
});

test('the arithmetic of every line can be followed', () => {
  const decision = priceUsage(call({ requestedModel: 'gpt-5.4', inputTokens: 374, outputTokens: 44 }), view);
  const entries = decision.priced ? decision.entries : [];
  const [input, output] = entries[0]?.lines ?? [];
  expect(explainEntries(entries)).toEqual([
    `374 uncached_input × 0.0000025 USD = 0.000935 USD (row ${input?.priceRow})`,
    `44 output_text × 0.000015 USD = 0.00066 USD (row ${output?.priceRow})`,
    'sum = 0.001595 USD',
  ]);
});

describe('a call that failed and counted nothing', () => {
  const failed = { usageQuality: 'missing', inputTokens: 0, outputTokens: 0 } as const;

  test.each([400, 429, 500, 503, 599])('costs nothing where the provider answered %d', (httpStatus) => {
    expect(priceUsage(call({ ...failed, httpStatus }), catalogueOf([]))).toEqual({
      priced: true,
      entries: [],
      reason: 'nothing_to_price',
    });
  });

  test.each([
    ['without a status', {}],
    ['after an abort', { errorType: 'timeout' }],
    ['that succeeded', { httpStatus: 200 }],
    ['with a status of which something was counted', { httpStatus: 500, inputTokens: 3 }],
    ['with a status that names what it used besides tokens', { httpStatus: 500, webSearches: 1 }],
  ])('waits where it is one %s, because its usage is not known', (_, said) => {
    expect(priceUsage(call({ ...failed, ...said }), catalogueOf([]))).toMatchObject({
      priced: false,
      reason: 'usage_missing',
    });
  });
});
