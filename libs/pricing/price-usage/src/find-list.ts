import type { CatalogueView } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { canonicalProvider, comparableModel, fallbackProviders } from '@suanpan/price-book';
import { type CallInstant, type Choice, chooseList } from './choose-row.ts';
import { rememberedLists } from './list-memo.ts';
import type { PriceList } from './price-list.ts';

/** The list a call is billed by, and what is worth saying about how it was found. */
export interface FoundList {
  readonly list: PriceList;
  readonly notes: readonly string[];
}

const NO_NOTES: readonly string[] = [];

/**
 * Finds the list for a call. The served model is tried before the requested one; for each, the provider's own lists
 * come before those it borrows, and the name as it is before the name with its date written with hyphens.
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
    const note = `the served model ${servedModel} is in no list, priced as the requested one`;
    return { found: { list: asked.found.list, notes: [note, ...asked.found.notes] } };
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
  const model = comparableModel(name);
  const region = event.region?.toLowerCase() ?? null;
  const kind = { model, root: event.root, serviceTier, region, borrowed: false };
  const first = byProvider(event.provider, view, kind, at);
  if (isDecided(first)) return first;
  const dated = withHyphenatedDate(model);
  return dated === model ? first : byProvider(event.provider, view, { ...kind, model: dated }, at);
}

type Kind = Parameters<typeof rememberedLists>[1];

function byProvider(provider: string, view: CatalogueView, kind: Kind, at: CallInstant): Choice<FoundList> {
  const direct = within(provider, view, kind, at, NO_NOTES);
  if (isDecided(direct)) return direct;
  const canonical = canonicalProvider(provider);
  if (canonical !== provider) {
    const choice = within(canonical, view, kind, at, NO_NOTES);
    if (isDecided(choice)) return choice;
  }
  for (const other of fallbackProviders(canonical)) {
    const notes = [`${canonical} has no list for the model, priced by ${other}'s`];
    const choice = within(other, view, { ...kind, borrowed: true }, at, notes);
    if (isDecided(choice)) return choice;
  }
  return {};
}

function within(
  provider: string,
  view: CatalogueView,
  kind: Kind,
  at: CallInstant,
  notes: readonly string[],
): Choice<FoundList> {
  const rows = view.priceRows(provider);
  if (rows.length === 0) return {};
  const choice = chooseList(rememberedLists(rows, kind), at);
  return choice.found === undefined ? choice : { found: { list: choice.found, notes } };
}

/** Found, or found twice: either way the search ends. */
function isDecided(choice: Choice<unknown>): boolean {
  return choice.found !== undefined || choice.contenders !== undefined;
}

const COMPACT_DATE = /-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g;

/** `-20250514` as `-2025-05-14`: vendors write the same release both ways. Impossible dates stay as they are. */
function withHyphenatedDate(model: string): string {
  return model.replace(COMPACT_DATE, (whole, year: string, month: string, day: string) => {
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    return date.getUTCDate() === Number(day) ? `-${year}-${month}-${day}` : whole;
  });
}
