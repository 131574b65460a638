import type { CatalogueView } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import {
  type Choice,
  canonicalProvider,
  comparableModel,
  fallbackProviders,
  isDecided,
  NOTHING,
  scopeKey,
} from '@suanpan/price-book';
import { accountLine } from './account-line.ts';
import { type CallInstant, chooseList } from './choose-row.ts';
import { aliasTarget, ownAliasTarget } from './model-alias.ts';
import type { CallKind, PriceList } from './price-list.ts';
import { rememberedLists, type Shelf, shelfOf } from './price-shelf.ts';

/** The list a call is billed by, and what is worth saying about how it was found. */
export interface FoundList {
  readonly list: PriceList;
  readonly notes: readonly string[];
}

const NO_NOTES: readonly string[] = [];
const EVERYBODY = scopeKey({ root: null });

/**
 * Finds the list for a call. The served model is tried before the requested one; a moving name is what it means at the call's
 * time. For each name, the provider's own lists come before those it borrows, and the name as it is before the name with
 * its date written with hyphens.
 */
export function findList(
  event: UsageEvent,
  view: CatalogueView,
  serviceTier: string | null,
  at: CallInstant,
): Choice<FoundList> {
  const { servedModel, requestedModel } = event;
  if (servedModel !== undefined && servedModel !== '') {
    const choice = byName(servedModel, event, view, serviceTier, at);
    if (isDecided(choice) || servedModel === requestedModel) return choice;
    const asked = byName(requestedModel, event, view, serviceTier, at);
    if (asked.found === undefined) return asked;
    return noted(asked.found, `the served model ${servedModel} is in no list, priced as the requested one`);
  }
  return byName(requestedModel, event, view, serviceTier, at);
}

function byName(
  name: string,
  event: UsageEvent,
  view: CatalogueView,
  serviceTier: string | null,
  at: CallInstant,
): Choice<FoundList> {
  const asked = comparableModel(name);
  const meant = ownAliasTarget(asked, event, view);
  if (meant.contenders !== undefined) return meant;
  const model = meant.found ?? asked;
  const kind = { model, serviceTier, region: event.region?.toLowerCase() ?? null, borrowed: false };
  const choice = byWriting(event, view, kind, at);
  return choice.found === undefined || model === asked ? choice : noted(choice.found, `${asked} means ${model}`);
}

/** The name as it is, then with its date written with hyphens. */
function byWriting(event: UsageEvent, view: CatalogueView, kind: CallKind, at: CallInstant): Choice<FoundList> {
  const first = byProvider(event, view, kind, at);
  if (isDecided(first)) return first;
  const dated = withHyphenatedDate(kind.model);
  return dated === kind.model ? first : byProvider(event, view, { ...kind, model: dated }, at);
}

function byProvider(event: UsageEvent, view: CatalogueView, kind: CallKind, at: CallInstant): Choice<FoundList> {
  const { provider } = event;
  const direct = within(provider, event, view, kind, at);
  if (isDecided(direct)) return direct;
  const canonical = canonicalProvider(provider);
  if (canonical !== provider) {
    const choice = within(canonical, event, view, kind, at);
    if (isDecided(choice)) return choice;
  }
  for (const other of fallbackProviders(canonical)) {
    const choice = borrowed(other, event, view, kind, at);
    if (choice.contenders !== undefined) return choice;
    if (choice.found === undefined) continue;
    return noted(choice.found, `${canonical} has no list for the model, priced by ${other}'s`);
  }
  return NOTHING;
}

/** Another provider's list of everybody's, where that provider's own moving names hold as well. */
function borrowed(
  other: string,
  event: UsageEvent,
  view: CatalogueView,
  kind: CallKind,
  at: CallInstant,
): Choice<FoundList> {
  const meant = aliasTarget(kind.model, other, view, at.time);
  if (meant.contenders !== undefined) return meant;
  const model = meant.found ?? kind.model;
  const choice = within(other, event, view, { ...kind, model, borrowed: true }, at);
  return choice.found === undefined || meant.found === undefined
    ? choice
    : noted(choice.found, `${kind.model} means ${model}`);
}

/** Among the rows of one provider: the nearest account's own, then the root's own, then everybody's. */
function within(
  provider: string,
  event: UsageEvent,
  view: CatalogueView,
  kind: CallKind,
  at: CallInstant,
): Choice<FoundList> {
  const rows = view.priceRows(provider);
  if (rows.length === 0) return NOTHING;
  const shelf = shelfOf(rows);
  const { root } = event;
  if (!kind.borrowed) {
    if (shelf.rootsWithAccounts.has(root)) {
      for (const account of accountLine(view, event.account)) {
        const choice = inScope(shelf, scopeKey({ root, account }), kind, at);
        if (isDecided(choice)) return choice;
      }
    }
    const choice = inScope(shelf, root, kind, at);
    if (isDecided(choice)) return choice;
  }
  return inScope(shelf, EVERYBODY, kind, at);
}

function inScope(shelf: Shelf, key: string, kind: CallKind, at: CallInstant): Choice<FoundList> {
  const scope = shelf.scopes.get(key);
  if (scope === undefined) return NOTHING;
  const choice = chooseList(rememberedLists(shelf, scope, kind), at);
  return choice.found === undefined ? choice : { found: { list: choice.found, notes: NO_NOTES } };
}

function noted({ list, notes }: FoundList, note: string): Choice<FoundList> {
  return { found: { list, notes: [note, ...notes] } };
}

const COMPACT_DATE = /-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g;

/** `-20250514` as `-2025-05-14`: vendors write the same release both ways. Impossible dates stay as they are. */
function withHyphenatedDate(model: string): string {
  return model.replace(COMPACT_DATE, (whole, year: string, month: string, day: string) => {
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    return date.getUTCDate() === Number(day) ? `-${year}-${month}-${day}` : whole;
  });
}
