import type { Cursors } from './cursor.ts';

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** How a list is read. */
export interface Listing<T> {
  /** Names the list in its cursors. */
  readonly list: string;
  /** Everything but the place that decides what is in the list. */
  readonly filters: unknown;
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Entries after a key, in the order of keys; fewer than `count` at the end only. */
  readonly read: (after: string | undefined, count: number) => Promise<readonly T[]> | readonly T[];
  readonly keyOf: (entry: T) => string;
  /** Whether the caller may see it. */
  readonly keep: (entry: T) => boolean;
}

const READ_MIN = 100;

/** Reads one page: entries the caller may not see are passed over, so that a page is short at the end only. */
export async function readPage<T>(cursors: Cursors, listing: Listing<T>): Promise<Page<T>> {
  const { list, filters, limit, read, keyOf, keep } = listing;
  const items: T[] = [];
  let after = cursors.read(list, filters, listing.cursor);
  for (;;) {
    const count = Math.max(READ_MIN, limit + 1);
    const entries = await read(after, count);
    for (const entry of entries) {
      if (!keep(entry)) continue;
      const last = items.at(-1);
      if (items.length === limit && last !== undefined) {
        return { items, nextCursor: cursors.write(list, filters, keyOf(last)) };
      }
      items.push(entry);
    }
    const end = entries.at(-1);
    if (end === undefined || entries.length < count) return { items, nextCursor: null };
    after = keyOf(end);
  }
}
