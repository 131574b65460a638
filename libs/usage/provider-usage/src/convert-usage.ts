import type { Inconsistency } from '@suanpan/facts';
import { type ReadCounts, type TokenUsage, tokenUsage } from './converted-usage.ts';
import { anthropicMessages } from './formats/anthropic.ts';
import { awsBedrock } from './formats/bedrock.ts';
import { googleGemini } from './formats/gemini.ts';
import { openaiChat, openaiRealtime, openaiResponses } from './formats/openai.ts';
import { alibabaQwen, deepseekChat, moonshotChat, xaiChat } from './formats/openai-alike.ts';
import { isObject, UsageReader } from './usage-reader.ts';

/** Where a format keeps its counts, and how they are read. */
interface Format {
  readonly read: (usage: UsageReader) => ReadCounts;
  /** Paths within a whole answer; the usage object may be given bare as well. */
  readonly within: readonly (readonly string[])[];
  readonly servedModel: readonly (readonly string[])[];
  readonly serviceTier: readonly (readonly string[])[];
}

const OPENAI_LIKE = { within: [['usage']], servedModel: [['model']], serviceTier: [['service_tier']] };

const FORMATS = {
  'openai.chat': { ...OPENAI_LIKE, read: openaiChat },
  'openai.responses': {
    read: openaiResponses,
    within: [['response', 'usage'], ['usage']],
    servedModel: [['response', 'model'], ['model']],
    serviceTier: [['response', 'service_tier'], ['service_tier']],
  },
  'openai.realtime': {
    read: openaiRealtime,
    within: [['response', 'usage'], ['usage']],
    servedModel: [['response', 'model'], ['model']],
    serviceTier: [],
  },
  'anthropic.messages': { ...OPENAI_LIKE, read: anthropicMessages },
  'google.gemini': {
    read: googleGemini,
    within: [['usageMetadata'], ['usage_metadata']],
    servedModel: [['modelVersion']],
    serviceTier: [],
  },
  'aws.bedrock': { read: awsBedrock, within: [['usage']], servedModel: [], serviceTier: [['serviceTier', 'type']] },
  'deepseek.chat': { ...OPENAI_LIKE, read: deepseekChat },
  'alibaba.qwen': { ...OPENAI_LIKE, read: alibabaQwen },
  'xai.chat': { ...OPENAI_LIKE, read: xaiChat },
  'moonshot.chat': { ...OPENAI_LIKE, read: moonshotChat },
} as const satisfies Record<string, Format>;

export type UsageFormat = keyof typeof FORMATS;

/** The formats `convertUsage` reads. */
export const USAGE_FORMATS = Object.keys(FORMATS) as readonly UsageFormat[];

export type ConvertedUsage =
  | {
      readonly ok: true;
      readonly usage: TokenUsage;
      readonly servedModel?: string;
      readonly serviceTier?: string;
      /** Contradictions within the object that the counts no longer show; those they show are the reader's to find. */
      readonly inconsistencies?: readonly Inconsistency[];
    }
  | {
      readonly ok: false;
      readonly code: 'usage_format_unknown' | 'usage_malformed';
      readonly detail: string;
      /** A JSON pointer into what was given. */
      readonly pointer: string;
    };

/**
 * Brings a provider's own usage object, bare or within its answer, into inclusive totals and named subsets. Answers for any input at all,
 * never with a negative number. A count that the format cannot do without and that is missing makes the object malformed:
 * unknown is not zero.
 */
export function convertUsage(format: string, raw: unknown): ConvertedUsage {
  if (!Object.hasOwn(FORMATS, format)) {
    const detail = `The usage format "${format}" is none of ${USAGE_FORMATS.join(', ')}.`;
    return { ok: false, code: 'usage_format_unknown', detail, pointer: '' };
  }
  const { read, within, servedModel, serviceTier }: Format = FORMATS[format as UsageFormat];
  if (!isObject(raw)) return malformed('', 'is not an object');
  const path = within.find((names) => isObject(at(raw, names))) ?? [];
  const usage = new UsageReader(at(raw, path) as Readonly<Record<string, unknown>>, ['', ...path].join('/'));
  const counts = read(usage);
  if (usage.flaw !== undefined) return malformed(usage.flaw.pointer, usage.flaw.detail);
  const tokens = tokenUsage(counts);
  if (!Object.values(tokens).every(Number.isSafeInteger)) return malformed('', 'adds up to more than can be counted');
  const model = textAt(raw, servedModel);
  const tier = counts.serviceTier ?? textAt(raw, serviceTier);
  return {
    ok: true,
    usage: tokens,
    ...(model === undefined ? {} : { servedModel: model }),
    ...(tier === undefined ? {} : { serviceTier: tier }),
    ...(counts.inconsistencies === undefined ? {} : { inconsistencies: counts.inconsistencies }),
  };
}

function malformed(pointer: string, flaw: string): ConvertedUsage {
  const detail = `The usage object ${pointer === '' ? '' : `at ${pointer} `}${flaw}.`;
  return { ok: false, code: 'usage_malformed', detail, pointer };
}

function at(value: unknown, path: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of path) found = isObject(found) ? found[name] : undefined;
  return found;
}

function textAt(raw: unknown, paths: readonly (readonly string[])[]): string | undefined {
  for (const path of paths) {
    const text = at(raw, path);
    if (typeof text === 'string' && text !== '') return text;
  }
  return undefined;
}
