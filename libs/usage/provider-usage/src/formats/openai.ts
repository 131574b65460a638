import type { Mark } from '@suanpan/facts';
import { type ReadCounts, totalMarks } from '../converted-usage.ts';
import { isObject, type UsageReader } from '../usage-reader.ts';

/**
 * The output of an OpenAI-like chat object. Embeddings name no completion; where the grand total is given the output follows from
 * it, and else it is unknown.
 */
export function chatOutput(usage: UsageReader, input: number): number {
  const completion = usage.count('completion_tokens');
  const total = usage.count('total_tokens');
  if (completion !== undefined) return completion;
  usage.expect(total !== undefined, ['completion_tokens'], 'is missing');
  usage.expect((total ?? input) >= input, ['total_tokens'], 'is less than prompt_tokens');
  return Math.max(0, (total ?? input) - input);
}

/** The total against its parts, and the mark of an output that only the total names. */
export function chatMarks(usage: UsageReader, ...sums: readonly number[]): readonly Mark[] {
  const total = usage.count('total_tokens');
  if (usage.count('completion_tokens') !== undefined) return totalMarks(total, ...sums);
  return total === usage.count('prompt_tokens') ? [] : ['part_from_total'];
}

/**
 * Chat completions and embeddings: totals include cached, audio, image and reasoning tokens; rejected predictions are billed output.
 * Others of the same form name cached tokens beside the totals: Together and Moonshot, DeepSeek by hits and misses, and LiteLLM's proxy
 * by Anthropic's names, all of them within the prompt.
 */
export function openaiChat(usage: UsageReader): ReadCounts {
  const [prompt, completion] = ['prompt_tokens_details', 'completion_tokens_details'];
  const input = usage.required('prompt_tokens');
  const output = chatOutput(usage, input);
  usage.included('prompt_cache_miss_tokens');
  for (const part of ['text_tokens', 'video_tokens']) usage.included(prompt, part);
  for (const part of ['text_tokens', 'accepted_prediction_tokens', 'rejected_prediction_tokens'])
    usage.included(completion, part);
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: usage.either(
      [prompt, 'cached_tokens'],
      ['cached_tokens'],
      ['cache_read_input_tokens'],
      ['prompt_cache_hit_tokens'],
    ),
    cacheWrite5mTokens: usage.either(
      [prompt, 'cache_write_tokens'],
      [prompt, 'cache_creation_tokens'],
      ['cache_creation_input_tokens'],
    ),
    audioInputTokens: usage.count(prompt, 'audio_tokens'),
    imageInputTokens: usage.count(prompt, 'image_tokens'),
    reasoningTokens: usage.either([completion, 'reasoning_tokens'], ['reasoning_tokens']),
    audioOutputTokens: usage.count(completion, 'audio_tokens'),
    imageOutputTokens: usage.count(completion, 'image_tokens'),
    marks: chatMarks(usage, input + output),
  };
}

/**
 * Responses, images and transcriptions: the same counts under other names. A transcription is counted in tokens or in seconds
 * (`type: duration`), and its details are called `input_token_details`. Searches are items of the answer's output.
 */
export function openaiResponses(usage: UsageReader): ReadCounts {
  const tools = toolCalls(usage);
  const seconds = usage.decimal('seconds');
  if (seconds !== undefined) return { seconds, ...tools };
  const names = ['input_tokens_details', 'input_token_details'];
  const outputs = ['output_tokens_details', 'output_token_details'];
  const input = usage.required('input_tokens');
  const output = usage.required('output_tokens');
  for (const name of [...names, ...outputs]) usage.included(name, 'text_tokens');
  const cached = (part: string) => usage.either(...names.map((name) => [name, 'cached_tokens_details', part]));
  for (const name of names) usage.included(name, 'cached_tokens_details', 'text_tokens');
  const of = (lists: readonly string[], part: string) => usage.either(...lists.map((list) => [list, part]));
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: of(names, 'cached_tokens'),
    cacheWrite5mTokens: of(names, 'cache_write_tokens'),
    audioInputTokens: of(names, 'audio_tokens'),
    cacheReadAudioTokens: cached('audio_tokens'),
    imageInputTokens: of(names, 'image_tokens'),
    cacheReadImageTokens: cached('image_tokens'),
    reasoningTokens: of(outputs, 'reasoning_tokens'),
    audioOutputTokens: of(outputs, 'audio_tokens'),
    imageOutputTokens: of(outputs, 'image_tokens'),
    ...tools,
    marks: totalMarks(usage.count('total_tokens'), input + output),
  };
}

/** Opening a page that was found costs nothing; older items name no action. */
function toolCalls({ answer }: UsageReader): Pick<ReadCounts, 'webSearches' | 'fileSearches'> {
  const response = isObject(answer.response) ? answer.response : answer;
  const items = Array.isArray(response.output) ? response.output.filter(isObject) : [];
  const searched = ({ type, action }: (typeof items)[number]) =>
    type === 'web_search_call' && (!isObject(action) || action.type === undefined || action.type === 'search');
  return {
    webSearches: items.filter(searched).length,
    fileSearches: items.filter(({ type }) => type === 'file_search_call').length,
  };
}

/** Realtime: cached tokens come by modality; a transcription may be counted in seconds. */
export function openaiRealtime(usage: UsageReader): ReadCounts {
  const seconds = usage.decimal('seconds');
  if (seconds !== undefined) return { seconds };
  const [inputs, outputs, cached] = ['input_token_details', 'output_token_details', 'cached_tokens_details'];
  const input = usage.required('input_tokens');
  const output = usage.required('output_tokens');
  usage.included(inputs, 'text_tokens');
  usage.included(inputs, cached, 'text_tokens');
  usage.included(outputs, 'text_tokens');
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: usage.count(inputs, 'cached_tokens'),
    audioInputTokens: usage.count(inputs, 'audio_tokens'),
    cacheReadAudioTokens: usage.count(inputs, cached, 'audio_tokens'),
    imageInputTokens: usage.count(inputs, 'image_tokens'),
    cacheReadImageTokens: usage.count(inputs, cached, 'image_tokens'),
    reasoningTokens: usage.count(outputs, 'reasoning_tokens'),
    audioOutputTokens: usage.count(outputs, 'audio_tokens'),
    imageOutputTokens: usage.count(outputs, 'image_tokens'),
    marks: totalMarks(usage.count('total_tokens'), input + output),
  };
}
