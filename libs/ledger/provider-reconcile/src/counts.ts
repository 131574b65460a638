/** Counts of one side of a row; input includes cache reads and writes. */
export interface Counts {
  /** Null where nobody counted calls. */
  readonly calls: bigint | null;
  readonly inputTokens: bigint;
  readonly cacheReadTokens: bigint;
  readonly cacheWriteTokens: bigint;
  readonly outputTokens: bigint;
}

export const NO_COUNTS: Counts = {
  ...{ calls: 0n, inputTokens: 0n, cacheReadTokens: 0n, cacheWriteTokens: 0n, outputTokens: 0n },
};

/** Adds two sides' counts; calls are unknown once one of them is. */
export function plus(one: Counts, other: Counts): Counts {
  return {
    calls: one.calls === null || other.calls === null ? null : one.calls + other.calls,
    inputTokens: one.inputTokens + other.inputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}

/** Provider minus ledger: above 0 is missing here. Calls are unknown where one side does not count them. */
export function minus(provider: Counts, ledger: Counts): Counts {
  return {
    calls: provider.calls === null || ledger.calls === null ? null : provider.calls - ledger.calls,
    inputTokens: provider.inputTokens - ledger.inputTokens,
    cacheReadTokens: provider.cacheReadTokens - ledger.cacheReadTokens,
    cacheWriteTokens: provider.cacheWriteTokens - ledger.cacheWriteTokens,
    outputTokens: provider.outputTokens - ledger.outputTokens,
  };
}

/** The counts that can be compared, as a list. */
export function parts(counts: Counts): bigint[] {
  const { calls, inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = counts;
  const tokens = [inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens];
  return calls === null ? tokens : [calls, ...tokens];
}

export function isZero(counts: Counts): boolean {
  return parts(counts).every((part) => part === 0n);
}
