import type { CatalogueView } from '@suanpan/catalogue';
import type {
  AmendCall,
  Close,
  Closing,
  Credit,
  Directive,
  Entry,
  EventFact,
  Fee,
  Mark,
  OutcomeReason,
  PriceAgainTarget,
  ResultEvent,
  UsageEvent,
  VoidCall,
} from '@suanpan/facts';

/** The folded state a decision may read: the value of a counter by its name, `undefined` if it was never set. */
export type Counters = (name: string) => string | undefined;

/** A counter after a decision; null forgets it. */
export type CounterChange = readonly [name: string, value: string | null];

/** What a decision knows beside event, catalogue and counters. */
export interface ChargeContext {
  /** Seq the outcome will have. */
  readonly seq: number;
  /** `none`: history for information, no posting period and no counter of money moves. */
  readonly posting: 'open' | 'none';
}

/** Money moved, or decidedly none. */
export interface Charge {
  readonly charged: true;
  readonly reason: OutcomeReason;
  readonly detail?: string;
  /** What is not certain about the amounts, beside what intake found in the event. */
  readonly marks?: readonly Mark[];
  readonly entries: readonly Entry[];
  readonly counters: readonly CounterChange[];
  /** For a close. */
  readonly closing?: Closing;
}

/** No price is known, or nothing can be charged; nothing changes. Unknown is never zero. */
export interface Uncharged {
  readonly charged: false;
  readonly reason: OutcomeReason;
  readonly detail?: string;
  readonly marks?: readonly Mark[];
}

/**
 * What rating asks of pricing. Every method is pure and total: no clock, no await, and whatever the arguments hold, it answers
 * with a reason. A decision reads only counters that `countersOf` named for the same subject and view.
 */
export interface Charging {
  /** The counters that deciding a subject may read, so that they can be loaded before. Directives name those of their targets too. */
  countersOf(subject: EventFact | Directive, view: CatalogueView): readonly string[];
  /** Whether the call has a price by now; what the scan for quarantined events asks. Reads no counter. */
  hasPrice(event: UsageEvent, view: CatalogueView): boolean;
  /** Uncharged means quarantined. */
  chargeCall(event: UsageEvent, view: CatalogueView, counters: Counters, context: ChargeContext): Charge | Uncharged;
  /** Uncharged means that nothing is due, with the reason; the result is settled all the same. */
  chargeResult(
    result: ResultEvent,
    view: CatalogueView,
    counters: Counters,
    context: ChargeContext,
  ): Charge | Uncharged;
  /** Reverses what a target is charged and charges its slices at today's prices. Uncharged leaves it as it is. */
  chargeAgain(
    target: PriceAgainTarget & { readonly charged: NonNullable<PriceAgainTarget['charged']> },
    view: CatalogueView,
    counters: Counters,
    context: ChargeContext,
  ): Charge | Uncharged;
  voidCall(directive: VoidCall, view: CatalogueView, counters: Counters, context: ChargeContext): Charge | Uncharged;
  amendCall(directive: AmendCall, view: CatalogueView, counters: Counters, context: ChargeContext): Charge | Uncharged;
  chargeFee(directive: Fee, view: CatalogueView, counters: Counters, context: ChargeContext): Charge | Uncharged;
  grantCredit(directive: Credit, view: CatalogueView, counters: Counters, context: ChargeContext): Charge | Uncharged;
  closePeriod(directive: Close, view: CatalogueView, counters: Counters, context: ChargeContext): Charge | Uncharged;
}
