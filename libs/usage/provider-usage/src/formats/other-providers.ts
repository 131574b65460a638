import { type ReadCounts, totalMarks } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';

/**
 * Cohere: what is billed stands apart from what was used (`tokens`, which holds the provider's own preamble). Rerank is billed by
 * search unit, embeddings by input alone.
 */
export function cohere(usage: UsageReader): ReadCounts {
  const billed = 'billed_units';
  const searches = usage.count(billed, 'search_units');
  const input = usage.count(billed, 'input_tokens');
  const output = usage.count(billed, 'output_tokens');
  const images = usage.count(billed, 'images');
  const isKnown = [searches, input, output, images].some((count) => count !== undefined);
  usage.expect(isKnown, [billed], 'is missing');
  usage.included('tokens');
  return {
    ...(searches === undefined || input !== undefined ? { inputTokens: input ?? 0, outputTokens: output ?? 0 } : {}),
    cacheReadTokens: input === undefined ? undefined : usage.count('cached_tokens'),
    rerankSearches: searches,
    images,
  };
}

/** DashScope's own form: totals include what details name; images, videos and speech are counted beside the tokens. */
export function alibabaDashscope(usage: UsageReader): ReadCounts {
  const [inputs, outputs] = ['input_tokens_details', 'output_tokens_details'];
  const images = usage.count('image_count');
  const characters = usage.count('characters');
  const seconds = usage.decimal('duration');
  const input = usage.count('input_tokens');
  const output = usage.count('output_tokens');
  const isKnown = [images, characters, seconds, input, output].some((count) => count !== undefined);
  usage.expect(isKnown, ['input_tokens'], 'is missing');
  for (const details of [inputs, outputs])
    for (const part of ['text_tokens', 'video_tokens']) usage.included(details, part);
  const total = usage.count('total_tokens');
  return {
    ...(input === undefined && output === undefined && total === undefined
      ? {}
      : { inputTokens: input ?? total ?? 0, outputTokens: output ?? 0 }),
    cacheReadTokens: usage.either(['prompt_tokens_details', 'cached_tokens'], [inputs, 'cached_tokens']),
    audioInputTokens: usage.either([inputs, 'audio_tokens'], ['audio_tokens']),
    imageInputTokens: usage.either([inputs, 'image_tokens'], ['image_tokens']),
    reasoningTokens: usage.count(outputs, 'reasoning_tokens'),
    audioOutputTokens: usage.count(outputs, 'audio_tokens'),
    imageOutputTokens: usage.count(outputs, 'image_tokens'),
    ...{ images, characters, seconds },
    marks: totalMarks(total, (input ?? total ?? 0) + (output ?? 0)),
  };
}

/** Ollama: counts stand in the answer itself; a prompt that is cached whole is left out. */
export function ollamaChat(usage: UsageReader): ReadCounts {
  for (const part of ['total', 'load', 'prompt_eval', 'eval']) usage.included(`${part}_duration`);
  const output = usage.count('eval_count');
  const input = usage.count('prompt_eval_count');
  usage.expect(input !== undefined || output !== undefined, ['prompt_eval_count'], 'is missing, and so is eval_count');
  return { inputTokens: input ?? 0, outputTokens: output ?? 0 };
}
