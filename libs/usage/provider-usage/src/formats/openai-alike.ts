import { type ReadCounts, splitWrites, totalMarks } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';
import { chatMarks, chatOutput, openaiChat } from './openai.ts';

/** DeepSeek: `prompt_tokens` is hits and misses together; older objects name only those two. */
export function deepseekChat(usage: UsageReader): ReadCounts {
  const hit = usage.count('prompt_cache_hit_tokens');
  const miss = usage.count('prompt_cache_miss_tokens');
  const parts = hit === undefined || miss === undefined ? undefined : hit + miss;
  const input = usage.count('prompt_tokens') ?? parts ?? usage.required('prompt_tokens');
  const output = chatOutput(usage, input);
  usage.included('completion_tokens_details', 'text_tokens');
  const cached = usage.count('prompt_tokens_details', 'cached_tokens');
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: hit ?? cached,
    reasoningTokens: usage.count('completion_tokens_details', 'reasoning_tokens'),
    audioOutputTokens: usage.count('completion_tokens_details', 'audio_tokens'),
    marks: [...chatMarks(usage, input + output), ...totalMarks(parts, input)],
  };
}

/** Qwen in OpenAI mode: cache reads and explicit cache writes are both within `prompt_tokens`; newer models split writes by life. */
export function alibabaQwen(usage: UsageReader): ReadCounts {
  const details = 'prompt_tokens_details';
  const { marks, ...writes } = splitWrites(
    usage.count(details, 'cache_creation_input_tokens'),
    usage.count(details, 'cache_creation', 'ephemeral_5m_input_tokens') ?? 0,
    usage.count(details, 'cache_creation', 'ephemeral_1h_input_tokens') ?? 0,
  );
  const read = openaiChat(usage);
  return { ...read, ...writes, marks: [...(read.marks ?? []), ...marks] };
}

/**
 * xAI chat: reasoning comes on top of `completion_tokens`, except where the grand total shows that it is inside. Cached
 * tokens are within the prompt, but some answers name more cached than prompt tokens: then they come on top as well.
 */
export function xaiChat(usage: UsageReader): ReadCounts {
  const [prompts, completions] = ['prompt_tokens_details', 'completion_tokens_details'];
  const prompt = usage.required('prompt_tokens');
  const completion = chatOutput(usage, prompt);
  const reasoning = usage.either([completions, 'reasoning_tokens'], ['reasoning_tokens']) ?? 0;
  const cached = usage.either([prompts, 'cached_tokens'], ['cached_prompt_text_tokens']) ?? 0;
  const total = usage.count('total_tokens');
  const isInside = total === prompt + completion && reasoning <= completion;
  for (const part of ['accepted_prediction_tokens', 'rejected_prediction_tokens', 'text_tokens'])
    usage.included(completions, part);
  usage.included(prompts, 'text_tokens');
  usage.included('prompt_text_tokens');
  usage.included('prompt_image_tokens');
  const tools = 'server_side_tool_usage_details';
  // The sum of the details, where they are there.
  if (usage.holds(tools)) usage.included('num_server_side_tools_used');
  const input = cached > prompt ? prompt + cached : prompt;
  const output = isInside ? completion : completion + reasoning;
  return {
    inputTokens: input,
    outputTokens: output,
    cacheReadTokens: cached,
    audioInputTokens: usage.count(prompts, 'audio_tokens'),
    imageInputTokens: usage.count(prompts, 'image_tokens'),
    reasoningTokens: reasoning,
    audioOutputTokens: usage.count(completions, 'audio_tokens'),
    webSearches: usage.count(tools, 'web_search_calls'),
    fileSearches: usage.count(tools, 'file_search_calls'),
    marks: chatMarks(usage, input + output, prompt + output),
  };
}

/** Moonshot names the cached tokens beside the totals, newer objects among the details. */
export function moonshotChat(usage: UsageReader): ReadCounts {
  return {
    ...openaiChat(usage),
    cacheReadTokens: usage.either(['cached_tokens'], ['prompt_tokens_details', 'cached_tokens']),
  };
}

/** Groq: OpenAI's counts; times of work are free. */
export function groqChat(usage: UsageReader): ReadCounts {
  return openaiChat(usage);
}

/** OpenRouter: OpenAI's counts and what the call cost in US dollars, which is kept as the reported cost. */
export function openrouterChat(usage: UsageReader): ReadCounts {
  usage.included('cost_details');
  return {
    ...openaiChat(usage),
    webSearches: usage.count('server_tool_use', 'web_search_requests'),
    cost: usage.money('cost'),
  };
}

/**
 * Perplexity: reasoning and citations of deep research come on top of the completion, and each search is billed. Citations have a price of
 * their own and no leaf, so that they stay unread and are marked.
 */
export function perplexityChat(usage: UsageReader): ReadCounts {
  const read = openaiChat(usage);
  usage.included('cost');
  const reasoning = usage.count('reasoning_tokens') ?? 0;
  return {
    ...read,
    outputTokens: (read.outputTokens ?? 0) + reasoning,
    reasoningTokens: reasoning,
    webSearches: usage.count('num_search_queries'),
    cost: usage.money('cost', 'total_cost'),
  };
}

/** Mistral: OpenAI's counts; audio is billed by second beside the tokens, documents by page. */
export function mistralChat(usage: UsageReader): ReadCounts {
  const pages = usage.count('pages_processed');
  if (pages !== undefined) return { pages };
  const read = openaiChat(usage);
  return {
    ...read,
    cacheReadTokens: usage.either(['prompt_tokens_details', 'cached_tokens'], ['num_cached_tokens']),
    seconds: usage.decimal('prompt_audio_seconds'),
  };
}
