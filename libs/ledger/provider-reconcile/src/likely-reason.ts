import { type Counts, isZero, minus, parts } from './counts.ts';
import type { DifferenceReason } from './reasons.ts';

/** What is known about a day and model when its reason is looked for. */
export interface RowFacts {
  /** What the provider counted; undefined without an export of usage. */
  readonly provider: Counts | undefined;
  readonly ledger: Counts;
  /** What the provider charged; undefined without an export of costs. */
  readonly costs: readonly CostFacts[] | undefined;
  /** The ledger's money is in other currencies than the provider's. */
  readonly otherCurrencies: boolean;
  readonly unpricedCalls: bigint;
  readonly offListCalls: bigint;
  /** A line of the provider says batch, or a tier that is not the standard one. */
  readonly isDiscounted: boolean;
  /** It is no model but an item of its own. */
  readonly isItem: boolean;
  /** Over the whole range: whether each side knows the model at all. */
  readonly knownToProvider: boolean;
  readonly knownToLedger: boolean;
  /** Differences of neighbouring days, or of the whole range, cancel out; or the provider's days are no UTC days. */
  readonly isShifted: boolean;
  /** The day ended so recently that events or the provider's own numbers may still come. */
  readonly isRecent: boolean;
  /** The last page of the export was handed in. */
  readonly isComplete: boolean;
}

/** One currency of a row, in atto. */
export interface CostFacts {
  readonly provider: bigint;
  readonly ledger: bigint;
  readonly uncertainty: bigint;
}

/** Finds the first reason that explains a row, in the order of `DIFFERENCE_REASONS`: counts before money, certain before likely. */
export function likelyReason(facts: RowFacts): DifferenceReason {
  if (facts.isItem) return 'not_metered';
  const counts = facts.provider === undefined ? undefined : minus(facts.provider, facts.ledger);
  if (counts !== undefined && !isZero(counts)) return countReason(facts, facts.provider ?? facts.ledger, counts);
  return moneyReason(facts, counts !== undefined);
}

function countReason(facts: RowFacts, provider: Counts, counts: Counts): DifferenceReason {
  if (facts.isShifted) return 'day_shifted';
  if (!facts.knownToLedger) return 'model_never_metered';
  if (!facts.knownToProvider) return facts.isComplete ? 'model_never_billed' : 'export_unfinished';
  if (isCacheQuestion(provider, facts.ledger, counts)) return 'cached_tokens';
  const differing = parts(counts);
  if (differing.every((part) => part >= 0n)) return facts.isRecent ? 'events_late' : 'events_missing';
  if (differing.some((part) => part > 0n)) return 'counts_differ';
  return facts.isRecent || !facts.isComplete ? 'export_unfinished' : 'events_extra';
}

/** Same output and calls; the input differs by exactly what was cached, or only the split of the input does. */
function isCacheQuestion(provider: Counts, ledger: Counts, counts: Counts): boolean {
  if (counts.outputTokens !== 0n || (counts.calls ?? 0n) !== 0n) return false;
  if (counts.inputTokens === 0n) return true;
  const difference = counts.inputTokens < 0n ? -counts.inputTokens : counts.inputTokens;
  return [provider, ledger].some(({ cacheReadTokens, cacheWriteTokens }) =>
    [cacheReadTokens, cacheWriteTokens, cacheReadTokens + cacheWriteTokens].includes(difference),
  );
}

function moneyReason(facts: RowFacts, isUsageKnown: boolean): DifferenceReason {
  const { costs = [] } = facts;
  const differing = costs.filter(({ provider, ledger }) => provider !== ledger);
  if (differing.length === 0) return 'agrees';
  if (differing.every(({ provider, ledger, uncertainty }) => distance(provider, ledger) <= uncertainty))
    return 'rounding';
  if (facts.otherCurrencies) return 'currency_differs';
  if (facts.unpricedCalls > 0n && differing.every(({ provider, ledger }) => provider > ledger)) return 'unpriced';
  if (facts.offListCalls > 0n) return 'charged_otherwise';
  if (facts.isDiscounted || differing.every(isHalf)) return 'batch_or_tier';
  return isUsageKnown ? 'price_differs' : costReason(facts);
}

/** Without counts of the provider: what the ledger alone can tell. */
function costReason({ knownToLedger, knownToProvider, isComplete }: RowFacts): DifferenceReason {
  if (!knownToLedger) return 'model_never_metered';
  if (!knownToProvider) return isComplete ? 'model_never_billed' : 'export_unfinished';
  return 'cost_differs';
}

/** Both providers halve the price of their batch interfaces. */
function isHalf({ provider, ledger, uncertainty }: CostFacts): boolean {
  return ledger !== 0n && distance(provider * 2n, ledger) <= uncertainty * 2n;
}

function distance(one: bigint, other: bigint): bigint {
  return one < other ? other - one : one - other;
}
