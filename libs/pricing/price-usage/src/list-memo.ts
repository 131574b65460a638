import type { PriceRow } from '@suanpan/catalogue';
import { type CallKind, type RankedLists, rankedLists } from './price-list.ts';

/** Model names come from callers, so what is remembered per array of rows is bounded. */
const NAMES_MAX = 10_000;

interface Memo {
  readonly roots: ReadonlySet<string>;
  readonly serviceTiers: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  readonly lists: Map<string, RankedLists>;
}

// The catalogue hands out the same array for the same revision and provider, so that the array stands for its content.
const memos = new WeakMap<readonly PriceRow[], Memo>();

/** The ranked lists for a kind of call, worked out once for each array of rows. */
export function rememberedLists(rows: readonly PriceRow[], kind: CallKind): RankedLists {
  let memo = memos.get(rows);
  if (memo === undefined) {
    memo = newMemo(rows);
    memos.set(rows, memo);
  }
  const key = keyOf(memo, kind);
  const known = memo.lists.get(key);
  if (known !== undefined) return known;
  const lists = rankedLists(rows, kind);
  if (memo.lists.size >= NAMES_MAX) memo.lists.clear();
  memo.lists.set(key, lists);
  return lists;
}

/** Only what some row distinguishes goes into the key; with a plain book that is the model's name alone. */
function keyOf({ roots, serviceTiers, regions }: Memo, kind: CallKind): string {
  let key = kind.borrowed ? `\u0001${kind.model}` : kind.model;
  if (roots.has(kind.root)) key += `\u0002${kind.root}`;
  if (kind.serviceTier !== null && serviceTiers.has(kind.serviceTier)) key += `\u0003${kind.serviceTier}`;
  if (kind.region !== null && regions.has(kind.region)) key += `\u0004${kind.region}`;
  return key;
}

function newMemo(rows: readonly PriceRow[]): Memo {
  const present = (values: (string | null)[]): Set<string> => new Set(values.filter((value) => value !== null));
  return {
    roots: present(rows.map(({ root }) => root)),
    serviceTiers: present(rows.map(({ serviceTier }) => serviceTier?.toLowerCase() ?? null)),
    regions: present(rows.map(({ region }) => region?.toLowerCase() ?? null)),
    lists: new Map(),
  };
}
