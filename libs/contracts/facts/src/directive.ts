import type { UsageEvent } from './usage-event.ts';

/** One outcome that a price-again directive wants priced, with all that pricing needs. */
export interface PriceAgainTarget {
  /** The seq of the quarantined outcome in the same shard. */
  readonly seq: number;
  readonly event: UsageEvent;
}

/**
 * Prices quarantined events once a price is known. It carries its targets whole and its id follows from them, so that
 * sending it twice is a duplicate. A target that is no longer quarantined is passed over.
 */
export interface PriceAgain {
  readonly time: string;
  readonly directive: 'price-again';
  readonly id: string;
  readonly source: string;
  readonly root: string;
  readonly reason: string;
  readonly targets: readonly PriceAgainTarget[];
}

/** Anything but a usage event that moves money. Further kinds come with plans and statements. */
export type Directive = PriceAgain;
