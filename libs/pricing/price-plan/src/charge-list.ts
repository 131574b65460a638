import type { Charge, Uncharged } from '@suanpan/charging';
import type { Entry, OutcomeReason, UsageEvent } from '@suanpan/facts';
import { priceLeaves, priceUsage } from '@suanpan/price-usage';
import { useCredits } from './credits.ts';
import type { Factor } from './entry-draft.ts';
import { beyondLedger, finishAll } from './finish-all.ts';
import { unitPriceOf } from './list-prices.ts';
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
  const drafts = [...Map.groupBy(found.leaves, ({ row }) => row.currency)].map(([currency, leaves]) => ({
    currency,
    factors: markup,
    lines: leaves.map(({ leaf, quantity, row }) => ({
      leaf,
      micro: microOf(quantity) ?? 0n,
      unitPrice: unitPriceOf(row),
      priceRow: row.id,
    })),
  }));
  const finished = finishAll(drafts);
  if (finished === undefined) return beyondLedger();
  const notes = [...found.notes, ...finished.notes];
  const detail = notes.length === 0 ? undefined : notes.join('; ');
  return { charged: true, entries: finished.entries, reason: found.reason, detail };
}
