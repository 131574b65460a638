import type { Leaf } from './leaf.ts';
import type { UsageEvent } from './usage-event.ts';

/** What rating decided for one event or directive; exactly one each. */
export const OUTCOME_KINDS = ['rated', 'duplicate', 'conflict', 'rejected', 'quarantined', 'adjusted'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** Why an outcome is what it is: stable codes with their human text. */
export const OUTCOME_REASONS = {
  priced: 'Priced by the price rows in force.',
  priced_inconsistent: 'Priced, although the reported totals contradict their subsets.',
  nothing_to_price: 'The call used nothing that has a price.',
  already_counted: 'The same event was counted before.',
  other_content: 'An event with the same identity but other content was counted before.',
  model_unpriced: 'No price row matches the provider and model at that time.',
  leaf_unpriced: 'The model is known, but one of the quantities used has no price.',
  price_flagged: 'The price row that matches is flagged as a damaged number and is not billed.',
  price_ambiguous: 'Two price rows of the same rank match.',
  usage_missing: 'The sender could not report the usage of this call.',
  too_late: 'The event is older than the accepted lateness.',
  too_early: 'The event lies too far ahead of the time it was received.',
  wrong_shard: 'The root does not belong to this shard.',
  unreadable: 'The record does not hold what its header says.',
  priced_again: 'Priced again after a price became known.',
  nothing_left: 'None of the targets is open any more.',
  still_unpriced: 'No price row matches any of the targets yet.',
} as const;
export type OutcomeReason = keyof typeof OUTCOME_REASONS;

/** One leaf of an entry: quantity times unit price under one price row, exact. */
export interface EntryLine {
  readonly leaf: Leaf;
  /** A whole number, or decimal text for seconds. */
  readonly quantity: number | string;
  /** Decimal text: currency units for one token, image, second, … */
  readonly unitPrice: string;
  /** Decimal text with at most 18 fraction digits. */
  readonly amount: string;
  readonly priceRow: string;
}

/** One sum of money of an outcome, in one currency. It is an exact rational quantised once, half-even. */
export interface Entry {
  readonly currency: string;
  /** Decimal text with at most 18 fraction digits; the sum of the lines. */
  readonly amount: string;
  readonly lines: readonly EntryLine[];
  /** The outcome this entry corrects or completes, in the same shard. */
  readonly corrects?: number;
  /** The event the entry is for, where it is not the outcome's own subject. */
  readonly event?: UsageEvent;
}

/** What became of one usage event or directive: a line of a rated batch. */
export interface Outcome {
  /** Gapless within the shard, from 0. */
  readonly seq: number;
  readonly kind: OutcomeKind;
  readonly reason: OutcomeReason;
  /** What the reason refers to, e.g. the leaf without a price. */
  readonly detail?: string;
  /** Offset of the source record and place within it: where the fact came from. */
  readonly offset: number;
  readonly index: number;
  /** When ingest received it, by ingest's clock. */
  readonly receivedAt: number;
  /** Fold time: the running maximum of the broker's append time. Picks the posting period. */
  readonly postedAt: number;
  /** The catalogue revision the decision was made by. */
  readonly revision: number;
  /** For a duplicate or conflict: the seq of the outcome that counted the identity first. */
  readonly first?: number;
  readonly entries: readonly Entry[];
  /** Seq of quarantined outcomes that this one settles without money: their events turned out to use nothing with a price. */
  readonly closes?: readonly number[];
  /** Counters of stateful plans after this outcome (tiers, commitments, credits): name and new value, decimal text. */
  readonly counters?: readonly (readonly [string, string])[];
}
