import { describe, expect, test } from '@jest/globals';
import { ownPriceList, rowsFromLitellm, snapshotRows } from '@suanpan/price-book';
import { priceUsage } from './index.ts';
import { call, catalogueOf } from './testing/catalogue-of.ts';

const { rows } = snapshotRows();
const byId = new Map(rows.map((row) => [row.id, row]));
const view = catalogueOf(rows);

function listOf(provider: string, model: string, region?: string): string {
  const place = region === undefined ? {} : { region };
  const event = call({ provider, requestedModel: model, inputTokens: 1_000, outputTokens: 0, ...place });
  const decision = priceUsage(event, view);
  if (!decision.priced) return decision.reason;
  const row = byId.get(decision.entries[0]?.lines[0]?.priceRow ?? '');
  return `${row?.provider}/${row?.model} ${row?.unitPrice}`;
}

test.each([
  ['azure', 'azure/gpt-4o-2024-08-06', 'openai/gpt-4o 0.0000025'],
  ['azure', 'azure/o4-mini-deep-research', 'openai/o4-mini-deep-research 0.000002'],
  ['azure', 'azure/eu/gpt-4o-2024-08-06', 'openai/gpt-4o 0.0000025'],
  ['openai', 'GPT-4o', 'openai/gpt-4o 0.0000025'],
  ['openai', ' gpt-4o ', 'openai/gpt-4o 0.0000025'],
  ['google', 'models/gemini-2.5-flash', 'google/gemini-2.5-flash 0.0000003'],
  ['gcp.gemini', 'gemini/gemini-2.5-flash', 'google/gemini-2.5-flash 0.0000003'],
  ['gcp.vertex_ai', 'vertex_ai/gemini-2.5-flash', 'google/gemini-2.5-flash 0.0000003'],
  ['gcp.vertex_ai', 'publishers/google/models/gemini-2.5-flash', 'google/gemini-2.5-flash 0.0000003'],
  [
    'gcp.vertex_ai',
    'projects/p-1/locations/us-east5/publishers/anthropic/models/claude-sonnet-4@20250514',
    'google/claude-4-sonnet 0.000003',
  ],
  ['openrouter', 'openrouter/anthropic/claude-sonnet-4.5:beta', 'openrouter/anthropic/claude-sonnet-4.5 0.000003'],
  ['openrouter', 'deepseek/deepseek-r1:free', 'openrouter/deepseek/deepseek-r1:free 0'],
  ['openrouter', 'openrouter/nobody/knows-it-yet:free', 'openrouter/openrouter:free 0'],
  ['openai', 'ft:gpt-4o-mini-2024-07-18:org::AbC', 'openai/ft:gpt-4o-mini 0.0000003'],
  ['openai', 'ft:gpt-4o-mini:org::AbC', 'openai/ft:gpt-4o-mini 0.0000003'],
  ['xai', 'xai/grok-4', 'x-ai/grok-4-0709 0.000003'],
  ['groq', 'groq/llama-3.3-70b-versatile', 'groq/llama-3.3-70b-versatile 0.00000059'],
  ['litellm_proxy', 'openai/gpt-4o', 'openai/gpt-4o 0.0000025'],
  ['litellm_proxy', 'litellm_proxy/azure/gpt-4o', 'openai/gpt-4o 0.0000025'],
  [
    'aws.bedrock',
    'arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0 0.0000033',
  ],
  [
    'bedrock',
    'bedrock/converse/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'aws/regional.anthropic.claude-sonnet-4-5-20250929-v1:0 0.0000033',
  ],
])('%s %s is priced as %s', (provider, model, list) => {
  expect(listOf(provider, model)).toBe(list);
});

describe('a name is never priced as its neighbour', () => {
  test.each([
    ['cohere', 'command-a-plus-05-2026'],
    ['openai', 'gpt-4o-2099-01-01'],
    ['openai', 'azure/gpt-4o'],
    ['azure', 'my-prod-deployment'],
    ['azure', 'ft:o4-mini-2025-04-16:org::AbC'],
    ['azure', 'my-o4-mini-of-last-year'],
    ['openai', 'ft:gpt-4.1-2025-04-14:org::AbC'],
    ['openrouter', 'anthropic/claude-sonnet-4.5:online'],
    ['litellm_proxy', 'gpt-4o'],
    ['aws', 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['aws', 'arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0'],
    ['aws', 'arn:aws:bedrock:us-east-1:123456789012:custom-model/anthropic.claude-3-haiku-20240307-v1:0/abc'],
    ['aws', 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/claude-3-haiku-20240307'],
  ])('%s %s', (provider, model) => {
    expect(listOf(provider, model)).toBe('model_unpriced');
  });

  test('GovCloud is never priced as the world outside, whoever says where the call was', () => {
    expect(listOf('aws', 'anthropic.claude-sonnet-4-5-20250929-v1:0', 'us-gov-west-1')).toBe('model_unpriced');
    expect(listOf('aws', 'anthropic.claude-sonnet-4-5-20250929-v1:0', 'us-west-2')).toContain('regional.anthropic');
  });

  test('but what people wrote for their own holds everywhere', () => {
    const model = 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0';
    const price = { amount: '3.6', per: 1_000_000 };
    const own = ownPriceList({ provider: 'aws', model, currency: 'USD', prices: { uncached_input: price } });
    const event = call({ provider: 'aws', requestedModel: model });
    expect(priceUsage({ ...event, inputTokens: 1_000, outputTokens: 0 }, catalogueOf([...rows, ...own]))).toMatchObject(
      {
        priced: true,
        entries: [{ amount: '0.0036' }],
      },
    );
  });
});

describe('services of one provider that a feed prices apart', () => {
  const map = {
    'azure/grok-x': {
      litellm_provider: 'azure',
      mode: 'chat',
      input_cost_per_token: 2e-6,
      output_cost_per_token: 1e-6,
    },
    'azure_ai/grok-x': {
      litellm_provider: 'azure_ai',
      mode: 'chat',
      input_cost_per_token: 8e-6,
      output_cost_per_token: 1e-6,
    },
    'gemini/twin': {
      litellm_provider: 'gemini',
      mode: 'chat',
      input_cost_per_token: 1e-6,
      output_cost_per_token: 1e-6,
    },
    'vertex_ai/twin': {
      litellm_provider: 'vertex_ai',
      mode: 'chat',
      input_cost_per_token: 1e-6,
      output_cost_per_token: 1e-6,
    },
    'gemini/odd': { litellm_provider: 'gemini', mode: 'chat', input_cost_per_token: 1e-6, output_cost_per_token: 1e-6 },
    'vertex_ai/odd': {
      litellm_provider: 'vertex_ai',
      mode: 'chat',
      input_cost_per_token: 3e-6,
      output_cost_per_token: 1e-6,
    },
    'bedrock/us-east-1/claude-x': {
      litellm_provider: 'bedrock',
      mode: 'chat',
      input_cost_per_token: 5e-6,
      output_cost_per_token: 6e-6,
    },
    'claude-x': {
      litellm_provider: 'bedrock',
      mode: 'chat',
      input_cost_per_token: 4e-6,
      cache_read_input_token_cost: 1e-7,
      output_cost_per_token: 4e-6,
    },
  };
  const apart = catalogueOf(rowsFromLitellm(JSON.stringify(map), '1').rows);
  const priceOf = (provider: string, model: string, more = {}) => {
    const event = call({ provider, requestedModel: model, inputTokens: 1_000_000, outputTokens: 0, ...more });
    const decision = priceUsage(event, apart);
    return decision.priced ? decision.entries[0]?.amount : decision.reason;
  };

  test('are told apart by the name of the service', () => {
    expect(priceOf('azure', 'grok-x')).toBe('2');
    expect(priceOf('azure_ai', 'grok-x')).toBe('8');
    expect(priceOf('az.ai.inference', 'grok-x')).toBe('8');
    expect(priceOf('gcp.vertex_ai', 'odd')).toBe('3');
    expect(priceOf('gcp.gemini', 'odd')).toBe('1');
  });

  test('contend where the sender names none of them and they disagree, and hold where they agree', () => {
    expect(priceOf('google', 'odd')).toBe('price_ambiguous');
    expect(priceOf('google', 'twin')).toBe('1');
  });

  test('come after what people wrote for the provider', () => {
    const price = { amount: '7', per: 1_000_000 };
    const own = ownPriceList({
      provider: 'azure',
      model: 'grok-x',
      currency: 'USD',
      prices: { uncached_input: price },
    });
    const both = catalogueOf([...rowsFromLitellm(JSON.stringify(map), '1').rows, ...own]);
    for (const provider of ['azure', 'azure_ai', 'azure.ai.openai']) {
      const event = call({ provider, requestedModel: 'grok-x', inputTokens: 1_000_000, outputTokens: 0 });
      expect(priceUsage(event, both)).toMatchObject({ entries: [{ amount: '7' }] });
    }
  });

  test("a region's price is taken whole: what it leaves out is not filled from elsewhere", () => {
    const cached = { cacheReadTokens: 1_000_000 };
    expect(priceOf('bedrock', 'claude-x', { ...cached, region: 'us-east-1' })).toBe('5');
    expect(priceOf('bedrock', 'bedrock/us-east-1/claude-x')).toBe('5');
    expect(priceOf('bedrock', 'claude-x', cached)).toBe('0.1');
  });
});
