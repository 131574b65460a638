import type { Entry } from './outcome.ts';
import type { UsageEvent } from './usage-event.ts';

/** One outcome that a price-again directive wants priced, with all that pricing needs. */
export interface PriceAgainTarget {
  /** The seq of the outcome in the same shard that counted the event. */
  readonly seq: number;
  readonly event: UsageEvent;
  /** Absent for a quarantined outcome. For one that has been charged: what it is charged now, to be reversed. */
  readonly charged?: ChargedBasis;
}

/**
 * What an outcome is charged at present, as read from the rated log. A correction counts only while `basis` is still the
 * newest outcome that settled the target, so that two corrections of one call cannot both take effect.
 */
export interface ChargedBasis {
  /** Seq of the outcome whose entries stand now: the target's own, or that of its last correction. */
  readonly basis: number;
  /** The net of all entries about the target so far; what is reversed. */
  readonly entries: readonly Entry[];
}

interface DirectiveBase {
  /** When it was made, by its sender; stands first like an event's. */
  readonly time: string;
  readonly id: string;
  readonly source: string;
  readonly root: string;
  readonly reason: string;
  /** Who wanted it, for people. */
  readonly actor?: string;
}

/**
 * Prices quarantined events once a price is known, and charged ones after prices were corrected. It carries its targets
 * whole and its id follows from them, so that sending it twice is a duplicate. A target that is settled otherwise meanwhile
 * is passed over. Charged targets keep their tier slices; only unit prices change.
 */
export interface PriceAgain extends DirectiveBase {
  readonly directive: 'price-again';
  readonly targets: readonly PriceAgainTarget[];
}

/** Takes a charged call back. Stateless entries are negated as they are; tiers give way at the period's current margin. */
export interface VoidCall extends DirectiveBase {
  readonly directive: 'void';
  readonly target: PriceAgainTarget & { readonly charged: ChargedBasis };
}

/** Replaces a charged call's usage: void and new rating in one outcome. The event keeps its identity. */
export interface AmendCall extends DirectiveBase {
  readonly directive: 'amend';
  readonly target: PriceAgainTarget & { readonly charged: ChargedBasis };
  /** The call as it should have been sent: same root, source and id. */
  readonly event: UsageEvent;
}

/**
 * Charges a sum of money for a service period: a commitment's fee, a correction by hand. May be negative. For a component of
 * an assignment the amount is what is due for the period in all, and only the difference to what was charged before is
 * charged: a plan that changes in mid-period is told again, whatever the order.
 */
export interface Fee extends DirectiveBase {
  readonly directive: 'fee';
  readonly account: string;
  readonly project?: string;
  readonly charge: 'fee' | 'sla_credit' | 'correction';
  /** The assignment, plan version and component it follows from; absent for a correction by hand. */
  readonly assignment?: string;
  readonly plan?: string;
  readonly component?: string;
  /** The service period, `2026-11`. */
  readonly period: string;
  readonly currency: string;
  /** Decimal text. */
  readonly amount: string;
  /** How the amount follows, for people: `3000 × 15/30 of the month`. */
  readonly detail?: string;
}

/** Gives an account, and everything below it, prepaid money that later charges use up. */
export interface Credit extends DirectiveBase {
  readonly directive: 'credit';
  readonly account: string;
  /** Unique in the root; entries that use the credit name it. */
  readonly credit: string;
  readonly currency: string;
  /** Decimal text, above 0. */
  readonly amount: string;
  /** The lowest number is used up first; of one number the earliest end, then the order of granting. */
  readonly priority: number;
  /** Event times it is good for: from inclusive, to exclusive; null is without end. Epoch milliseconds. */
  readonly from: number | null;
  readonly expiresAt: number | null;
}

/**
 * Closes a period of a root: charges what is missing to minimums, carries over what rolls over, and from here on posts
 * whatever falls into the period to the next open one. Its outcome carries totals and balances.
 */
export interface Close extends DirectiveBase {
  readonly directive: 'close';
  readonly period: string;
}

/** Ends a backfill: its identities are forgotten, and no other backfill may touch its source and range. */
export interface Seal extends DirectiveBase {
  readonly directive: 'seal';
  readonly backfill: string;
}

/** Anything but an event that moves money, or says where it is stated. */
export type Directive = PriceAgain | VoidCall | AmendCall | Fee | Credit | Close | Seal;
