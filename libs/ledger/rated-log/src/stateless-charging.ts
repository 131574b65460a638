import type { CatalogueView } from '@suanpan/catalogue';
import type { Charge, Charging, Uncharged } from '@suanpan/charging';
import type { Entry, OutcomeReason, PriceAgainTarget, UsageEvent } from '@suanpan/facts';
import { decimalFromAtto, storedAtto } from '@suanpan/money';

/** What a price function answers for one event; `priced: false` means unknown, never zero. */
export type PriceDecision =
  | {
      readonly priced: true;
      readonly entries: readonly Entry[];
      readonly reason: OutcomeReason;
      readonly detail?: string;
    }
  | { readonly priced: false; readonly reason: OutcomeReason; readonly detail?: string };

export type Price = (event: UsageEvent, view: CatalogueView) => PriceDecision;

/**
 * Charging without any state, from a function that prices single calls: what a call is taken back for is what it was charged.
 * There are no accounts, plans or periods in it, so that fees, credits, closes and results find nothing to charge.
 */
export function statelessCharging(price: Price): Charging {
  const nothing: Uncharged = { charged: false, reason: 'nothing_left' };
  const charge = (event: UsageEvent, view: CatalogueView): Charge | Uncharged => {
    const decision = price(event, view);
    const { reason, detail } = decision;
    const told = detail === undefined ? { reason } : { reason, detail };
    return decision.priced
      ? { charged: true, ...told, entries: decision.entries, counters: [] }
      : { charged: false, ...told };
  };
  return {
    countersOf: () => [],
    hasPrice: (event, view) => price(event, view).priced,
    chargeCall: charge,
    chargeResult: () => ({ charged: false, reason: 'result_without_plan' }),
    chargeAgain: (target, view) => {
      const decision = charge(target.event, view);
      if (!decision.charged) return decision;
      const isSame = JSON.stringify(priced(target)) === JSON.stringify(decision.entries);
      return isSame ? nothing : { ...decision, reason: 'priced_again', entries: replaced(target, decision) };
    },
    voidCall: ({ target }) => ({ charged: true, reason: 'voided', entries: negated(target), counters: [] }),
    amendCall: ({ target, event }, view) => {
      const decision = charge(event, view);
      if (!decision.charged) return decision;
      const entries = [...negated(target), ...decision.entries.map((entry) => ({ ...entry, event }))];
      return { ...decision, reason: 'amended', entries };
    },
    chargeFee: () => nothing,
    grantCredit: () => nothing,
    closePeriod: () => nothing,
  };
}

type ChargedTarget = PriceAgainTarget & { readonly charged: NonNullable<PriceAgainTarget['charged']> };

/** The entries of a target as pricing alone would write them. */
function priced({ charged }: ChargedTarget): Entry[] {
  return charged.entries.map(({ corrects, event, ...entry }) => entry);
}

function replaced(target: ChargedTarget, decision: Charge): Entry[] {
  return [...negated(target), ...decision.entries];
}

function negated({ charged }: ChargedTarget): Entry[] {
  return charged.entries.map(({ corrects, event, ...entry }) => ({
    ...entry,
    amount: minus(entry.amount),
    lines: entry.lines.map((line) => ({
      ...line,
      quantity: typeof line.quantity === 'number' ? 0 - line.quantity : minus(line.quantity),
      amount: minus(line.amount),
    })),
  }));
}

function minus(text: string): string {
  return decimalFromAtto(0n - storedAtto(text));
}
