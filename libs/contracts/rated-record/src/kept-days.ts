import type { EpochMs } from '@suanpan/time';
import { utcDayNumber } from '@suanpan/time';
import { type AcceptedTimes, CORRECTION_DAYS } from './rated-batch.ts';

/**
 * The UTC day from which on identities are remembered at a fold time. They are kept one day longer than the accepted
 * lateness and earliness together, so that every event they could repeat is refused as too late before they are forgotten.
 */
export function rememberedFrom(foldTime: EpochMs, times: AcceptedTimes): number {
  return utcDayNumber(foldTime) - (times.latenessDays + Math.ceil(times.aheadSeconds / 86_400) + 1);
}

/** The UTC day from which on it is known what calls are charged, so that they can be corrected. */
export function chargesKeptFrom(foldTime: EpochMs, { correctionDays = CORRECTION_DAYS }: AcceptedTimes): number {
  return utcDayNumber(foldTime) - correctionDays;
}
