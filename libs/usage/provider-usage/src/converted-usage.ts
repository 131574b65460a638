import type { EventTokens, Inconsistency } from '@suanpan/facts';

/** Token counts in the form of a usage event: inclusive totals, and subsets that are left out where they are 0. */
export type TokenUsage = EventTokens;

/** What a format's table makes of a provider's object. */
export interface ReadCounts {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite5m?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
  readonly audioInput?: number | undefined;
  readonly cacheReadAudio?: number | undefined;
  readonly imageInput?: number | undefined;
  readonly reasoning?: number | undefined;
  readonly audioOutput?: number | undefined;
  readonly imageOutput?: number | undefined;
  readonly serviceTier?: string | undefined;
  /** Contradictions that the counts above no longer show. */
  readonly inconsistencies?: readonly Inconsistency[] | undefined;
}

/** Leaves out what is absent or 0, so that stored events stay small. */
export function tokenUsage(read: ReadCounts): TokenUsage {
  return {
    inputTokens: read.input,
    outputTokens: read.output,
    ...(read.cacheRead ? { cacheReadTokens: read.cacheRead } : {}),
    ...(read.cacheWrite5m ? { cacheWrite5mTokens: read.cacheWrite5m } : {}),
    ...(read.cacheWrite1h ? { cacheWrite1hTokens: read.cacheWrite1h } : {}),
    ...(read.audioInput ? { audioInputTokens: read.audioInput } : {}),
    ...(read.cacheReadAudio ? { cacheReadAudioTokens: read.cacheReadAudio } : {}),
    ...(read.imageInput ? { imageInputTokens: read.imageInput } : {}),
    ...(read.reasoning ? { reasoningTokens: read.reasoning } : {}),
    ...(read.audioOutput ? { audioOutputTokens: read.audioOutput } : {}),
    ...(read.imageOutput ? { imageOutputTokens: read.imageOutput } : {}),
  };
}

/** Cache writes by their life. */
export interface CacheWrites {
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly inconsistencies?: readonly Inconsistency[];
}

/**
 * Splits cache writes: the total stands, the one-hour part takes from it first, and the rest lived five minutes or for a
 * time that was not said. Without a total the parts make it.
 */
export function splitWrites(total: number | undefined, fiveMinutes: number, oneHour: number): CacheWrites {
  const whole = total ?? fiveMinutes + oneHour;
  const cacheWrite1h = Math.min(oneHour, whole);
  const writes = { cacheWrite5m: whole - cacheWrite1h, cacheWrite1h };
  return fiveMinutes + oneHour > whole ? { ...writes, inconsistencies: ['cache_write_ttls_exceed_total'] } : writes;
}
