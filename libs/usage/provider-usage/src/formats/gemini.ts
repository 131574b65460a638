import type { Mark } from '@suanpan/facts';
import { type ReadCounts, totalMarks } from '../converted-usage.ts';
import { isObject, type UsageReader } from '../usage-reader.ts';

/** Documents are billed as images. */
const IMAGES = ['IMAGE', 'DOCUMENT'];
/** Billed like text: part of the total, and nothing of its own. */
const TEXTS = ['TEXT', 'VIDEO', 'MODALITY_UNSPECIFIED'];
const LISTS = ['promptTokensDetails', 'toolUsePromptTokensDetails', 'cacheTokensDetails'];
const OUTPUT_LISTS = ['candidatesTokensDetails', 'responseTokensDetails'];

/**
 * Gemini: tool use comes on top of the prompt, thoughts on top of the candidates, unless the object's own total shows that they are
 * inside; cached tokens are within the prompt. The Live API calls the candidates `responseTokenCount`. Counts that are 0 are left out
 * of the object, so only one of the totals has to be there.
 */
export function googleGemini(usage: UsageReader): ReadCounts {
  const prompt = usage.count('promptTokenCount');
  const candidates = usage.either(['candidatesTokenCount'], ['responseTokenCount']);
  const total = usage.count('totalTokenCount');
  const isKnown = prompt !== undefined || candidates !== undefined;
  usage.expect(isKnown || total === 0, ['promptTokenCount'], 'is missing, and so is candidatesTokenCount');
  const sums = totals(
    {
      prompt: prompt ?? 0,
      candidates: candidates ?? 0,
      thoughts: usage.count('thoughtsTokenCount'),
      toolUse: usage.count('toolUsePromptTokenCount'),
    },
    total,
  );
  for (const list of [...LISTS, ...OUTPUT_LISTS]) modality(usage, list, TEXTS);
  const of = (lists: readonly string[], names: readonly string[]) =>
    lists.reduce((sum, list) => sum + modality(usage, list, names), 0);
  const inputs = ['promptTokensDetails', 'toolUsePromptTokensDetails'];
  const { tier, tierMarks } = tierOf(usage.text('trafficType'));
  return {
    inputTokens: sums.input,
    outputTokens: sums.output,
    cacheReadTokens: usage.count('cachedContentTokenCount'),
    audioInputTokens: of(inputs, ['AUDIO']),
    cacheReadAudioTokens: of(['cacheTokensDetails'], ['AUDIO']),
    imageInputTokens: of(inputs, IMAGES),
    cacheReadImageTokens: of(['cacheTokensDetails'], IMAGES),
    reasoningTokens: sums.reasoning,
    audioOutputTokens: of(OUTPUT_LISTS, ['AUDIO']),
    imageOutputTokens: of(OUTPUT_LISTS, IMAGES),
    webSearches: groundedSearches(usage),
    serviceTier: tier,
    marks: [...sums.marks, ...tierMarks],
  };
}

interface Parts {
  readonly prompt: number;
  readonly candidates: number;
  readonly thoughts: number | undefined;
  readonly toolUse: number | undefined;
}

interface Sums {
  readonly input: number;
  readonly output: number;
  readonly reasoning: number;
  readonly marks: readonly Mark[];
}

/** Adds the parts up as the object's total says they are to be added; what it holds beyond them is the part that is not named. */
function totals({ prompt, candidates, thoughts, toolUse }: Parts, total: number | undefined): Sums {
  const [thought, tools] = [thoughts ?? 0, toolUse ?? 0];
  const sum = prompt + tools + candidates + thought;
  const apart = { input: prompt + tools, output: candidates + thought, reasoning: thought, marks: [] };
  if (total === undefined || total === sum) return apart;
  if (total === sum - thought && thought <= candidates) return { ...apart, output: candidates };
  if (total === sum - tools && tools <= prompt) return { ...apart, input: prompt };
  if (total === sum - tools - thought && tools <= prompt && thought <= candidates)
    return { ...apart, input: prompt, output: candidates };
  if (total < sum) return { ...apart, marks: ['total_contradicts_parts'] };
  // By Google's documents the total is prompt, tool use, candidates and thoughts.
  const missing = total - sum;
  if (thoughts === undefined) {
    return { ...apart, output: apart.output + missing, reasoning: missing, marks: ['part_from_total'] };
  }
  if (toolUse === undefined) return { ...apart, input: apart.input + missing, marks: ['part_from_total'] };
  return { ...apart, marks: totalMarks(total, sum) };
}

function modality(usage: UsageReader, list: string, names: readonly string[]): number {
  return (
    usage.sum(
      list,
      'tokenCount',
      (entry) => typeof entry.modality === 'string' && names.includes(entry.modality.toUpperCase()),
    ) ?? 0
  );
}

/** Models from the third generation on are billed by search, earlier ones by grounded prompt, whatever it searched for. */
function groundedSearches({ answer }: UsageReader): number {
  const candidates = Array.isArray(answer.candidates) ? answer.candidates.filter(isObject) : [];
  const queries = candidates.flatMap(({ groundingMetadata: grounding }) =>
    isObject(grounding) && Array.isArray(grounding.webSearchQueries) ? (grounding.webSearchQueries as unknown[]) : [],
  );
  const byPrompt = typeof answer.modelVersion === 'string' && /gemini-[12]\./.test(answer.modelVersion);
  return byPrompt ? Math.min(1, queries.length) : queries.length;
}

/**
 * `ON_DEMAND` is the standard tier, `ON_DEMAND_PRIORITY` and `ON_DEMAND_FLEX` are priced apart. Provisioned throughput is paid for
 * already, by the reservation.
 */
function tierOf(trafficType: string | undefined): {
  readonly tier: string | undefined;
  readonly tierMarks: readonly Mark[];
} {
  const traffic = trafficType?.toLowerCase();
  if (traffic === undefined || traffic === 'traffic_type_unspecified') return { tier: undefined, tierMarks: [] };
  return {
    tier: traffic.replace(/^on_demand_/, ''),
    tierMarks: traffic === 'provisioned_throughput' ? ['paid_by_reservation'] : [],
  };
}

/** Keys of an object in the form the REST API has them, as the Python SDK writes them with underscores. */
export function withCamelKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withCamelKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      withCamelKeys(inner),
    ]),
  );
}
