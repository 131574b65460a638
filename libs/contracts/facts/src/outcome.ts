import type { Charge } from './charge.ts';
import type { Mark } from './marks.ts';
import type { Leaf } from './quantities.ts';
import type { UsageEvent } from './usage-event.ts';

/** What rating decided for one event or directive; exactly one each. */
export const OUTCOME_KINDS = ['rated', 'duplicate', 'conflict', 'rejected', 'quarantined', 'adjusted'] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

/** Why an outcome is what it is: stable codes with their human text. */
export const OUTCOME_REASONS = {
  priced: 'Priced by the price rows in force.',
  priced_inconsistent:
    'Priced, although what was reported contradicts itself or was not read in full; the marks say how.',
  nothing_to_price: 'The call used nothing that has a price.',
  already_counted: 'The same event was counted before.',
  older_digest:
    'An event with the same identity was counted before in an older form, in which 0 and absent differed; it is not charged again.',
  other_content: 'An event with the same identity but other content was counted before.',
  model_unpriced: 'No price row matches the provider and model at that time.',
  leaf_unpriced: 'The model is known, but one of the quantities used has no price.',
  price_flagged: 'The price row that matches is flagged as a damaged number and is not billed.',
  price_ambiguous: 'Two price rows of the same rank match.',
  usage_missing: 'The sender could not report the usage of this call.',
  too_late: 'The event is older than the accepted lateness.',
  too_early: 'The event lies too far ahead of the time it was received.',
  wrong_shard: 'The root does not belong to this shard.',
  amount_too_large: 'The amount, or what the large amounts of the root come to, is beyond what the ledger keeps.',
  outcome_too_large: 'The plan makes more of the fact than one record of the log may hold.',
  unreadable: 'The record does not hold what its header says.',
  priced_again: 'Priced again after a price became known.',
  nothing_left: 'Nothing is left to charge: it is settled already, or costs what it did.',
  still_unpriced: 'No price row matches any of the targets yet.',
  period_unknown: 'The root has a plan, but its calendar does not hold the time of the event.',
  fx_missing: 'The plan converts list prices by a rate that is not known for that time.',
  plan_incomplete: 'No component of the plan takes one of the quantities used.',
  charged_on_result: 'The plan charges accepted results, not calls.',
  result_accepted: 'An accepted result was charged.',
  result_not_accepted: 'The result was not accepted; nothing is charged.',
  result_repeated: 'The call was charged for an earlier result.',
  result_capped: 'The price cap of the period is reached.',
  result_without_plan: 'No plan charges results of this call.',
  voided: 'A charged call was taken back.',
  amended: 'A charged call was replaced by what it should have been.',
  superseded: 'The target has been settled otherwise since the directive was made.',
  target_unknown: 'The target is no outcome that counted this event.',
  fee_charged: 'A fee of a plan was charged.',
  credit_granted: 'Prepaid money was granted.',
  credit_exists: 'A credit with this name was granted before.',
  period_closed: 'A period was closed.',
  period_closed_before: 'The period was closed before.',
  period_not_next: 'Periods are closed in order; an earlier one is still open.',
  backfilled: 'Priced as part of a backfill.',
  backfill_outside:
    'The event is not what its backfill may hold: its source, its range, or another permission under the same id.',
  backfill_overlaps:
    'Another backfill holds a part of the range, or events of the source have been counted as they happened since then.',
  backfill_sealed: 'The backfill, or another of its source and range, has been sealed.',
  sealed: 'A backfill was sealed.',
} as const;
export type OutcomeReason = keyof typeof OUTCOME_REASONS;

/**
 * Whole digits that an amount may have: below a thousand billion units of any currency. Nothing real comes near it, and a
 * hundred million of them fit the ledger's Decimal(38,18).
 */
export const AMOUNT_DIGITS_MAX = 12;

/** One leaf of an entry: quantity times unit price under one price row, exact. */
export interface EntryLine {
  readonly leaf: Leaf | Charge;
  /** A whole number, or decimal text for seconds; negative where usage is taken back. */
  readonly quantity: number | string;
  /** Decimal text: currency units for one token, image, second, … before multipliers and conversion. */
  readonly unitPrice: string;
  /** Decimal text with at most 18 fraction digits. */
  readonly amount: string;
  /** The price row; empty where the price is the plan's own. */
  readonly priceRow: string;
}

/**
 * One sum of money of an outcome, in one currency and, under a plan, of one component. It is an exact rational quantised
 * once, half-even.
 */
export interface Entry {
  readonly currency: string;
  /** Decimal text with at most 18 fraction digits; the sum of the lines. */
  readonly amount: string;
  readonly lines: readonly EntryLine[];
  /** The outcome this entry corrects or completes, in the same shard. */
  readonly corrects?: number;
  /** The event the entry is for, where it is not the outcome's own subject. */
  readonly event?: UsageEvent;
  /** Id of the plan's version; absent where the price book alone decided. */
  readonly plan?: string;
  /** Id of the assignment by which the plan decided: what is corrected later goes back to where it came from. */
  readonly assignment?: string;
  /** The component of the plan, with its band: `tiers#2`. `credit:<name>` where a credit was used. */
  readonly component?: string;
  /** What the amount was multiplied by beyond quantity and unit price, in order: `batch=0.85`, `fx:ecb=7.1`. */
  readonly factors?: readonly string[];
  /** Month of the event's own time; absent for a root without a calendar. */
  readonly servicePeriod?: string;
  /** Month whose statement states it: the service period while that is open, else the first open one. */
  readonly postingPeriod?: string;
  /** Where the money belongs when no event says so: fees, true-ups, results. */
  readonly account?: string;
  readonly project?: string;
}

/** What became of one usage event or directive: a line of a rated batch. */
export interface Outcome {
  /** Gapless within the shard, from 0. */
  readonly seq: number;
  readonly kind: OutcomeKind;
  readonly reason: OutcomeReason;
  /** What the reason refers to, e.g. the leaf without a price. */
  readonly detail?: string;
  /** What is not certain about the amount; absent where nothing is. */
  readonly marks?: readonly Mark[];
  /** Offset of the source record and place within it: where the fact came from. */
  readonly offset: number;
  readonly index: number;
  /** When ingest received it, by ingest's clock. */
  readonly receivedAt: number;
  /** Fold time: append times as they go up, at most ten minutes beyond receipt. Picks the posting period. */
  readonly postedAt: number;
  /** The catalogue revision the decision was made by. */
  readonly revision: number;
  /** For a duplicate or conflict: the seq of the outcome that counted the identity first. */
  readonly first?: number;
  readonly entries: readonly Entry[];
  /** Seq of quarantined outcomes that this one settles without money: their events turned out to use nothing with a price. */
  readonly closes?: readonly number[];
  /** Counters of stateful plans after this outcome (tiers, commitments, credits): name and new value; null forgets it. */
  readonly counters?: readonly (readonly [string, string | null])[];
  /** For a close: what the period came to, and what is carried over. */
  readonly closing?: Closing;
}

/** What a close found, all decimal text. */
export interface Closing {
  readonly period: string;
  /** Money posted to the period by account and currency, true-ups included. */
  readonly totals: readonly { readonly account: string; readonly currency: string; readonly amount: string }[];
  /** What is left of commitments and credits. */
  readonly balances: readonly { readonly name: string; readonly unit: string; readonly left: string }[];
}
