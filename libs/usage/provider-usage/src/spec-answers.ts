import type { SpecAnswer } from './spec-answer.ts';
import { LOSS_ANSWERS } from './spec-answers-losses.ts';
import { OPENAI_ANSWERS } from './spec-answers-openai.ts';
import { OTHER_ANSWERS } from './spec-answers-others.ts';

/** Worked out by hand from the providers' documentation. */
export const SPEC_ANSWERS: readonly SpecAnswer[] = [
  ...OPENAI_ANSWERS,
  ...OTHER_ANSWERS,
  ...LOSS_ANSWERS,
  {
    name: 'Anthropic: reads and writes of both lives on top, thinking within',
    format: 'anthropic.messages',
    extractor: ['anthropic', 'default'],
    answer: {
      model: 'claude-sonnet-4-5-20250929',
      usage: {
        input_tokens: 21,
        cache_creation_input_tokens: 556,
        cache_read_input_tokens: 188_086,
        cache_creation: { ephemeral_5m_input_tokens: 456, ephemeral_1h_input_tokens: 100 },
        output_tokens: 393,
        output_tokens_details: { thinking_tokens: 300 },
        service_tier: 'priority',
      },
    },
    means: {
      usage: {
        inputTokens: 188_663,
        outputTokens: 393,
        cacheReadTokens: 188_086,
        cacheWrite5mTokens: 456,
        cacheWrite1hTokens: 100,
        reasoningTokens: 300,
      },
      servedModel: 'claude-sonnet-4-5-20250929',
      serviceTier: 'priority',
    },
  },
  {
    name: 'Anthropic: what compaction used is billed and not in the totals; fast mode is a tier',
    format: 'anthropic.messages',
    extractor: ['anthropic', 'default'],
    differs: { why: 'The feed reads the totals alone, which leave compaction out.', counts: ['input', 'output'] },
    answer: {
      model: 'claude-opus-4-6',
      usage: {
        input_tokens: 23_000,
        output_tokens: 1_000,
        speed: 'fast',
        service_tier: 'standard',
        iterations: [
          { type: 'compaction', input_tokens: 180_000, output_tokens: 3_500 },
          { type: 'message', input_tokens: 23_000, output_tokens: 1_000 },
        ],
      },
    },
    means: {
      usage: { inputTokens: 203_000, outputTokens: 4_500 },
      servedModel: 'claude-opus-4-6',
      serviceTier: 'fast',
      marks: ['context_summed'],
    },
  },
  {
    name: 'Gemini: thoughts and tool use on top, audio by modality, a tier',
    format: 'google.gemini',
    extractor: ['google', 'default'],
    answer: {
      modelVersion: 'gemini-2.5-flash',
      usageMetadata: {
        promptTokenCount: 500,
        cachedContentTokenCount: 200,
        candidatesTokenCount: 40,
        thoughtsTokenCount: 60,
        toolUsePromptTokenCount: 30,
        totalTokenCount: 630,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 300 },
          { modality: 'AUDIO', tokenCount: 200 },
        ],
        cacheTokensDetails: [
          { modality: 'TEXT', tokenCount: 120 },
          { modality: 'AUDIO', tokenCount: 80 },
        ],
        candidatesTokensDetails: [{ modality: 'TEXT', tokenCount: 40 }],
        toolUsePromptTokensDetails: [{ modality: 'TEXT', tokenCount: 30 }],
        trafficType: 'ON_DEMAND_FLEX',
      },
    },
    means: {
      usage: {
        inputTokens: 530,
        outputTokens: 100,
        cacheReadTokens: 200,
        audioInputTokens: 200,
        cacheReadAudioTokens: 80,
        reasoningTokens: 60,
      },
      servedModel: 'gemini-2.5-flash',
      serviceTier: 'flex',
    },
  },
  {
    name: 'Gemini: documents count as images, cached ones once',
    format: 'google.gemini',
    extractor: ['google', 'default'],
    answer: {
      usageMetadata: {
        promptTokenCount: 1_000,
        cachedContentTokenCount: 258,
        candidatesTokenCount: 1_290,
        promptTokensDetails: [
          { modality: 'IMAGE', tokenCount: 258 },
          { modality: 'DOCUMENT', tokenCount: 516 },
        ],
        cacheTokensDetails: [{ modality: 'IMAGE', tokenCount: 258 }],
        candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1_290 }],
      },
    },
    means: {
      usage: {
        inputTokens: 1_000,
        outputTokens: 1_290,
        cacheReadTokens: 258,
        imageInputTokens: 774,
        cacheReadImageTokens: 258,
        imageOutputTokens: 1_290,
      },
    },
  },
  {
    name: 'Gemini: a count of 0 is left out',
    format: 'google.gemini',
    extractor: ['google', 'default'],
    answer: { usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 } },
    means: { usage: { inputTokens: 7, outputTokens: 0 } },
  },
  {
    name: 'Bedrock Converse: reads and writes on top, writes by life',
    format: 'aws.bedrock',
    extractor: ['aws', 'default'],
    differs: { why: 'The feed does not read the lives of cache writes.', counts: ['write1h'] },
    answer: {
      serviceTier: { type: 'priority' },
      usage: {
        inputTokens: 100,
        outputTokens: 20,
        totalTokens: 420,
        cacheReadInputTokens: 200,
        cacheWriteInputTokens: 100,
        cacheDetails: [
          { ttl: '1h', inputTokens: 70 },
          { ttl: '5m', inputTokens: 30 },
        ],
      },
    },
    means: {
      usage: {
        inputTokens: 400,
        outputTokens: 20,
        cacheReadTokens: 200,
        cacheWrite5mTokens: 30,
        cacheWrite1hTokens: 70,
      },
      serviceTier: 'priority',
    },
  },
  {
    name: 'DeepSeek: hits and misses make the prompt',
    format: 'deepseek.chat',
    extractor: ['deepseek', 'chat'],
    answer: {
      model: 'deepseek-v4-flash',
      usage: {
        prompt_tokens: 1_000,
        prompt_cache_hit_tokens: 640,
        prompt_cache_miss_tokens: 360,
        prompt_tokens_details: { cached_tokens: 640 },
        completion_tokens: 50,
        completion_tokens_details: { reasoning_tokens: 30 },
      },
    },
    means: {
      usage: { inputTokens: 1_000, outputTokens: 50, cacheReadTokens: 640, reasoningTokens: 30 },
      servedModel: 'deepseek-v4-flash',
    },
  },
  {
    name: 'DeepSeek: only hits and misses',
    format: 'deepseek.chat',
    answer: { prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36, completion_tokens: 5 },
    means: { usage: { inputTokens: 100, outputTokens: 5, cacheReadTokens: 64 } },
  },
  {
    name: 'Qwen: reads and writes both within the prompt',
    format: 'alibaba.qwen',
    answer: {
      model: 'qwen-plus',
      usage: {
        prompt_tokens: 3_019,
        completion_tokens: 104,
        total_tokens: 3_123,
        prompt_tokens_details: {
          cached_tokens: 2_048,
          cache_creation_input_tokens: 512,
          cache_creation: { ephemeral_5m_input_tokens: 112, ephemeral_1h_input_tokens: 400 },
          cache_type: 'ephemeral',
        },
        completion_tokens_details: { reasoning_tokens: 90 },
      },
    },
    means: {
      usage: {
        inputTokens: 3_019,
        outputTokens: 104,
        cacheReadTokens: 2_048,
        cacheWrite5mTokens: 112,
        cacheWrite1hTokens: 400,
        reasoningTokens: 90,
      },
      servedModel: 'qwen-plus',
    },
  },
  {
    name: 'xAI: reasoning on top of the completion',
    format: 'xai.chat',
    extractor: ['x-ai', 'chat'],
    answer: {
      model: 'grok-4.6',
      usage: {
        prompt_tokens: 32,
        completion_tokens: 9,
        total_tokens: 135,
        prompt_tokens_details: { text_tokens: 32, cached_tokens: 6 },
        completion_tokens_details: { reasoning_tokens: 94 },
      },
    },
    means: {
      usage: { inputTokens: 32, outputTokens: 103, cacheReadTokens: 6, reasoningTokens: 94 },
      servedModel: 'grok-4.6',
    },
  },
  {
    name: 'xAI: reasoning within, as the grand total shows',
    format: 'xai.chat',
    extractor: ['x-ai', 'chat'],
    differs: { why: 'The feed adds the reasoning whatever the grand total says.', counts: ['output'] },
    answer: {
      usage: {
        prompt_tokens: 32,
        completion_tokens: 103,
        total_tokens: 135,
        completion_tokens_details: { reasoning_tokens: 94 },
      },
    },
    means: { usage: { inputTokens: 32, outputTokens: 103, reasoningTokens: 94 } },
  },
  {
    name: 'xAI: more cached than prompt tokens come on top',
    format: 'xai.chat',
    extractor: ['x-ai', 'chat'],
    differs: {
      why: 'The feed keeps the prompt as it is, and its calculator then refuses the usage.',
      counts: ['input'],
    },
    answer: { usage: { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 40 } } },
    means: { usage: { inputTokens: 50, outputTokens: 5, cacheReadTokens: 40 } },
  },
  {
    name: 'Moonshot: cached tokens beside the totals',
    format: 'moonshot.chat',
    extractor: ['moonshotai', 'chat'],
    differs: { why: 'The feed reads cached tokens among the details only.', counts: ['cacheRead'] },
    answer: {
      model: 'kimi-k2',
      usage: { prompt_tokens: 19, completion_tokens: 21, total_tokens: 40, cached_tokens: 10 },
    },
    means: { usage: { inputTokens: 19, outputTokens: 21, cacheReadTokens: 10 }, servedModel: 'kimi-k2' },
  },
  {
    name: 'Moonshot: cached tokens among the details',
    format: 'moonshot.chat',
    extractor: ['moonshotai', 'chat'],
    answer: { usage: { prompt_tokens: 19, completion_tokens: 21, prompt_tokens_details: { cached_tokens: 10 } } },
    means: { usage: { inputTokens: 19, outputTokens: 21, cacheReadTokens: 10 } },
  },
];
