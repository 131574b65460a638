import { type ReadCounts, splitWrites } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';
import { chatOutput, openaiChat } from './openai.ts';

/** DeepSeek: `prompt_tokens` is hits and misses together; older objects name only those two. */
export function deepseekChat(usage: UsageReader): ReadCounts {
  const hit = usage.count('prompt_cache_hit_tokens');
  const miss = usage.count('prompt_cache_miss_tokens');
  const parts = hit === undefined || miss === undefined ? undefined : hit + miss;
  const input = usage.count('prompt_tokens') ?? parts ?? usage.required('prompt_tokens');
  return {
    input,
    output: chatOutput(usage, input),
    cacheRead: hit ?? usage.count('prompt_tokens_details', 'cached_tokens'),
    reasoning: usage.count('completion_tokens_details', 'reasoning_tokens'),
    audioOutput: usage.count('completion_tokens_details', 'audio_tokens'),
  };
}

/** Qwen in OpenAI mode: cache reads and explicit cache writes are both within `prompt_tokens`; newer models split writes by life. */
export function alibabaQwen(usage: UsageReader): ReadCounts {
  const details = 'prompt_tokens_details';
  const writes = splitWrites(
    usage.count(details, 'cache_creation_input_tokens'),
    usage.count(details, 'cache_creation', 'ephemeral_5m_input_tokens') ?? 0,
    usage.count(details, 'cache_creation', 'ephemeral_1h_input_tokens') ?? 0,
  );
  return { ...openaiChat(usage), ...writes, imageInput: usage.count(details, 'image_tokens') };
}

/**
 * xAI chat: reasoning comes on top of `completion_tokens`, except where the grand total shows that it is inside. Cached
 * tokens are within the prompt, but some answers name more cached than prompt tokens: then they come on top as well.
 */
export function xaiChat(usage: UsageReader): ReadCounts {
  const prompt = usage.required('prompt_tokens');
  const completion = chatOutput(usage, prompt);
  const reasoning =
    usage.count('completion_tokens_details', 'reasoning_tokens') ?? usage.count('reasoning_tokens') ?? 0;
  const cached = usage.count('prompt_tokens_details', 'cached_tokens') ?? usage.count('cached_prompt_text_tokens') ?? 0;
  const isInside = usage.count('total_tokens') === prompt + completion && reasoning <= completion;
  return {
    input: cached > prompt ? prompt + cached : prompt,
    output: isInside ? completion : completion + reasoning,
    cacheRead: cached,
    audioInput: usage.count('prompt_tokens_details', 'audio_tokens'),
    imageInput: usage.count('prompt_tokens_details', 'image_tokens'),
    reasoning,
    audioOutput: usage.count('completion_tokens_details', 'audio_tokens'),
  };
}

/** Moonshot names the cached tokens beside the totals, newer objects among the details. */
export function moonshotChat(usage: UsageReader): ReadCounts {
  const read = openaiChat(usage);
  return { ...read, cacheRead: usage.count('cached_tokens') ?? read.cacheRead };
}
