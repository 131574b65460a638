import type { SpecAnswer } from './spec-answer.ts';

/** Objects that say what is easily lost: counts elsewhere than the totals, totals that hold more, names of the other API. */
export const LOSS_ANSWERS: readonly SpecAnswer[] = [
  {
    name: 'Gemini Live: the answer is called response',
    format: 'google.gemini',
    answer: {
      usageMetadata: {
        promptTokenCount: 1_500,
        responseTokenCount: 400,
        totalTokenCount: 1_900,
        promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 1_500 }],
        responseTokensDetails: [
          { modality: 'AUDIO', tokenCount: 380 },
          { modality: 'TEXT', tokenCount: 20 },
        ],
      },
    },
    means: {
      usage: { inputTokens: 1_500, outputTokens: 400, audioInputTokens: 1_500, audioOutputTokens: 380 },
    },
  },
  {
    name: 'Gemini of the Python SDK: names with underscores',
    format: 'google.gemini',
    answer: {
      usage_metadata: {
        prompt_token_count: 50,
        candidates_token_count: 7,
        thoughts_token_count: 30,
        cached_content_token_count: 40,
        total_token_count: 87,
        cache_tokens_details: [{ modality: 'AUDIO', token_count: 4 }],
        prompt_tokens_details: [{ modality: 'AUDIO', token_count: 5 }],
        traffic_type: 'ON_DEMAND_FLEX',
      },
      model_version: 'gemini-2.5-flash',
    },
    means: {
      usage: {
        inputTokens: 50,
        outputTokens: 37,
        cacheReadTokens: 40,
        audioInputTokens: 5,
        cacheReadAudioTokens: 4,
        reasoningTokens: 30,
      },
      servedModel: 'gemini-2.5-flash',
      serviceTier: 'flex',
    },
  },
  {
    name: 'Gemini: the total says that thoughts are among the candidates',
    format: 'google.gemini',
    answer: {
      usageMetadata: {
        promptTokenCount: 7_477,
        candidatesTokenCount: 3_999,
        totalTokenCount: 11_476,
        thoughtsTokenCount: 1_939,
      },
    },
    means: { usage: { inputTokens: 7_477, outputTokens: 3_999, reasoningTokens: 1_939 } },
  },
  {
    name: 'Gemini: thoughts that only the total holds',
    format: 'google.gemini',
    answer: { promptTokenCount: 1_000, totalTokenCount: 5_000 },
    means: {
      usage: { inputTokens: 1_000, outputTokens: 4_000, reasoningTokens: 4_000 },
      marks: ['part_from_total'],
    },
  },
  {
    name: 'Gemini: a total below its parts, and provisioned throughput',
    format: 'google.gemini',
    answer: {
      usageMetadata: {
        promptTokenCount: 10,
        candidatesTokenCount: 10,
        totalTokenCount: 15,
        trafficType: 'PROVISIONED_THROUGHPUT',
      },
    },
    means: {
      usage: { inputTokens: 10, outputTokens: 10 },
      serviceTier: 'provisioned_throughput',
      marks: ['total_contradicts_parts', 'paid_by_reservation'],
    },
  },
  {
    name: 'Gemini: searches of a grounded answer',
    format: 'google.gemini',
    answer: {
      modelVersion: 'gemini-3-flash-preview',
      candidates: [{ groundingMetadata: { webSearchQueries: ['one', 'two'] } }],
      usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 4, totalTokenCount: 7 },
    },
    means: {
      usage: { inputTokens: 3, outputTokens: 4, webSearches: 2 },
      servedModel: 'gemini-3-flash-preview',
    },
  },
  {
    name: 'Anthropic: searches, where it ran; fetches are free',
    format: 'anthropic.messages',
    answer: {
      usage: {
        input_tokens: 1_000,
        output_tokens: 200,
        inference_geo: 'us',
        service_tier: 'standard',
        server_tool_use: { web_search_requests: 7, web_fetch_requests: 3 },
      },
    },
    means: {
      usage: { inputTokens: 1_000, outputTokens: 200, webSearches: 7 },
      serviceTier: 'standard',
      region: 'us',
    },
  },
  {
    name: 'Anthropic: passes of another model are in no total',
    format: 'anthropic.messages',
    answer: {
      model: 'claude-sonnet-4-6',
      usage: {
        input_tokens: 412,
        output_tokens: 531,
        iterations: [
          { type: 'message', input_tokens: 412, output_tokens: 89 },
          { type: 'advisor_message', model: 'claude-opus-4-6', input_tokens: 823, output_tokens: 1_612 },
          { type: 'message', input_tokens: 1_348, cache_read_input_tokens: 412, output_tokens: 442 },
        ],
      },
    },
    means: {
      usage: { inputTokens: 412, outputTokens: 531 },
      servedModel: 'claude-sonnet-4-6',
      marks: ['count_unread'],
      unread: { 'iterations.1.input_tokens': '823', 'iterations.1.output_tokens': '1612' },
    },
  },
  {
    name: 'Anthropic: lifetimes that do not come to the writes',
    format: 'anthropic.messages',
    answer: {
      usage: {
        input_tokens: 100,
        cache_creation_input_tokens: 18_440,
        cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 3_140 },
        output_tokens: 10,
      },
    },
    means: {
      usage: {
        inputTokens: 18_540,
        outputTokens: 10,
        cacheWrite5mTokens: 15_300,
        cacheWrite1hTokens: 3_140,
      },
      marks: ['cache_write_ttls_below_total'],
    },
  },
  {
    name: 'OpenAI chat: a total that is none of the parts, and a count that is new',
    format: 'openai.chat',
    answer: {
      usage: {
        prompt_tokens: 1_200,
        completion_tokens: 300,
        total_tokens: 9_999,
        completion_tokens_details: { reasoning_tokens: 0, video_frames: 12 },
      },
    },
    means: {
      usage: { inputTokens: 1_200, outputTokens: 300 },
      marks: ['total_exceeds_parts', 'count_unread'],
      unread: { 'completion_tokens_details.video_frames': '12' },
    },
  },
  {
    name: 'OpenAI chat: an output that only the total names',
    format: 'openai.chat',
    answer: { usage: { prompt_tokens: 100, total_tokens: 105 } },
    means: { usage: { inputTokens: 100, outputTokens: 5 }, marks: ['part_from_total'] },
  },
  {
    name: 'OpenAI embeddings: no output',
    format: 'openai.chat',
    answer: { usage: { prompt_tokens: 8_000, total_tokens: 8_000, completion_tokens: null } },
    means: { usage: { inputTokens: 8_000, outputTokens: 0 } },
  },
  {
    name: 'OpenAI realtime: a transcription in seconds',
    format: 'openai.realtime',
    answer: { usage: { type: 'duration', seconds: 3 } },
    means: { usage: { seconds: '3' } },
  },
  {
    name: 'Cohere: the last event of a stream',
    format: 'cohere',
    answer: {
      type: 'message-end',
      delta: { finish_reason: 'COMPLETE', usage: { billed_units: { input_tokens: 4, output_tokens: 9 } } },
    },
    means: { usage: { inputTokens: 4, outputTokens: 9 } },
  },
  {
    name: 'DashScope: seconds of a video, and what is counted beside them',
    format: 'alibaba.dashscope',
    answer: { usage: { duration: 5, video_count: 1, input_video_duration: 3 } },
    means: {
      usage: { seconds: '5' },
      marks: ['count_unread'],
      unread: { video_count: '1', input_video_duration: '3' },
    },
  },
  {
    name: 'LiteLLM: within the arguments of a callback, sums alone',
    format: 'litellm.logging',
    answer: {
      standard_logging_object: {
        model: 'gpt-4o',
        prompt_tokens: 10,
        completion_tokens: 2,
        total_tokens: 12,
        response_cost: 0.001,
        metadata: {},
      },
    },
    means: { usage: { inputTokens: 10, outputTokens: 2 }, servedModel: 'gpt-4o', cost: '0.001' },
  },
  {
    name: "LiteLLM's proxy: Anthropic's names of the cache beside OpenAI's, within the prompt",
    format: 'openai.chat',
    answer: {
      usage: {
        prompt_tokens: 1_200,
        completion_tokens: 5,
        total_tokens: 1_205,
        prompt_tokens_details: { cached_tokens: 0 },
        cache_read_input_tokens: 1_000,
        cache_creation_input_tokens: 100,
      },
    },
    means: { usage: { inputTokens: 1_200, outputTokens: 5, cacheReadTokens: 1_000, cacheWrite5mTokens: 100 } },
  },
  {
    name: 'Together: cached tokens beside the totals',
    format: 'openai.chat',
    answer: { usage: { prompt_tokens: 100, completion_tokens: 5, total_tokens: 105, cached_tokens: 64 } },
    means: { usage: { inputTokens: 100, outputTokens: 5, cacheReadTokens: 64 } },
  },
  {
    name: 'OpenAI transcription in tokens',
    format: 'openai.responses',
    answer: {
      text: '…',
      usage: {
        type: 'tokens',
        input_tokens: 14,
        input_token_details: { text_tokens: 4, audio_tokens: 10 },
        output_tokens: 45,
        total_tokens: 59,
      },
    },
    means: { usage: { inputTokens: 14, outputTokens: 45, audioInputTokens: 10 } },
  },
  {
    name: 'OpenAI transcription in seconds',
    format: 'openai.responses',
    answer: { text: '…', usage: { type: 'duration', seconds: 8.47 } },
    means: { usage: { seconds: '8.47' } },
  },
  {
    name: 'OpenAI responses: searches are items of the output, opening a page is free; the tier that served',
    format: 'openai.responses',
    answer: {
      model: 'gpt-5-2025-08-07',
      service_tier: 'default',
      output: [
        { type: 'web_search_call', action: { type: 'search' } },
        { type: 'web_search_call', action: { type: 'open_page' } },
        { type: 'file_search_call' },
        { type: 'message' },
      ],
      usage: { input_tokens: 9_000, output_tokens: 1_000, total_tokens: 10_000 },
    },
    means: {
      usage: { inputTokens: 9_000, outputTokens: 1_000, webSearches: 1, fileSearches: 1 },
      servedModel: 'gpt-5-2025-08-07',
      serviceTier: 'default',
    },
  },
  {
    name: 'xAI: sources of live search are unread',
    format: 'xai.chat',
    answer: {
      usage: {
        prompt_tokens: 2_640,
        completion_tokens: 182,
        total_tokens: 3_494,
        prompt_tokens_details: { text_tokens: 2_640, audio_tokens: 0, image_tokens: 0, cached_tokens: 473 },
        completion_tokens_details: { reasoning_tokens: 672 },
        num_sources_used: 5,
      },
    },
    means: {
      usage: { inputTokens: 2_640, outputTokens: 854, cacheReadTokens: 473, reasoningTokens: 672 },
      marks: ['count_unread'],
      unread: { num_sources_used: '5' },
    },
  },
  {
    name: 'Bedrock Converse stream: the metadata event',
    format: 'aws.bedrock',
    answer: {
      metadata: {
        usage: {
          inputTokens: 47,
          outputTokens: 20,
          totalTokens: 67,
          cacheReadInputTokens: 0,
          serverToolUsage: { webSearchRequests: 2 },
        },
        metrics: { latencyMs: 100 },
        serviceTier: { type: 'flex' },
      },
    },
    means: {
      usage: { inputTokens: 47, outputTokens: 20 },
      serviceTier: 'flex',
      marks: ['count_unread'],
      unread: { 'serverToolUsage.webSearchRequests': '2' },
    },
  },
];
