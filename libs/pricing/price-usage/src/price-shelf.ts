import type { PriceRow } from '@suanpan/catalogue';
import { scopeKey } from '@suanpan/price-book';
import { type CallKind, type RankedLists, type RowGroup, rankedLists, rowGroups } from './price-list.ts';

/** Model names come from callers, so what is remembered per array of rows is bounded. */
const REMEMBERED_MAX = 10_000;

/** The rows of one provider that are everybody's, one root's, or one account's. */
export interface ShelfScope {
  readonly groups: readonly RowGroup[];
  readonly serviceTiers: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  readonly lists: Map<string, RankedLists>;
}

/** The rows of one provider, apart by whose price they are. */
export interface Shelf {
  /** By `scopeKey`. */
  readonly scopes: ReadonlyMap<string, ShelfScope>;
  /** Roots some account of which has own prices. */
  readonly rootsWithAccounts: ReadonlySet<string>;
  /** How many lists its scopes remember. */
  remembered: number;
}

// The catalogue hands out the same array for the same revision and provider, so that the array stands for its content.
const shelves = new WeakMap<readonly PriceRow[], Shelf>();

/** The shelf of an array of rows, put up once for each. */
export function shelfOf(rows: readonly PriceRow[]): Shelf {
  let shelf = shelves.get(rows);
  if (shelf === undefined) {
    shelf = newShelf(rows);
    shelves.set(rows, shelf);
  }
  return shelf;
}

/** The ranked lists of a scope for a kind of call, worked out once for each kind. */
export function rememberedLists(shelf: Shelf, scope: ShelfScope, kind: CallKind): RankedLists {
  const key = keyOf(scope, kind);
  const known = scope.lists.get(key);
  if (known !== undefined) return known;
  const lists = rankedLists(scope.groups, kind);
  if (shelf.remembered >= REMEMBERED_MAX) {
    for (const { lists: remembered } of shelf.scopes.values()) remembered.clear();
    shelf.remembered = 0;
  }
  scope.lists.set(key, lists);
  shelf.remembered += 1;
  return lists;
}

/** Only what some row distinguishes goes into the key; with a plain book that is the model's name alone. */
function keyOf({ serviceTiers, regions }: ShelfScope, kind: CallKind): string {
  let key = kind.books === 'all' ? kind.model : `${kind.books === 'own' ? '\u0005' : '\u0001'}${kind.model}`;
  if (kind.serviceTier !== null && serviceTiers.has(kind.serviceTier)) key += `\u0002${kind.serviceTier}`;
  if (kind.region !== null && regions.has(kind.region)) key += `\u0003${kind.region}`;
  if (kind.partition !== null) key += `\u0004${kind.partition}`;
  return key;
}

function newShelf(rows: readonly PriceRow[]): Shelf {
  const byScope = new Map<string, PriceRow[]>();
  const rootsWithAccounts = new Set<string>();
  for (const row of rows) {
    const key = scopeKey(row);
    const known = byScope.get(key);
    if (known === undefined) byScope.set(key, [row]);
    else known.push(row);
    if (row.root !== null && row.account !== undefined) rootsWithAccounts.add(row.root);
  }
  const scopes = new Map([...byScope].map(([key, ofScope]) => [key, newScope(ofScope)]));
  return { scopes, rootsWithAccounts, remembered: 0 };
}

function newScope(rows: readonly PriceRow[]): ShelfScope {
  const present = (values: (string | null)[]): Set<string> => new Set(values.filter((value) => value !== null));
  return {
    groups: rowGroups(rows),
    serviceTiers: present(rows.map(({ serviceTier }) => serviceTier?.toLowerCase() ?? null)),
    regions: present(rows.map(({ region }) => region?.toLowerCase() ?? null)),
    lists: new Map(),
  };
}
