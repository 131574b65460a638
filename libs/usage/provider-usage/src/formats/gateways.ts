import { type ReadCounts, totalMarks } from '../converted-usage.ts';
import { isObject, type Json, moneyText, type UsageReader } from '../usage-reader.ts';

/**
 * Vercel's AI SDK. Version 5 names cached tokens beside the totals, 6 among details, and the providers of 6 and 7 give each total as an
 * object of its parts. Totals are inclusive.
 */
export function vercelAi(usage: UsageReader): ReadCounts {
  const nested = usage.holds('inputTokens') || usage.holds('outputTokens');
  const [input, output] = nested
    ? [usage.required('inputTokens', 'total'), usage.required('outputTokens', 'total')]
    : [usage.required('inputTokens'), usage.required('outputTokens')];
  const [inputs, outputs] = nested ? ['inputTokens', 'outputTokens'] : ['inputTokenDetails', 'outputTokenDetails'];
  const named = (short: string, long: string) => (nested ? short : long);
  usage.included(inputs, named('noCache', 'noCacheTokens'));
  usage.included(outputs, named('text', 'textTokens'));
  usage.included('raw');
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: usage.either(
      [inputs, named('cacheRead', 'cacheReadTokens')],
      ...(nested ? [] : [['cachedInputTokens']]),
    ),
    cacheWrite5mTokens: usage.count(inputs, named('cacheWrite', 'cacheWriteTokens')),
    reasoningTokens: usage.either(
      [outputs, named('reasoning', 'reasoningTokens')],
      ...(nested ? [] : [['reasoningTokens']]),
    ),
    marks: totalMarks(usage.count('totalTokens'), input + output),
  };
}

/**
 * LiteLLM: `prompt_tokens` holds cache reads and writes whatever the provider does. An answer out of LiteLLM's own cache was
 * no call of the provider, and costs nothing.
 */
export function litellmLogging(usage: UsageReader): ReadCounts {
  const [prompts, completions] = ['prompt_tokens_details', 'completion_tokens_details'];
  const input = usage.required('prompt_tokens');
  const output = usage.count('completion_tokens') ?? 0;
  const { total_tokens: total } = usage.answer;
  const ownTotal = typeof total === 'number' ? total : undefined;
  for (const details of [prompts, completions]) usage.included(details, 'text_tokens');
  for (const part of ['accepted_prediction_tokens', 'rejected_prediction_tokens']) usage.included(completions, part);
  usage.included('server_tool_use', 'web_fetch_requests');
  const read = {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: usage.either(['cache_read_input_tokens'], [prompts, 'cached_tokens']),
    cacheWrite5mTokens: usage.either(['cache_creation_input_tokens'], [prompts, 'cache_creation_tokens']),
    audioInputTokens: usage.count(prompts, 'audio_tokens'),
    imageInputTokens: usage.count(prompts, 'image_tokens'),
    reasoningTokens: usage.count(completions, 'reasoning_tokens'),
    audioOutputTokens: usage.count(completions, 'audio_tokens'),
    imageOutputTokens: usage.count(completions, 'image_tokens'),
    webSearches: usage.either(['server_tool_use', 'web_search_requests'], [prompts, 'web_search_requests']),
    // The object has a total beside the provider's.
    marks: [...totalMarks(usage.count('total_tokens'), input + output), ...totalMarks(ownTotal, input + output)],
  };
  const { cache_hit, response_cost } = usage.answer;
  if (cache_hit === true) return { inputTokens: 0, outputTokens: 0 };
  return { ...read, cost: moneyText(response_cost) };
}

/** LiteLLM's logging object, bare or within the arguments of a callback, with its usage: the provider's own where it is kept, else the sums. */
export function litellmPayload(answer: Json): Json {
  const payload = isObject(answer.standard_logging_object) ? answer.standard_logging_object : answer;
  const { metadata, prompt_tokens, completion_tokens, total_tokens } = payload;
  const kept = isObject(metadata) ? metadata.usage_object : undefined;
  return { ...payload, litellm_usage: isObject(kept) ? kept : { prompt_tokens, completion_tokens, total_tokens } };
}

/**
 * OpenTelemetry's GenAI attributes, newer and older names: `input_tokens` holds what was read from and written to a cache. An
 * attribute list of OTLP is brought into an object first.
 */
export function otelGenAi(usage: UsageReader): ReadCounts {
  const of = (...names: readonly string[]) => usage.either(...names.map((name) => [`gen_ai.usage.${name}`]));
  const input = of('input_tokens', 'prompt_tokens');
  const output = of('output_tokens', 'completion_tokens');
  usage.expect(input !== undefined, ['gen_ai.usage.input_tokens'], 'is missing');
  const isEmbedding = usage.answer['gen_ai.operation.name'] === 'embeddings';
  usage.expect(output !== undefined || isEmbedding, ['gen_ai.usage.output_tokens'], 'is missing');
  return {
    inputTokens: input ?? 0,
    outputTokens: output ?? 0,
    cacheReadTokens: of('cache_read.input_tokens', 'cache_read_input_tokens', 'input_tokens.cached'),
    cacheWrite5mTokens: of('cache_creation.input_tokens', 'cache_creation_input_tokens'),
    reasoningTokens: of('reasoning.output_tokens', 'reasoning_tokens', 'output_tokens.reasoning'),
    audioInputTokens: of('details.input_audio_tokens'),
    audioOutputTokens: of('details.output_audio_tokens'),
    marks: totalMarks(of('total_tokens'), (input ?? 0) + (output ?? 0)),
  };
}

/** The attributes about usage, model and tier: an object of them, or OTLP's list of keys and values. */
export function otelAttributes(raw: Json): Json {
  const list = Array.isArray(raw.attributes) ? raw.attributes.filter(isObject) : undefined;
  const all =
    list === undefined ? (isObject(raw.attributes) ? raw.attributes : raw) : Object.fromEntries(list.map(pairOf));
  return Object.fromEntries(
    Object.entries(all).filter(([key]) => /^gen_ai\.(usage|response|operation|openai)\b/.test(key)),
  );
}

function pairOf({ key, value }: Json): [string, unknown] {
  if (!isObject(value)) return [String(key), value];
  const { intValue, doubleValue, stringValue } = value;
  // 64 bits are text in OTLP's JSON.
  if (intValue !== undefined) return [String(key), Number(intValue)];
  return [String(key), doubleValue ?? stringValue];
}
