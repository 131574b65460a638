import type { SpecAnswer } from './spec-answer.ts';

/** OpenAI's own answers, worked out by hand from its documentation. */
export const OPENAI_ANSWERS: readonly SpecAnswer[] = [
  {
    name: 'OpenAI chat: cached, written, audio and reasoning within the totals; rejected predictions are output',
    format: 'openai.chat',
    extractor: ['openai', 'chat'],
    answer: {
      model: 'gpt-5.4-2026-03-05',
      service_tier: 'flex',
      usage: {
        prompt_tokens: 2_006,
        completion_tokens: 300,
        total_tokens: 2_306,
        prompt_tokens_details: { cached_tokens: 1_920, cache_write_tokens: 40, audio_tokens: 6 },
        completion_tokens_details: { reasoning_tokens: 192, audio_tokens: 8, rejected_prediction_tokens: 20 },
      },
    },
    means: {
      usage: {
        inputTokens: 2_006,
        outputTokens: 300,
        cacheReadTokens: 1_920,
        cacheWrite5mTokens: 40,
        audioInputTokens: 6,
        reasoningTokens: 192,
        audioOutputTokens: 8,
      },
      servedModel: 'gpt-5.4-2026-03-05',
      serviceTier: 'flex',
    },
  },
  {
    name: 'OpenAI embeddings: no output',
    format: 'openai.chat',
    extractor: ['openai', 'embeddings'],
    answer: { model: 'text-embedding-3-small', usage: { prompt_tokens: 8, total_tokens: 8 } },
    means: { usage: { inputTokens: 8, outputTokens: 0 }, servedModel: 'text-embedding-3-small' },
  },
  {
    name: 'OpenAI responses',
    format: 'openai.responses',
    extractor: ['openai', 'responses'],
    answer: {
      model: 'gpt-5.5',
      service_tier: 'default',
      usage: {
        input_tokens: 328,
        input_tokens_details: { cached_tokens: 300, cache_write_tokens: 20 },
        output_tokens: 52,
        output_tokens_details: { reasoning_tokens: 50 },
        total_tokens: 380,
      },
    },
    means: {
      usage: { inputTokens: 328, outputTokens: 52, cacheReadTokens: 300, cacheWrite5mTokens: 20, reasoningTokens: 50 },
      servedModel: 'gpt-5.5',
      serviceTier: 'default',
    },
  },
  {
    name: 'OpenAI images',
    format: 'openai.responses',
    extractor: ['openai', 'images'],
    answer: {
      model: 'gpt-image-1',
      usage: {
        input_tokens: 50,
        input_tokens_details: { text_tokens: 10, image_tokens: 40 },
        output_tokens: 272,
        output_tokens_details: { text_tokens: 0, image_tokens: 272 },
      },
    },
    means: {
      usage: { inputTokens: 50, outputTokens: 272, imageInputTokens: 40, imageOutputTokens: 272 },
      servedModel: 'gpt-image-1',
    },
  },
  {
    name: 'OpenAI realtime: cached tokens by modality',
    format: 'openai.realtime',
    extractor: ['openai', 'realtime'],
    answer: {
      model: 'gpt-realtime',
      response: {
        usage: {
          input_tokens: 600,
          input_token_details: {
            text_tokens: 100,
            audio_tokens: 300,
            image_tokens: 200,
            cached_tokens: 384,
            cached_tokens_details: { text_tokens: 64, audio_tokens: 200, image_tokens: 120 },
          },
          output_tokens: 150,
          output_token_details: { text_tokens: 30, audio_tokens: 120 },
        },
      },
    },
    means: {
      usage: {
        inputTokens: 600,
        outputTokens: 150,
        cacheReadTokens: 384,
        audioInputTokens: 300,
        cacheReadAudioTokens: 200,
        imageInputTokens: 200,
        cacheReadImageTokens: 120,
        audioOutputTokens: 120,
      },
      servedModel: 'gpt-realtime',
    },
  },
];
