import { describe, expect, test } from '@jest/globals';
import { extractUsage, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { FORMATS, type Format } from './formats.ts';
import { convertUsage, USAGE_FORMATS, type UsageFormat } from './index.ts';
import type { SpecAnswer } from './spec-answer.ts';
import { SPEC_ANSWERS } from './spec-answers.ts';

test.each(SPEC_ANSWERS.map((answer) => [answer.name, answer] as const))('%s', (_, { format, answer, means }) => {
  expect(convertUsage(format, answer)).toEqual({ ok: true, ...means });
});

test('every format has a case', () => {
  expect(new Set(SPEC_ANSWERS.map(({ format }) => format))).toEqual(new Set(USAGE_FORMATS));
});

test('the bare usage object means the same as the whole answer', () => {
  // What a format reads elsewhere in the answer cannot be in a bare object.
  const elsewhere = new Set<UsageFormat>(['litellm.logging', 'otel.genai', 'ollama.chat']);
  for (const { name, format, answer, means } of SPEC_ANSWERS) {
    if (elsewhere.has(format)) continue;
    const { usage } = means;
    const { within }: Format = FORMATS[format];
    const bare = within.map((path) => inside(answer, path)).find((found) => found !== undefined) ?? answer;
    const { webSearches, fileSearches, ...counted } = usage as Record<string, unknown>;
    expect([name, convertUsage(format, bare)]).toEqual([name, expect.objectContaining({ ok: true })]);
    expect(convertUsage(format, bare)).toMatchObject({ usage: counted });
  }
});

function inside(answer: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], answer);
}

describe('agreement with the extractors of the feed', () => {
  const compared = SPEC_ANSWERS.filter(({ extractor }) => extractor !== undefined);

  test.each(compared.map((answer) => [answer.name, answer] as const))('%s', (_, answer) => {
    const theirs = feedCounts(answer);
    const ours = ourCounts(answer);
    const differing = Object.keys(ours).filter((name) => ours[name] !== theirs[name]);
    expect(differing).toEqual(answer.differs?.counts ?? []);
  });
});

type Counts = Readonly<Record<string, number>>;

function feedCounts({ extractor, answer }: SpecAnswer): Counts {
  const provider = findProvider({ providerId: extractor?.[0] ?? '' });
  if (provider === undefined) throw new Error('no such provider');
  // The feed insists on a model, which some of the answers leave out.
  const { usage } = extractUsage(provider, { model: 'm', modelVersion: 'm', ...answer }, extractor?.[1]);
  const count = (name: string): number => usage[name] ?? 0;
  return {
    input: count('input_tokens'),
    output: count('output_tokens'),
    cacheRead: count('cache_read_tokens'),
    cacheWrite: count('cache_write_tokens'),
    write1h: count('cache_write_1h_tokens'),
    audio: count('input_audio_tokens'),
    cacheReadAudio: count('cache_audio_read_tokens'),
    image: count('input_image_tokens'),
    reasoning: count('output_reasoning_tokens'),
    audioOutput: count('output_audio_tokens'),
    imageOutput: count('output_image_tokens'),
  };
}

function ourCounts({ format, answer }: SpecAnswer): Counts {
  const converted = convertUsage(format, answer);
  if (!converted.ok) throw new Error(converted.detail);
  const { usage } = converted;
  return {
    input: usage.inputTokens ?? 0,
    output: usage.outputTokens ?? 0,
    cacheRead: usage.cacheReadTokens ?? 0,
    cacheWrite: (usage.cacheWrite5mTokens ?? 0) + (usage.cacheWrite1hTokens ?? 0),
    write1h: usage.cacheWrite1hTokens ?? 0,
    audio: usage.audioInputTokens ?? 0,
    cacheReadAudio: usage.cacheReadAudioTokens ?? 0,
    image: usage.imageInputTokens ?? 0,
    reasoning: usage.reasoningTokens ?? 0,
    audioOutput: usage.audioOutputTokens ?? 0,
    imageOutput: usage.imageOutputTokens ?? 0,
  };
}

describe('what cannot be read is refused with the place', () => {
  test.each([
    ['openai.chat', { usage: { prompt_tokens: 1 } }, '/usage/completion_tokens'],
    ['openai.chat', { usage: { prompt_tokens: 9, total_tokens: 8 } }, '/usage/total_tokens'],
    ['openai.chat', { usage: null }, '/prompt_tokens'],
    ['openai.chat', { prompt_tokens: -1, completion_tokens: 1 }, '/prompt_tokens'],
    ['openai.chat', { prompt_tokens: 1.5, completion_tokens: 1 }, '/prompt_tokens'],
    ['openai.chat', { prompt_tokens: '1', completion_tokens: 1 }, '/prompt_tokens'],
    ['openai.chat', { prompt_tokens: 1, completion_tokens: 1, prompt_tokens_details: 7 }, '/prompt_tokens_details'],
    ['openai.responses', { response: { usage: { input_tokens: 1 } } }, '/response/usage/output_tokens'],
    ['anthropic.messages', { usage: { input_tokens: 1, output_tokens: 1, iterations: 3 } }, '/usage/iterations'],
    [
      'anthropic.messages',
      { usage: { input_tokens: 1, output_tokens: 1, iterations: [{ type: 'compaction', input_tokens: -1 }] } },
      '/usage/iterations/0/input_tokens',
    ],
    ['google.gemini', { usageMetadata: { totalTokenCount: 4 } }, '/usageMetadata/promptTokenCount'],
    ['aws.bedrock', { inputTokens: Number.MAX_SAFE_INTEGER, outputTokens: 1, cacheReadInputTokens: 1 }, ''],
    ['deepseek.chat', { prompt_cache_hit_tokens: 1, completion_tokens: 1 }, '/prompt_tokens'],
    ['xai.chat', [], ''],
    ['moonshot.chat', 'usage', ''],
  ])('%s %p at %p', (format, raw, pointer) => {
    expect(convertUsage(format, raw)).toEqual({
      ok: false,
      code: 'usage_malformed',
      detail: expect.any(String),
      pointer,
    });
  });

  test.each(['', 'openai', 'toString', '__proto__'])('the format %p is unknown', (format) => {
    expect(convertUsage(format, {})).toMatchObject({ ok: false, code: 'usage_format_unknown' });
  });
});

test('a modality that is no text is none of ours', () => {
  const promptTokensDetails = [{ modality: Object.create(null), tokenCount: 1 }];
  expect(convertUsage('google.gemini', { promptTokenCount: 3, promptTokensDetails })).toEqual({
    ok: true,
    usage: { inputTokens: 3, outputTokens: 0 },
    marks: ['count_unread'],
    unread: { 'promptTokensDetails.0.tokenCount': '1' },
  });
});

test('cache writes whose lives exceed their total keep the total and are marked', () => {
  const usage = {
    input_tokens: 1,
    output_tokens: 1,
    cache_creation_input_tokens: 10,
    cache_creation: { ephemeral_5m_input_tokens: 8, ephemeral_1h_input_tokens: 7 },
  };
  expect(convertUsage('anthropic.messages', usage)).toEqual({
    ok: true,
    usage: { inputTokens: 11, outputTokens: 1, cacheWrite5mTokens: 3, cacheWrite1hTokens: 7 },
    marks: ['cache_write_ttls_exceed_total'],
  });
});

const formats = fc.oneof(fc.constantFrom(...USAGE_FORMATS), fc.string());

test('any input at all gets an answer, and no number of it is negative', () => {
  fc.assert(
    fc.property(formats, fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true }), (format, raw) => {
      expectSound(convertUsage(format, raw));
    }),
    { numRuns: 1_000 },
  );
});

test('nor does a real answer with anything put anywhere into it break that', () => {
  const answers = fc.constantFrom(...SPEC_ANSWERS);
  const values = fc.oneof(fc.anything(), fc.integer(), fc.maxSafeInteger(), fc.constant(null));
  fc.assert(
    fc.property(answers, fc.nat(), values, ({ format, answer }, place, value) => {
      const damaged = structuredClone(answer) as Record<string, unknown>;
      const places = leavesOf(damaged);
      const [holder, key] = places[place % places.length] as readonly [Record<string, unknown>, string];
      holder[key] = value;
      expectSound(convertUsage(format, damaged));
    }),
    { numRuns: 1_000 },
  );
});

function expectSound(converted: ReturnType<typeof convertUsage>): void {
  if (!converted.ok) {
    expect(['usage_format_unknown', 'usage_malformed']).toContain(converted.code);
    return;
  }
  for (const [field, count] of Object.entries(converted.usage)) {
    if (field === 'seconds') expect(count).toMatch(/^\d{1,9}(\.\d{1,6})?$/);
    else expect(Number.isSafeInteger(count) && Number(count) >= 0).toBe(true);
  }
}

function leavesOf(value: Record<string, unknown>): (readonly [Record<string, unknown>, string])[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [[value, key] as const];
    return typeof inner === 'object' && inner !== null
      ? [...here, ...leavesOf(inner as Record<string, unknown>)]
      : here;
  });
}
