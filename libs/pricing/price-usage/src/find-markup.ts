import type { CatalogueView, Markup } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { type Choice, canonicalProvider, isInForce, matchRank, NO_MATCH, NOTHING } from '@suanpan/price-book';
import { parseInstant } from '@suanpan/time';
import { accountLine } from './account-line.ts';
import { callModels } from './model-alias.ts';

/** What the list price of a call is multiplied by, and the mark-up that says so. */
export interface FoundMarkup {
  readonly id: string;
  /** Decimal text. */
  readonly ratio: string;
}

/**
 * The mark-up on list prices that holds for a call: of the nearest account that has one, then the one that names the model
 * (the served one before the requested one, the more specific match before others), then the one that names the
 * provider. Two of one rank contend; a call whose time cannot be read has none.
 */
export function findMarkup(event: UsageEvent, view: CatalogueView): Choice<FoundMarkup> {
  for (const account of accountLine(view, event.account)) {
    const markups = view.under('markup', account);
    if (markups.length === 0) continue;
    const choice = foremost(markups, event, view);
    if (choice !== NOTHING) return choice;
  }
  return NOTHING;
}

function foremost(markups: readonly Markup[], event: UsageEvent, view: CatalogueView): Choice<FoundMarkup> {
  const instant = parseInstant(event.time);
  if (instant === undefined) return NOTHING;
  const provider = canonicalProvider(event.provider);
  const models = callModels(event, view);
  let best = -1;
  let found: Markup | undefined;
  let rival: Markup | undefined;
  for (const markup of markups) {
    if (markup.root !== event.root || !isInForce(markup, instant)) continue;
    const rank = markupRank(markup, provider, models);
    if (rank < best || rank === NO_MATCH) continue;
    rival = rank === best ? found : undefined;
    found = markup;
    best = rank;
  }
  if (found === undefined) return NOTHING;
  if (rival !== undefined) return { contenders: [rival.id, found.id] };
  return { found: { id: found.id, ratio: found.ratio } };
}

// Further apart than any match ranks, so that the served model decides before the requested one, and both before the provider.
const SERVED = 1_000_000;
const PROVIDER_STEP = 2;

function markupRank({ provider, model }: Markup, called: string, models: readonly string[]): number {
  if (provider !== null && canonicalProvider(provider) !== called) return NO_MATCH;
  const named = provider === null ? 0 : 1;
  if (model === null) return named;
  for (const [index, name] of models.entries()) {
    const match = matchRank(model, name);
    if (match !== NO_MATCH) return ((models.length - index) * SERVED + match) * PROVIDER_STEP + named;
  }
  return NO_MATCH;
}
