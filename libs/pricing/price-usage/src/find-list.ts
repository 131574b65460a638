import type { CatalogueView } from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import {
  type Choice,
  canonicalProvider,
  comparableModel,
  fallbackProviders,
  isDecided,
  isOnlyRead,
  type NameReading,
  NOTHING,
  nameReadings,
  namespaceOf,
  namespacesOf,
  partitionOf,
  scopeKey,
} from '@suanpan/price-book';
import { accountLine } from './account-line.ts';
import { type CallInstant, chooseList } from './choose-row.ts';
import { aliasTarget, ownAliasTarget } from './model-alias.ts';
import { type CallKind, type PriceList, saysTheSame } from './price-list.ts';
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
  const { provider } = event;
  const place = event.region?.toLowerCase() ?? null;
  const partition = (place === null ? null : partitionOf(place)) ?? partitionOf(asked);
  const call = { event, view, at, serviceTier, partition };
  const literal = isOnlyRead(asked) ? NOTHING : byReading(provider, asked, place, call);
  if (isDecided(literal)) return literal;
  for (const reading of rememberedReadings(provider, asked)) {
    const choice = byReading(reading.provider, reading.model, place ?? reading.region, call);
    if (choice.found !== undefined)
      return noted(choice.found, `${asked} is read as ${reading.model} of ${reading.provider}`);
    if (choice.contenders !== undefined) return choice;
  }
  return NOTHING;
}

/** What of a call stays the same however its model's name is read. */
interface Call {
  readonly event: UsageEvent;
  readonly view: CatalogueView;
  readonly at: CallInstant;
  readonly serviceTier: string | null;
  readonly partition: string | null;
}

/** A name read one way: what it means if it moves, and then the lists of its provider. */
function byReading(provider: string, asked: string, region: string | null, call: Call): Choice<FoundList> {
  const meant = ownAliasTarget(asked, provider, call.event.time, call.view);
  if (meant.contenders !== undefined) return meant;
  const model = meant.found ?? asked;
  const kind = { model, serviceTier: call.serviceTier, region, books: 'all' as const, partition: call.partition };
  const choice = byWriting(provider, call, kind);
  return choice.found === undefined || model === asked ? choice : noted(choice.found, `${asked} means ${model}`);
}

/** The name as it is, then with its date written with hyphens. */
function byWriting(provider: string, call: Call, kind: CallKind): Choice<FoundList> {
  const first = byProvider(provider, call, kind);
  if (isDecided(first)) return first;
  const dated = withHyphenatedDate(kind.model);
  return dated === kind.model ? first : byProvider(provider, call, { ...kind, model: dated });
}

function byProvider(provider: string, call: Call, kind: CallKind): Choice<FoundList> {
  const { event, view, at } = call;
  const { canonical, space } = rememberedNames(provider);
  if (space !== canonical && view.priceRows(space).length > 0) {
    // What people wrote for a provider comes before what a feed says of one of its services.
    const own = within(canonical, event, view, { ...kind, books: 'own' }, at);
    if (isDecided(own)) return own;
  }
  const direct = within(provider, event, view, kind, at);
  if (isDecided(direct)) return direct;
  if (space !== canonical && space !== provider) {
    const choice = within(space, event, view, kind, at);
    if (isDecided(choice)) return choice;
  }
  if (canonical !== provider) {
    const choice = within(canonical, event, view, kind, at);
    if (isDecided(choice)) return choice;
  }
  const elsewhere = inNamespaces(canonical, space, call, kind);
  if (isDecided(elsewhere)) return elsewhere;
  for (const other of fallbackProviders(canonical)) {
    const choice = borrowed(other, event, view, kind, at);
    if (choice.contenders !== undefined) return choice;
    if (choice.found === undefined) continue;
    return noted(choice.found, `${canonical} has no list for the model, priced by ${other}'s`);
  }
  return NOTHING;
}

/** The lists of a provider's other services. Where two know the model and say different things, it is not known which one answered. */
function inNamespaces(canonical: string, space: string, { event, view, at }: Call, kind: CallKind): Choice<FoundList> {
  let found: FoundList | undefined;
  let where = '';
  for (const name of namespacesOf(canonical)) {
    if (name === space) continue;
    const choice = within(name, event, view, kind, at);
    if (choice.contenders !== undefined) return choice;
    if (choice.found === undefined) continue;
    if (found !== undefined && !saysTheSame(found.list, choice.found.list))
      return { contenders: [found.list.name, choice.found.list.name] };
    if (found === undefined) where = name;
    found ??= choice.found;
  }
  return found === undefined ? NOTHING : noted(found, `${space} has no list for the model, priced by ${where}'s`);
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
  const choice = within(other, event, view, { ...kind, model, books: 'feeds' }, at);
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
  if (kind.books !== 'feeds') {
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

/** What a provider is filed under, worked out once for each name a sender gives it. */
interface ProviderNames {
  readonly canonical: string;
  readonly space: string;
}

const providerNames = new Map<string, ProviderNames>();

function rememberedNames(provider: string): ProviderNames {
  let known = providerNames.get(provider);
  if (known === undefined) {
    if (providerNames.size >= READINGS_MAX) providerNames.clear();
    known = { canonical: canonicalProvider(provider), space: namespaceOf(provider) };
    providerNames.set(provider, known);
  }
  return known;
}

/** Names come from callers, so what is remembered is bounded. */
const READINGS_MAX = 10_000;
const readings = new Map<string, readonly NameReading[]>();

/** {@link nameReadings}, worked out once for each name: a pure function of it. */
function rememberedReadings(provider: string, model: string): readonly NameReading[] {
  const key = `${provider}\u0001${model}`;
  let known = readings.get(key);
  if (known === undefined) {
    if (readings.size >= READINGS_MAX) readings.clear();
    known = nameReadings(provider, model);
    readings.set(key, known);
  }
  return known;
}

const COMPACT_DATE = /-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g;

/** `-20250514` as `-2025-05-14`: vendors write the same release both ways. Impossible dates stay as they are. */
function withHyphenatedDate(model: string): string {
  return model.replace(COMPACT_DATE, (whole, year: string, month: string, day: string) => {
    const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
    return date.getUTCDate() === Number(day) ? `-${year}-${month}-${day}` : whole;
  });
}
