import type { ReadCounts } from './converted-usage.ts';
import { anthropicMessages } from './formats/anthropic.ts';
import { awsBedrock, awsBedrockInvoke } from './formats/bedrock.ts';
import { litellmLogging, litellmPayload, otelAttributes, otelGenAi, vercelAi } from './formats/gateways.ts';
import { googleGemini, withCamelKeys } from './formats/gemini.ts';
import { openaiChat, openaiRealtime, openaiResponses } from './formats/openai.ts';
import {
  alibabaQwen,
  deepseekChat,
  groqChat,
  mistralChat,
  moonshotChat,
  openrouterChat,
  perplexityChat,
  xaiChat,
} from './formats/openai-alike.ts';
import { alibabaDashscope, cohere, ollamaChat } from './formats/other-providers.ts';
import type { Json, UsageReader } from './usage-reader.ts';

type Paths = readonly (readonly string[])[];

/** Where a format keeps its counts, and how they are read. */
export interface Format {
  readonly read: (usage: UsageReader) => ReadCounts;
  /** Paths within a whole answer; the usage object may be given bare as well. */
  readonly within: Paths;
  readonly servedModel: Paths;
  readonly serviceTier: Paths;
  /** Brings what was given into the one form that is read. */
  readonly prepare?: (answer: Json) => Json;
}

const OPENAI_LIKE = { within: [['usage']], servedModel: [['model']], serviceTier: [['service_tier']] };
const RESPONSES = {
  read: openaiResponses,
  within: [['response', 'usage'], ['usage']],
  servedModel: [['response', 'model'], ['model']],
  serviceTier: [['response', 'service_tier'], ['service_tier']],
};

export const FORMATS = {
  'openai.chat': { ...OPENAI_LIKE, read: openaiChat },
  'openai.responses': RESPONSES,
  'openai.realtime': {
    read: openaiRealtime,
    within: [['response', 'usage'], ['usage']],
    servedModel: [['response', 'model'], ['model']],
    serviceTier: [],
  },
  'azure.chat': { ...OPENAI_LIKE, read: openaiChat },
  'azure.responses': RESPONSES,
  'anthropic.messages': {
    read: anthropicMessages,
    within: [['usage'], ['message', 'usage']],
    servedModel: [['model'], ['message', 'model']],
    serviceTier: [],
  },
  'google.gemini': {
    read: googleGemini,
    within: [['usageMetadata']],
    servedModel: [['modelVersion']],
    serviceTier: [],
    prepare: (answer) => withCamelKeys(answer) as Json,
  },
  'aws.bedrock': {
    read: awsBedrock,
    within: [['metadata', 'usage'], ['usage']],
    servedModel: [],
    serviceTier: [
      ['serviceTier', 'type'],
      ['metadata', 'serviceTier', 'type'],
    ],
  },
  'aws.bedrock.invoke': {
    read: awsBedrockInvoke,
    within: [['amazon-bedrock-invocationMetrics']],
    servedModel: [],
    serviceTier: [],
  },
  cohere: {
    read: cohere,
    within: [['usage'], ['delta', 'usage'], ['meta'], ['response', 'meta']],
    servedModel: [],
    serviceTier: [],
  },
  'deepseek.chat': { ...OPENAI_LIKE, read: deepseekChat },
  'alibaba.qwen': { ...OPENAI_LIKE, read: alibabaQwen },
  'alibaba.dashscope': { read: alibabaDashscope, within: [['usage']], servedModel: [['model']], serviceTier: [] },
  'xai.chat': { ...OPENAI_LIKE, read: xaiChat },
  'moonshot.chat': { ...OPENAI_LIKE, read: moonshotChat },
  'mistral.chat': { ...OPENAI_LIKE, within: [['usage'], ['usage_info']], read: mistralChat },
  'groq.chat': { ...OPENAI_LIKE, within: [['usage'], ['x_groq', 'usage']], read: groqChat },
  'openrouter.chat': { ...OPENAI_LIKE, read: openrouterChat },
  'perplexity.chat': { ...OPENAI_LIKE, read: perplexityChat },
  'ollama.chat': { read: ollamaChat, within: [], servedModel: [['model']], serviceTier: [] },
  'vercel.ai': {
    read: vercelAi,
    within: [['totalUsage'], ['usage']],
    servedModel: [['response', 'modelId']],
    serviceTier: [],
  },
  'litellm.logging': {
    read: litellmLogging,
    within: [['litellm_usage']],
    servedModel: [['model']],
    serviceTier: [],
    prepare: litellmPayload,
  },
  'otel.genai': {
    read: otelGenAi,
    within: [],
    servedModel: [['gen_ai.response.model']],
    serviceTier: [['gen_ai.openai.response.service_tier']],
    prepare: otelAttributes,
  },
} as const satisfies Record<string, Format>;

export type UsageFormat = keyof typeof FORMATS;

/** The formats `convertUsage` reads. */
export const USAGE_FORMATS = Object.keys(FORMATS) as readonly UsageFormat[];
