import type { PriceRow } from '@suanpan/catalogue';
import { isPublicFeed } from '../books.ts';
import { comparableModel, matchRank, NO_MATCH, namesIn } from '../model-match.ts';
import { percentChange } from './percent-change.ts';
import { conditionKey, holderAt, listKey } from './price-series.ts';
import type { ProposedFeed, ShownLine } from './proposal.ts';

/** The feeds with what each of them may propose, and where they contradict what is believed. */
export interface BelievedFeeds {
  readonly feeds: readonly ProposedFeed[];
  readonly lines: readonly ShownLine[];
  readonly agreeing: number;
}

interface Held {
  readonly book: string;
  readonly rows: readonly PriceRow[];
}

/**
 * Lets one public feed price each model, because two of them would contend. A list that stands keeps its models; of lists that are
 * new, the one of the earlier feed gets them. The others are compared with it and not proposed.
 */
export function believeFeeds(feeds: readonly ProposedFeed[], present: readonly PriceRow[], now: number): BelievedFeeds {
  const standing = new Set(present.map(listKey));
  const held = new Map<string, Held[]>();
  const hold = (rows: readonly PriceRow[]) => {
    const [first] = rows;
    if (first === undefined) return;
    held.set(first.provider, [...(held.get(first.provider) ?? []), { book: first.book, rows }]);
  };
  for (const rows of Map.groupBy(present.filter(isShared), listKey).values()) hold(rows);
  const lines: ShownLine[] = [];
  let agreeing = 0;
  const believed = feeds.map((feed) => {
    const kept: PriceRow[] = feed.rows.filter((row) => !isShared(row));
    for (const [list, rows] of Map.groupBy(feed.rows.filter(isShared), listKey)) {
      const holder = standing.has(list) ? undefined : holderOf(rows, held);
      if (holder === undefined) {
        kept.push(...rows);
        if (!standing.has(list)) hold(rows);
        continue;
      }
      const compared = compareLists(holder.rows, rows, now);
      lines.push(...compared.lines);
      agreeing += compared.agreeing;
    }
    return { ...feed, rows: kept };
  });
  return { feeds: believed, lines, agreeing };
}

/** What public feeds say, for everybody. */
function isShared({ book, root }: PriceRow): boolean {
  return root === null && isPublicFeed(book);
}

/** The list of another book that prices a name which this one mentions. */
function holderOf(rows: readonly PriceRow[], held: ReadonlyMap<string, readonly Held[]>): Held | undefined {
  const [first] = rows;
  if (first === undefined) return undefined;
  const names = new Set([comparableModel(first.model), ...rows.flatMap(({ matcher }) => namesIn(matcher))]);
  return held
    .get(first.provider)
    ?.find(
      (other) =>
        other.book !== first.book &&
        other.rows.some(({ matcher }) => [...names].some((name) => matchRank(matcher, name) !== NO_MATCH)),
    );
}

function compareLists(
  believed: readonly PriceRow[],
  other: readonly PriceRow[],
  now: number,
): { readonly lines: ShownLine[]; readonly agreeing: number } {
  const lines: ShownLine[] = [];
  let agreeing = 0;
  const known = Map.groupBy(believed, conditionKey);
  for (const [condition, rows] of Map.groupBy(other, conditionKey)) {
    const [first, second] = [holderAt(known.get(condition) ?? [], now), holderAt(rows, now)];
    if (first === undefined || second === undefined) continue;
    const percent = percentChange(first, second);
    if (percent === '0') agreeing += 1;
    else {
      const why = `${first.book} and ${second.book} price the same usage`;
      lines.push({
        kind: 'conflicting',
        id: `conflicting:${first.id}:${second.id}`,
        rows: [first, second],
        percent,
        why,
      });
    }
  }
  return { lines, agreeing };
}
