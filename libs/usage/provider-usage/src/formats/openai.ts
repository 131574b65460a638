import type { ReadCounts } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';

/**
 * The output of an OpenAI-like chat object. Embeddings name no completion; where the grand total is given the output follows from
 * it, and else it is unknown.
 */
export function chatOutput(usage: UsageReader, input: number): number {
  const completion = usage.count('completion_tokens');
  if (completion !== undefined) return completion;
  const total = usage.count('total_tokens');
  usage.expect(total !== undefined, ['completion_tokens'], 'is missing');
  usage.expect((total ?? input) >= input, ['total_tokens'], 'is less than prompt_tokens');
  return Math.max(0, (total ?? input) - input);
}

/** Chat completions and embeddings: totals include cached, audio and reasoning tokens; rejected predictions are billed output. */
export function openaiChat(usage: UsageReader): ReadCounts {
  const input = usage.required('prompt_tokens');
  return {
    input,
    output: chatOutput(usage, input),
    cacheRead: usage.count('prompt_tokens_details', 'cached_tokens'),
    cacheWrite5m: usage.count('prompt_tokens_details', 'cache_write_tokens'),
    audioInput: usage.count('prompt_tokens_details', 'audio_tokens'),
    reasoning: usage.count('completion_tokens_details', 'reasoning_tokens'),
    audioOutput: usage.count('completion_tokens_details', 'audio_tokens'),
  };
}

/** Responses and images: the same counts under other names. */
export function openaiResponses(usage: UsageReader): ReadCounts {
  return {
    input: usage.required('input_tokens'),
    output: usage.required('output_tokens'),
    cacheRead: usage.count('input_tokens_details', 'cached_tokens'),
    cacheWrite5m: usage.count('input_tokens_details', 'cache_write_tokens'),
    audioInput: usage.count('input_tokens_details', 'audio_tokens'),
    imageInput: usage.count('input_tokens_details', 'image_tokens'),
    reasoning: usage.count('output_tokens_details', 'reasoning_tokens'),
    audioOutput: usage.count('output_tokens_details', 'audio_tokens'),
    imageOutput: usage.count('output_tokens_details', 'image_tokens'),
  };
}

/**
 * Realtime: cached tokens come by modality. A usage event has no place for cached images, which are priced as cache reads:
 * they are taken out of the images so that no token counts twice.
 */
export function openaiRealtime(usage: UsageReader): ReadCounts {
  const image = usage.count('input_token_details', 'image_tokens') ?? 0;
  const cachedImage = usage.count('input_token_details', 'cached_tokens_details', 'image_tokens') ?? 0;
  return {
    input: usage.required('input_tokens'),
    output: usage.required('output_tokens'),
    cacheRead: usage.count('input_token_details', 'cached_tokens'),
    audioInput: usage.count('input_token_details', 'audio_tokens'),
    cacheReadAudio: usage.count('input_token_details', 'cached_tokens_details', 'audio_tokens'),
    imageInput: Math.max(0, image - cachedImage),
    audioOutput: usage.count('output_token_details', 'audio_tokens'),
    inconsistencies: cachedImage > image ? ['input_subsets_exceed_total'] : undefined,
  };
}
