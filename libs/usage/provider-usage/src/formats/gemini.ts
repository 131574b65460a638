import type { ReadCounts } from '../converted-usage.ts';
import type { UsageReader } from '../usage-reader.ts';

/** Documents are billed as images. */
const IMAGES = ['IMAGE', 'DOCUMENT'];

/**
 * Gemini: tool use comes on top of the prompt, thoughts on top of the candidates; cached tokens are within the prompt.
 * Counts that are 0 are left out of the object, so only one of the totals has to be there. Cached images have no place in
 * a usage event and are priced as cache reads: they are taken out of the images so that no token counts twice.
 */
export function googleGemini(usage: UsageReader): ReadCounts {
  const prompt = usage.count('promptTokenCount');
  const candidates = usage.count('candidatesTokenCount');
  const thoughts = usage.count('thoughtsTokenCount') ?? 0;
  const total = usage.count('totalTokenCount');
  const isKnown = prompt !== undefined || candidates !== undefined;
  usage.expect(isKnown || total === 0, ['promptTokenCount'], 'is missing, and so is candidatesTokenCount');
  const image = modality(usage, 'promptTokensDetails', IMAGES) + modality(usage, 'toolUsePromptTokensDetails', IMAGES);
  const cachedImage = modality(usage, 'cacheTokensDetails', IMAGES);
  return {
    input: (prompt ?? 0) + (usage.count('toolUsePromptTokenCount') ?? 0),
    output: (candidates ?? 0) + thoughts,
    cacheRead: usage.count('cachedContentTokenCount'),
    audioInput:
      modality(usage, 'promptTokensDetails', ['AUDIO']) + modality(usage, 'toolUsePromptTokensDetails', ['AUDIO']),
    cacheReadAudio: modality(usage, 'cacheTokensDetails', ['AUDIO']),
    imageInput: Math.max(0, image - cachedImage),
    reasoning: thoughts,
    audioOutput: modality(usage, 'candidatesTokensDetails', ['AUDIO']),
    imageOutput: modality(usage, 'candidatesTokensDetails', IMAGES),
    serviceTier: tierOf(usage.text('trafficType')),
    inconsistencies: cachedImage > image ? ['input_subsets_exceed_total'] : undefined,
  };
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

/** `ON_DEMAND` is the standard tier, `ON_DEMAND_PRIORITY` and `ON_DEMAND_FLEX` are priced apart. */
function tierOf(trafficType: string | undefined): string | undefined {
  return trafficType?.toLowerCase().replace(/^on_demand_/, '');
}
