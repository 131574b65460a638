import { setTimeout as delay } from 'node:timers/promises';

/** When a process that runs but does not answer counts as hanging. */
export interface HangLimits {
  /** Pause between two questions, milliseconds. */
  readonly everyMs: number;
  /** An answer that takes longer is none, milliseconds. */
  readonly answerWithinMs: number;
  /** This many questions in a row without an answer. Counted, not timed: a machine that slept has missed none. */
  readonly missesAtMost: number;
}

/** Half a minute without an answer. Whatever it answers counts, also that it is not ready. */
export const HANG_LIMITS: HangLimits = { everyMs: 2_000, answerWithinMs: 3_000, missesAtMost: 6 };

/** Where a process answers, and how long it may not. */
export interface Answering {
  readonly url: string;
  readonly limits: HangLimits;
}

async function answers({ url, limits }: Answering, signal: AbortSignal): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(limits.answerWithinMs)]) });
    await answer.body?.cancel();
    return true;
  } catch {
    // Refused, cut or too late: the same to whoever waits for an answer.
    return false;
  }
}

/** Resolves with true once the process hangs, with false when the signal ends the watch. */
export async function untilItHangs(answering: Answering, signal: AbortSignal): Promise<boolean> {
  for (let misses = 0; misses < answering.limits.missesAtMost; ) {
    await delay(answering.limits.everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return false;
    misses = (await answers(answering, signal)) ? 0 : misses + 1;
    if (signal.aborted) return false;
  }
  return true;
}
