import type { UsageEvent } from '@suanpan/facts';

/** Where prices change: calls on the same side of every boundary are priced alike, but for what plans count. */
export interface PriceBoundaries {
  /** Starts and ends of prices, plans, months, rates and series points, epoch milliseconds, ascending. */
  readonly instants: readonly number[];
  /** Edges of daily windows, seconds of the UTC day, ascending. */
  readonly daySeconds: readonly number[];
  /** Context tiers: a call is above one if its input tokens exceed it; ascending. */
  readonly contexts: readonly number[];
}

/** Calls that no boundary tells apart, as one. */
export interface UsageGroup {
  /** Stands for all of them: their quantities summed, the newest of their times. */
  readonly event: UsageEvent;
  readonly calls: number;
  /** The highest context tier that each of the calls exceeds; 0 for none. */
  readonly aboveInputTokens: number;
}
