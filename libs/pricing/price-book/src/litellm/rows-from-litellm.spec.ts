import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findAmbiguities, priceRowId, rowsFromLitellm, validatePriceRow } from '../index.ts';

/** The rows of one entry, briefly; the entry is JSON text, so that its digits are those of the spec. */
function brief(entry: string, key = 'model-1', provider = 'openai'): string[] {
  const { rows } = rowsFromLitellm(`{${JSON.stringify(key)}: {"litellm_provider": "${provider}", ${entry}}}`, '1');
  return rows.map(({ leaf, unitPrice, serviceTier, aboveInputTokens, region, flag }) =>
    [
      leaf,
      unitPrice,
      ...(region === null ? [] : [`in ${region}`]),
      ...(serviceTier === null ? [] : [serviceTier]),
      ...(aboveInputTokens === 0 ? [] : [`above ${aboveInputTokens}`]),
      ...(flag === null ? [] : [flag]),
    ].join(' '),
  );
}

function skipped(entry: string, key = 'model-1', provider = 'openai') {
  const text = `{${JSON.stringify(key)}: {"litellm_provider": "${provider}", ${entry}}}`;
  return rowsFromLitellm(text, '1').skipped.map(({ unit, why }) => `${unit}: ${why}`);
}

describe('every dimension of a key becomes a condition', () => {
  test('leaves', () => {
    const keys = {
      input_cost_per_token: 'uncached_input',
      cache_read_input_token_cost: 'cache_read',
      cache_creation_input_token_cost: 'cache_write_5m',
      cache_creation_input_token_cost_above_1hr: 'cache_write_1h',
      input_cost_per_audio_token: 'audio_in',
      cache_read_input_audio_token_cost: 'cache_read_audio',
      input_cost_per_image_token: 'image_in',
      output_cost_per_token: 'output_text',
      output_cost_per_reasoning_token: 'reasoning',
      output_cost_per_audio_token: 'audio_out',
      output_cost_per_image_token: 'image_out',
      input_cost_per_query: 'request',
    };
    for (const [key, leaf] of Object.entries(keys)) expect(brief(`"${key}": 1.5e-06`)).toEqual([`${leaf} 0.0000015`]);
  });

  test.each([
    ['input_cost_per_token_batches', 'uncached_input 1 batch'],
    ['output_cost_per_token_flex', 'output_text 1 flex'],
    ['cache_read_input_token_cost_priority', 'cache_read 1 priority'],
    ['input_cost_per_token_above_128k_tokens', 'uncached_input 1 above 128000'],
    ['output_cost_per_token_above_200k_tokens', 'output_text 1 above 200000'],
    ['cache_read_input_token_cost_above_272k_tokens_priority', 'cache_read 1 priority above 272000'],
    ['input_cost_per_token_batches_above_200k_tokens', 'uncached_input 1 batch above 200000'],
    ['cache_creation_input_token_cost_above_1hr_above_200k_tokens', 'cache_write_1h 1 above 200000'],
  ])('%s', (key, expected) => {
    expect(brief(`"${key}": 1`)).toEqual([expected]);
  });

  test('units by the mode they are for', () => {
    expect(brief('"mode": "image_generation", "output_cost_per_image": 0.04')).toEqual(['image 0.04']);
    expect(brief('"mode": "audio_speech", "input_cost_per_character": 1.5e-05')).toEqual(['character 0.000015']);
    const whisper = '"mode": "audio_transcription", "input_cost_per_second": 0, "output_cost_per_second": 0.0001';
    expect(brief(whisper)).toEqual(['second 0.0001']);
    const chat = '"mode": "chat", "input_cost_per_token": 1, "input_cost_per_image": 2, "input_cost_per_character": 3';
    expect(brief(chat)).toEqual(['uncached_input 1']);
    expect(skipped(chat)).toEqual([
      'input_cost_per_image: images of this kind of call are priced by their tokens',
      'input_cost_per_character: this kind of call is priced by tokens',
    ]);
  });

  test('tiers of `tiered_pricing` begin above their start, and those of xAI at their size', () => {
    const tiers =
      '"tiered_pricing": [{"range": [0, 32000], "input_cost_per_token": 1e-6}, {"range": [32000, 128000], "input_cost_per_token": "2e-6"}]';
    expect(brief(tiers, 'dashscope/qwen-max', 'dashscope')).toEqual([
      'uncached_input 0.000001',
      'uncached_input 0.000002 above 32000',
    ]);
    const xai = '"input_cost_per_token": 1, "input_cost_per_token_above_128k_tokens": 2';
    expect(brief(xai, 'xai/grok-4', 'xai')).toEqual(['uncached_input 1', 'uncached_input 2 above 127999']);
  });
});

describe('what a context tier leaves out', () => {
  test('of the cache has the price that smaller calls have, as the map says, and that is said; no price is made up', () => {
    const entry = `"input_cost_per_token": 1, "cache_read_input_token_cost": 0.1, "input_cost_per_token_above_200k_tokens": 4,
      "output_cost_per_token": 9`;
    expect(brief(entry)).toEqual([
      'uncached_input 1',
      'cache_read 0.1',
      'uncached_input 4 above 200000',
      'output_text 9',
    ]);
    expect(skipped(entry)).toEqual([
      'cache_read above 200000: long calls have no price of their own here, priced as short ones',
      'output_text above 200000: long calls have no price of their own here, priced as short ones',
    ]);
  });

  test('of thoughts follows the output price of the tier where thoughts cost what output does, and only there', () => {
    const entry = (thoughts: number) => `"output_cost_per_token": 8, "output_cost_per_reasoning_token": ${thoughts},
      "output_cost_per_token_batches": 4, "output_cost_per_token_above_200k_tokens": 12`;
    const thoughtsOf = (price: number) => brief(entry(price)).filter((row) => row.startsWith('reasoning'));
    expect(thoughtsOf(8)).toEqual(['reasoning 8', 'reasoning 4 batch', 'reasoning 12 above 200000']);
    expect(thoughtsOf(20)).toEqual(['reasoning 20']);
  });

  test('of a service tier is said, because long calls of it are priced as short ones', () => {
    const entry =
      '"input_cost_per_token": 1, "input_cost_per_token_above_200k_tokens": 4, "input_cost_per_token_priority": 2';
    expect(skipped(entry)).toEqual([
      'uncached_input of tier priority above 200000: long calls have no price of their own here, priced as short ones',
    ]);
  });
});

describe('digits', () => {
  test('are those of the text, whatever a double would make of them', () => {
    expect(brief('"input_cost_per_token": 0.000000123456789012')).toEqual(['uncached_input 0.000000123456789012']);
    expect(brief('"input_cost_per_token": "7.5e-08"')).toEqual(['uncached_input 0.000000075']);
    fc.assert(
      fc.property(fc.bigInt(1n, 999_999_999_999n), fc.integer({ min: 0, max: 6 }), (digits, places) => {
        const [row] = rowsFromLitellm(
          `{"m": {"litellm_provider": "p", "input_cost_per_token": ${digits}e-${places + 6}}}`,
          '1',
        ).rows;
        const [whole = '', fraction = ''] = (row?.unitPrice ?? '').split('.');
        expect(BigInt(whole + fraction.padEnd(places + 6, '0'))).toBe(digits);
      }),
    );
  });

  test('that arithmetic left over are flagged, and a price that is lost takes its whole entry along', () => {
    expect(brief('"input_cost_per_token": 1.7999999999999998e-07, "output_cost_per_token": 1e-6')).toEqual([
      'uncached_input 0.000000179999999999 float_artefact',
      'output_text 0.000001',
    ]);
    for (const bad of ['-1', '"free"', '1e-19', '{}', '"0x1"']) {
      const entry = `"input_cost_per_token": 1, "cache_read_input_token_cost": ${bad}`;
      expect(brief(entry)).toEqual([]);
      expect(skipped(entry)).toEqual([expect.stringContaining('*: cache_read_input_token_cost')]);
    }
  });

  test('of two keys for one leaf that differ take the entry along', () => {
    const entry = '"mode": "audio_speech", "input_cost_per_second": 0.1, "output_cost_per_second": 0.2';
    expect(skipped(entry)).toEqual(['*: output_cost_per_second: two prices of second']);
  });
});

describe('what gives no row is said', () => {
  test.each([
    ['"off_peak_pricing": {"hours_utc": "16:30-00:30"}, "input_cost_per_token": 1', '*: its prices depend on the time'],
    ['"input_cost_per_token": 0, "output_cost_per_token": 0.0', '*: all its prices are 0'],
    ['"max_tokens": 5', '*: no price that is metered'],
    [
      '"input_cost_per_token": 1, "search_context_cost_per_query": {"a": 0.01, "b": 0.02}',
      'search_context_cost_per_query: searches',
    ],
    ['"input_cost_per_token": 1, "fedramp_uplift_multiplier": 1.1', 'fedramp_uplift_multiplier: calls to such'],
    ['"input_cost_per_token": 1, "provider_specific_entry": {"us": 6.0}', 'provider_specific_entry.us: calls of such'],
  ])('%s', (entry, expected) => {
    expect(skipped(entry)).toEqual([expect.stringContaining(expected)]);
  });

  test('zeros, texts and switches that are no prices are not', () => {
    expect(
      skipped('"input_cost_per_token": 1, "input_cost_per_pixel": 0.0, "max_tokens": 8, "supports_x": true'),
    ).toEqual([]);
  });
});

test('a key that nobody knows fails the import and is named', () => {
  for (const key of ['novel_cost_per_thing', 'input_cost_per_token_turbo', 'surge_multiplier'])
    expect(() => brief(`"input_cost_per_token": 1, "${key}": 1`)).toThrow(
      expect.objectContaining({ code: 'price_invalid', detail: `model-1: The map prices ${key}, which is not known.` }),
    );
});

describe('places and speeds that multiply the prices of an entry', () => {
  test('are rows of that region and that tier, exactly', () => {
    const uplift =
      '"input_cost_per_token": 3e-6, "input_cost_per_token_batches": 1e-6, "regional_processing_uplift_multiplier_eu": 1.1';
    expect(brief(uplift)).toEqual([
      'uncached_input 0.000003',
      'uncached_input 0.000001 batch',
      'uncached_input 0.0000033 in eu',
      'uncached_input 0.0000011 in eu batch',
    ]);
    const fast = '"input_cost_per_token": 5e-6, "provider_specific_entry": {"us": 1.1, "fast": 6.0}';
    expect(brief(fast, 'claude-x', 'anthropic')).toEqual([
      'uncached_input 0.000005',
      'uncached_input 0.00003 fast',
      'uncached_input 0.0000055 in us',
      'uncached_input 0.000033 in us fast',
    ]);
  });
});

test('searches of one price are priced', () => {
  const entry = '"input_cost_per_token": 1, "search_context_cost_per_query": {"low": 0.01, "high": 0.01}';
  expect(brief(entry)).toEqual(['uncached_input 1', 'web_search 0.01']);
});

test('what is free is priced 0, and what merely has no price is not', () => {
  const nothing = '"input_cost_per_token": 0, "output_cost_per_token": 0.0';
  const rows = ['uncached_input 0', 'output_text 0'];
  expect(brief(nothing, 'ollama/llama2', 'ollama')).toEqual(rows);
  expect(brief(nothing, 'openrouter/meta/llama:free', 'openrouter')).toEqual(rows);
  expect(brief(nothing)).toEqual([]);
});

test('the sample of the real map: every entry is rows or a reason, ids are stable, and nothing contends', () => {
  const text = readFileSync(new URL('../data/litellm-sample.json', import.meta.url), 'utf8');
  const { rows, flagged, skipped: said } = rowsFromLitellm(text, '1');
  expect(rows.filter((row) => validatePriceRow(row) !== undefined)).toEqual([]);
  expect([flagged, findAmbiguities(rows)]).toEqual([[], []]);
  expect(rowsFromLitellm(text, '2').rows.map(({ id }) => id)).toEqual(rows.map((row) => priceRowId(row)));
  const names = new Set(rows.map(({ provider, model, region }) => [provider, model, region].filter(Boolean).join(' ')));
  expect([...names].sort()).toMatchInlineSnapshot(`
[
  "anthropic claude-3-5-sonnet-20240620",
  "anthropic claude-3-haiku-20240307",
  "azure gpt-4o",
  "azure whisper-1",
  "bedrock anthropic.claude-v1 us-east-1",
  "bedrock cohere.command-text-v14",
  "deepseek deepseek-chat",
  "gemini gemini-1.5-pro",
  "groq gemma-7b-it",
  "mistral mistral-small-latest",
  "ollama llama2",
  "openai gpt-4o",
  "openai gpt-4o-mini",
  "openai text-embedding-3-small",
  "openai text-moderation-latest",
  "openai tts-1",
  "openai whisper-1",
  "openrouter anthropic/claude-3.5-sonnet",
  "perplexity sonar-medium-online",
  "vertex_ai claude-3-5-sonnet@20240620",
  "vertex_ai gemini-1.5-pro",
  "voyageai voyage-2",
]
`);
  expect(said.map(({ model, unit, why }) => `${model} ${unit}: ${why}`).sort()).toMatchInlineSnapshot(`
[
  "256-x-256/dall-e-2 *: its name holds a size or quality that calls do not name",
  "bedrock/us-east-1/1-month-commitment/anthropic.claude-v1 *: rented capacity is not metered",
  "gemini-1.5-pro input_cost_per_audio_per_second: seconds of this kind of call are not metered",
  "gemini-1.5-pro input_cost_per_character: this kind of call is priced by tokens",
  "gemini-1.5-pro input_cost_per_character_above_128k_tokens: this kind of call is priced by tokens",
  "gemini-1.5-pro input_cost_per_image: images of this kind of call are priced by their tokens",
  "gemini-1.5-pro input_cost_per_video_per_second: video has no leaf: its tokens are priced as those of text",
  "gemini-1.5-pro output_cost_per_audio_per_second: seconds of this kind of call are not metered",
  "gemini-1.5-pro output_cost_per_character: this kind of call is priced by tokens",
  "gemini-1.5-pro output_cost_per_character_above_128k_tokens: this kind of call is priced by tokens",
  "gemini-1.5-pro output_cost_per_image: images of this kind of call are priced by their tokens",
  "gemini-1.5-pro output_cost_per_video_per_second: video has no leaf: its tokens are priced as those of text",
]
`);
});

test.each(['', '[]', '1', '{"a": }'])('a text %p that is no price map is refused as price_invalid', (text) => {
  expect(() => rowsFromLitellm(text, '1')).toThrow(expect.objectContaining({ code: 'price_invalid' }));
});
