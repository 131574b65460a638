import type { Charge, Uncharged } from '@suanpan/charging';
import type { Entry, OutcomeReason, UsageEvent } from '@suanpan/facts';
import { exactOfAtto } from '@suanpan/money';
import { type PricedLeaf, priceLeaves, priceUsage } from '@suanpan/price-usage';
import { useCredits } from './credits.ts';
import { type Factor, finishDraft } from './entry-draft.ts';
import { markupOf } from './markup.ts';
import { microOf } from './quantity.ts';
import { charged, type Scene, stamped, uncharged } from './scene.ts';

/** What list prices make of a call: entries without periods, one for each currency. */
export type ListPriced =
  | {
      readonly charged: true;
      readonly entries: readonly Entry[];
      readonly reason: OutcomeReason;
      readonly detail: string | undefined;
    }
  | Uncharged;

/** Charges a call of an account without a plan: list prices and the mark-up on them, then credits. */
export function chargeByList(event: UsageEvent, scene: Scene): Charge | Uncharged {
  const priced = priceByList(event, scene);
  if (!priced.charged) return priced;
  const credits = useCredits(scene, priced.entries, scene.place.credits);
  const entries = credits.length === 0 ? priced.entries : [...priced.entries, ...credits];
  return charged(scene, priced.reason, stamped(scene, entries), priced.detail);
}

/** Prices a call by the list. Without a mark-up this is what `priceUsage` says, to the letter. */
export function priceByList(event: UsageEvent, scene: Scene): ListPriced {
  const markup = markupOf(event, scene);
  if ('charged' in markup) return markup;
  if (markup.length > 0) return priceWithMarkup(event, scene, markup);
  const decision = priceUsage(event, scene.view);
  if (!decision.priced) return uncharged(decision.reason, decision.detail);
  return { charged: true, entries: decision.entries, reason: decision.reason, detail: decision.detail };
}

function priceWithMarkup(event: UsageEvent, scene: Scene, markup: readonly Factor[]): ListPriced {
  const found = priceLeaves(event, scene.view);
  if (!found.priced) return uncharged(found.reason, found.detail);
  const notes = [...found.notes];
  const entries: Entry[] = [];
  for (const [currency, leaves] of byCurrency(found.leaves)) {
    const lines = leaves.map(({ leaf, quantity, row, unitAtto }) => ({
      leaf,
      micro: microOf(quantity) ?? 0n,
      unitPrice: exactOfAtto(unitAtto),
      priceRow: row.id,
    }));
    const { entry, isQuantised } = finishDraft({ currency, factors: markup, lines });
    if (entry === undefined) return beyondLedger();
    if (isQuantised) notes.push(quantisedNote(currency));
    entries.push(entry);
  }
  const detail = notes.length === 0 ? undefined : notes.join('; ');
  return { charged: true, entries, reason: found.reason, detail };
}

function byCurrency(leaves: readonly PricedLeaf[]): ReadonlyMap<string, readonly PricedLeaf[]> {
  const groups = new Map<string, PricedLeaf[]>();
  for (const leaf of leaves) groups.set(leaf.row.currency, [...(groups.get(leaf.row.currency) ?? []), leaf]);
  return groups;
}

/** What is said of an entry that lost digits. */
export function quantisedNote(currency: string): string {
  return `${currency} amount quantised half-even to 18 digits`;
}

export function beyondLedger(): Uncharged {
  return uncharged('price_flagged', 'the amount is beyond Decimal(38,18)');
}
