import type { CatalogueView, FxRate, Markup, ModelAlias, PriceRow } from '@suanpan/catalogue';
import type { Fault } from '@suanpan/fault';
import { type Ambiguity, ambiguityFault, findAmbiguities } from './find-ambiguities.ts';
import { findAliasTies, findFxTies, findMarkupTies } from './find-entity-ties.ts';
import { bookRank, scopeKey } from './row-rank.ts';

/** What is about to be written, as it will stand. */
export interface PlannedPrices {
  readonly rows?: readonly PriceRow[];
  readonly aliases?: readonly ModelAlias[];
  readonly markups?: readonly Markup[];
  readonly fxRates?: readonly FxRate[];
  /** Ids of what ends with the same revision, whatever kind it is of. */
  readonly ended?: readonly string[];
}

/**
 * The fault `price_ambiguous` if something planned would contend with something else planned or with what stands, or `undefined`.
 * Pure, and meant for the writer under its lock: only what stands beside the planned is read, and ties that stood before
 * do not stop anybody. An entity that is changed is planned under its id and counts once.
 */
export function tieFault(view: Pick<CatalogueView, 'priceRows' | 'under'>, planned: PlannedPrices): Fault | undefined {
  return ambiguityFault([...rowTies(view, planned), ...entityTies(view, planned)]);
}

function rowTies(view: Pick<CatalogueView, 'priceRows'>, { rows = [], ended = [] }: PlannedPrices): Ambiguity[] {
  const concerned = new Set(rows);
  const beside = new Set(rows.map(rivalsOf));
  const providers = [...new Set(rows.map(({ provider }) => provider))];
  const standing = providers.flatMap((provider) => view.priceRows(provider)).filter((row) => beside.has(rivalsOf(row)));
  return findAmbiguities([...remaining(standing, rows, ended), ...rows], (row) => concerned.has(row));
}

/** Rows of two of these never contend. */
function rivalsOf(row: PriceRow): string {
  return JSON.stringify([row.provider, scopeKey(row), bookRank(row)]);
}

function entityTies(view: Pick<CatalogueView, 'under'>, planned: PlannedPrices): Ambiguity[] {
  const { aliases = [], markups = [], fxRates = [], ended = [] } = planned;
  const beside = <K extends 'alias' | 'markup' | 'fxRate'>(kind: K, keys: readonly string[]) =>
    [...new Set(keys)].flatMap((key) => view.under(kind, key));
  const providers = aliases.map(({ provider }) => provider);
  const accounts = markups.map(({ account }) => account);
  const names = fxRates.map(({ name }) => name);
  return [
    ...plannedTies(beside('alias', providers), aliases, ended, findAliasTies),
    ...plannedTies(beside('markup', accounts), markups, ended, findMarkupTies),
    ...plannedTies(beside('fxRate', names), fxRates, ended, findFxTies),
  ];
}

function plannedTies<T extends { readonly id: string }>(
  standing: readonly T[],
  planned: readonly T[],
  ended: readonly string[],
  find: (entities: readonly T[]) => Ambiguity[],
): Ambiguity[] {
  const ids = new Set(planned.map(({ id }) => id));
  const found = find([...remaining(standing, planned, ended), ...planned]);
  return found.filter(({ ids: [a, b] }) => ids.has(a) || ids.has(b));
}

function remaining<T extends { readonly id: string }>(
  standing: readonly T[],
  planned: readonly T[],
  ended: readonly string[],
): T[] {
  const gone = new Set([...ended, ...planned.map(({ id }) => id)]);
  return standing.filter(({ id }) => !gone.has(id));
}
