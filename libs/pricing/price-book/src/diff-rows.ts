import type { PriceRow } from '@suanpan/catalogue';

/** How the rows a book now gives differ from those that stand. A vanished row is a question, never a deletion. */
export interface RowsDiff {
  readonly added: readonly PriceRow[];
  readonly changed: readonly { readonly before: PriceRow; readonly after: PriceRow }[];
  readonly vanished: readonly PriceRow[];
  /** How many are the same. */
  readonly unchanged: number;
}

/**
 * Compares rows that stand with rows just imported; only books that the import holds are compared. Two rows mean the same price at
 * different times of writing when book, provider, model, leaf and conditions agree; the price, the matcher, the end
 * and the flag may then have changed.
 */
export function diffRows(current: readonly PriceRow[], imported: readonly PriceRow[]): RowsDiff {
  const books = new Set(imported.map(({ book }) => book));
  const standing = current.filter(({ book }) => books.has(book));
  const standingIds = new Set(standing.map(({ id }) => id));
  const importedIds = new Set(imported.map(({ id }) => id));
  const gone = new Map<string, PriceRow[]>();
  for (const row of standing) {
    if (importedIds.has(row.id)) continue;
    const key = meaningOf(row);
    gone.set(key, [...(gone.get(key) ?? []), row]);
  }
  const added: PriceRow[] = [];
  const changed: { before: PriceRow; after: PriceRow }[] = [];
  for (const after of imported) {
    if (standingIds.has(after.id)) continue;
    const before = gone.get(meaningOf(after))?.shift();
    if (before === undefined) added.push(after);
    else changed.push({ before, after });
  }
  const unchanged = imported.length - added.length - changed.length;
  return { added, changed, vanished: [...gone.values()].flat(), unchanged };
}

function meaningOf(row: PriceRow): string {
  const { book, provider, model, leaf, daily, aboveInputTokens, serviceTier, region, root, effectiveFrom } = row;
  const window = daily === null ? null : [daily.fromSecond, daily.toSecond];
  return JSON.stringify([
    book,
    provider,
    model,
    leaf,
    window,
    aboveInputTokens,
    serviceTier,
    region,
    root,
    effectiveFrom,
    row.account,
    row.weekdays,
  ]);
}
