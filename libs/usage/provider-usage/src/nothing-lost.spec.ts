import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ConvertedUsage, convertUsage, USAGE_FORMATS } from './index.ts';
import { SPEC_ANSWERS } from './spec-answers.ts';

type Json = Record<string, unknown>;
type Read = Extract<ConvertedUsage, { readonly ok: true }>;

// `npm run prove -- converters --full` makes many more.
const OBJECTS = Number(process.env.RANDOM_OBJECTS ?? 300);

const TOTALS = ['total_tokens', 'totalTokenCount', 'totalTokens', 'total_token_count'];

/** Objects with a total of their own, each with the place of that total. */
const totalled = SPEC_ANSWERS.flatMap(({ name, format, answer }) => {
  const holder = holdersOf(answer).find((each) => TOTALS.some((total) => typeof each[total] === 'number'));
  return holder === undefined ? [] : [{ name, format, answer }];
});

function holdersOf(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(holdersOf);
  return Array.isArray(value) ? inner : [value as Json, ...inner];
}

/** What a format leaves out of its total, by its documents. */
function besides(format: string, { usage }: Read): readonly number[] {
  const cache = (usage.cacheReadTokens ?? 0) + (usage.cacheWrite5mTokens ?? 0) + (usage.cacheWrite1hTokens ?? 0);
  if (format === 'aws.bedrock') return [0, cache];
  if (format === 'perplexity.chat') return [usage.reasoningTokens ?? 0];
  if (format === 'xai.chat') return [0, usage.cacheReadTokens ?? 0];
  return [0];
}

const COUNTS = /token|count|cached|prompt|completion/i;

/** The same object with other counts, and a total that fits them or does not. */
function changed(answer: Readonly<Json>, numbers: readonly number[]): Json {
  const copy = structuredClone(answer) as Json;
  let next = 0;
  for (const holder of holdersOf(copy))
    for (const [key, value] of Object.entries(holder))
      if (typeof value === 'number' && COUNTS.test(key)) holder[key] = numbers[next++ % numbers.length] ?? 0;
  return copy;
}

const small = fc.array(fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 100_000 })), { minLength: 3, maxLength: 20 });

test.each(totalled.map((each) => [each.name, each] as const))(
  'the leaves of %s come to the total of the object, or it is marked',
  (_, { format, answer }) => {
    fc.assert(
      fc.property(small, fc.boolean(), (numbers, fits) => {
        const object = changed(answer, numbers);
        const holder = holdersOf(object).find((each) =>
          TOTALS.some((total) => typeof each[total] === 'number'),
        ) as Json;
        const name = TOTALS.find((total) => typeof holder[total] === 'number') as string;
        const first = convertUsage(format, object);
        if (fits && first.ok) holder[name] = (first.usage.inputTokens ?? 0) + (first.usage.outputTokens ?? 0);
        const read = convertUsage(format, object);
        if (!read.ok) return;
        const sum = (read.usage.inputTokens ?? 0) + (read.usage.outputTokens ?? 0);
        const agrees = besides(format, read).some((extra) => sum - extra === holder[name]);
        const marked = read.marks?.some((mark) => /^total_|^part_from_total$/.test(mark)) === true;
        expect(agrees || marked).toBe(true);
      }),
      { numRuns: OBJECTS },
    );
  },
);

test('most formats have an object with a total, so that the property is about them', () => {
  const without = USAGE_FORMATS.filter((format) => totalled.every((each) => each.format !== format));
  // Anthropic, Cohere, Ollama, InvokeModel and the attributes name no total, and the older Qwen fixture leaves it out.
  expect(without.length).toBeLessThan(10);
  expect(without).not.toContain('openai.chat');
  expect(without).not.toContain('google.gemini');
});

/** Where a new count could turn up: the object that holds the counts, and those inside it. */
function usageOf(answer: Json): Json[] {
  const named = holdersOf(answer).filter((each) =>
    Object.keys(each).some((key) =>
      /token|billed_units|image_count|pages_processed|seconds|eval_count|video_count/i.test(key),
    ),
  );
  return named.filter((each) => each !== answer || named.length === 1);
}

const NEW_COUNTS = [
  ['video_tokens_v2', 7],
  ['newModalityTokenCount', 7],
  ['num_tool_requests', 7],
  ['deep_searches', 7],
  ['audio_seconds', 1.5],
  ['rendered_pages', 7],
  ['image_characters', '7'],
] as const;

test.each(
  SPEC_ANSWERS.filter(({ format }) => !/^(litellm|otel|cohere)/.test(format)).map((each) => [each.name, each] as const),
)('a count that is new in %s is kept with its path and marked', (_, { format, answer }) => {
  const places = usageOf(structuredClone(answer) as Json).length;
  expect(places).toBeGreaterThan(0);
  let kept = 0;
  for (let place = 0; place < places; place += 1)
    for (const [name, value] of NEW_COUNTS) {
      const object = structuredClone(answer) as Json;
      const holder = usageOf(object)[place] as Json;
      holder[name] = value;
      const read = convertUsage(format, object);
      if (!read.ok) throw new Error(read.detail);
      const path = Object.keys(read.unread ?? {}).find((each) =>
        each.replace(/_/g, '').toLowerCase().endsWith(name.replace(/_/g, '').toLowerCase()),
      );
      // Below what is named as included (passes of the model, the raw object of an SDK) nothing more is looked for.
      if (path === undefined) continue;
      kept += 1;
      expect(read.marks).toContain('count_unread');
      expect(read.unread?.[path]).toBe(String(value));
    }
  expect(kept).toBeGreaterThanOrEqual(NEW_COUNTS.length);
});
