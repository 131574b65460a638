import type { EventTokens, EventUnits, Inconsistency, UsageQuality } from '@suanpan/facts';

type Maybe<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** The token counts of an event, each of them unknown if absent. */
export type TokenCounts = Maybe<EventTokens>;

/** The other units of an event. */
export type UnitCounts = Maybe<EventUnits>;

/** Operations that read and write tokens: without both totals their usage is not known. */
const GENERATING: ReadonlySet<string> = new Set(['chat', 'text_completion', 'generate_content', 'responses']);

/**
 * How far the counts can be trusted. What the sender claims holds, except that nothing can be `reported` or `estimated`
 * that is not there: unknown is never zero. A generating operation needs both token totals; any other one needs a
 * total or a unit.
 */
export function usageQualityOf(
  claimed: UsageQuality | undefined,
  operation: string,
  tokens: TokenCounts,
  units: UnitCounts,
): UsageQuality {
  const { inputTokens, outputTokens } = tokens;
  const known = GENERATING.has(operation)
    ? inputTokens !== undefined && outputTokens !== undefined
    : inputTokens !== undefined || outputTokens !== undefined || hasUnit(units);
  return known ? (claimed ?? 'reported') : 'missing';
}

function hasUnit({ requests, images, seconds, characters }: UnitCounts): boolean {
  return requests !== undefined || images !== undefined || seconds !== undefined || characters !== undefined;
}

/**
 * In which ways subsets exceed their totals. Cached audio is part of both the cache reads and the audio, so it is
 * counted once among the subsets. Answers `undefined` if all is well, which is nearly always.
 */
export function inconsistenciesOf(tokens: TokenCounts): readonly Inconsistency[] | undefined {
  const { cacheReadTokens = 0, audioInputTokens = 0, cacheReadAudioTokens = 0 } = tokens;
  const { cacheWrite5mTokens = 0, cacheWrite1hTokens = 0, imageInputTokens = 0 } = tokens;
  const { reasoningTokens = 0, audioOutputTokens = 0, imageOutputTokens = 0 } = tokens;
  const bothWays = Math.min(cacheReadAudioTokens, cacheReadTokens, audioInputTokens);
  const input =
    cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens + audioInputTokens + imageInputTokens - bothWays;
  const output = reasoningTokens + audioOutputTokens + imageOutputTokens;
  const inputExceeds = input > (tokens.inputTokens ?? 0);
  const outputExceeds = output > (tokens.outputTokens ?? 0);
  const audioExceeds = cacheReadAudioTokens > bothWays;
  if (!inputExceeds && !outputExceeds && !audioExceeds) return undefined;
  const found: Inconsistency[] = [];
  if (inputExceeds) found.push('input_subsets_exceed_total');
  if (outputExceeds) found.push('output_subsets_exceed_total');
  if (audioExceeds) found.push('cached_audio_exceeds_total');
  return found;
}
