import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { attoFromDecimal } from '@suanpan/money';
import {
  bookRank,
  compareRowRank,
  isFineTuned,
  isPublicFeed,
  matchRank,
  NO_MATCH,
  namesIn,
  partitionOf,
} from '@suanpan/price-book';
import { type ScaledPrice, scaledPrice } from './scaled-price.ts';

/** A price row made ready for comparing and multiplying. */
export interface Candidate {
  readonly row: PriceRow;
  readonly unitAtto: bigint;
  readonly scaled: ScaledPrice | undefined;
  /** Whether it depends on the time of the call. */
  readonly timed: boolean;
  readonly from: number;
  readonly to: number;
  /** Rows of one leaf with the same number are of the same rank. */
  readonly rank: number;
}

/** The rows of one (scope, book, model) that can hold for calls of one kind, by leaf, the most specific first. */
export interface PriceList {
  readonly name: string;
  readonly byLeaf: ReadonlyMap<Leaf, readonly Candidate[]>;
  /** The rows by whose match the list has its rank: it has that rank for a call only while one of them holds. */
  readonly ranking: readonly Candidate[];
  /** Whether one of those holds at any time and for any size of call. */
  readonly always: boolean;
}

/** Lists for one model name, the foremost rank first; lists within one rank contend. */
export type RankedLists = readonly (readonly PriceList[])[];

/** What of a call picks its lists within a scope, besides its time and size. */
export interface CallKind {
  /** As `comparableModel` writes it. */
  readonly model: string;
  readonly serviceTier: string | null;
  readonly region: string | null;
  /** What counts: everything, only what people wrote, or, of another provider's list that is borrowed, only what feeds say. */
  readonly books: 'all' | 'own' | 'feeds';
  /** Where the call is in a partition with prices of its own, that one: what public feeds say of the world outside does not hold. */
  readonly partition: string | null;
}

/** The rows of one (scope, book, model), as they stand before any call. */
export interface RowGroup {
  readonly name: string;
  readonly bookRank: number;
  /** Whether it is for models that users tuned. */
  readonly tuned: boolean;
  /** Rows with one matcher each; mostly there is one. */
  readonly parts: readonly { readonly matcher: ModelMatcher; readonly rows: readonly PriceRow[] }[];
}

/** Puts the rows of one provider and scope into their groups. */
export function rowGroups(rows: readonly PriceRow[]): RowGroup[] {
  const groups = new Map<string, PriceRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.book, row.model]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [row]);
    else known.push(row);
  }
  return [...groups.values()].map((ofGroup) => {
    const [first] = ofGroup as [PriceRow];
    const parts = new Map<string, { matcher: ModelMatcher; rows: PriceRow[] }>();
    for (const row of ofGroup) {
      const key = JSON.stringify(row.matcher);
      const part = parts.get(key);
      if (part === undefined) parts.set(key, { matcher: row.matcher, rows: [row] });
      else part.rows.push(row);
    }
    const name = `${first.book}:${first.provider}/${first.model}`;
    const tuned = [first.model, ...[...parts.values()].flatMap(({ matcher }) => namesIn(matcher))].some(isFineTuned);
    return { name, bookRank: bookRank(first), tuned, parts: [...parts.values()] };
  });
}

/** Finds and orders the lists of one scope that can apply to a kind of call. */
export function rankedLists(groups: readonly RowGroup[], kind: CallKind): RankedLists {
  const levels = new Map<number, PriceList[]>();
  const tuned = isFineTuned(kind.model);
  for (const group of groups) {
    if (kind.books !== 'all' && (kind.books === 'own') !== group.bookRank > 0) continue;
    // A model that somebody tuned costs more than the one it was made from, whose list may fit a part of its name.
    if (tuned && group.bookRank === 0 && !group.tuned) continue;
    for (const [match, list] of listsOfGroup(group, kind)) {
      const rank = group.bookRank * 1_000_000 + match;
      const level = levels.get(rank);
      if (level === undefined) levels.set(rank, [list]);
      else level.push(list);
    }
  }
  return [...levels].sort(([a], [b]) => b - a).map(([, lists]) => lists);
}

/**
 * A group as a list at each rank that rows of it give it. Appended rows may have another matcher than those before them; the rank
 * it gives must not reach back to calls for which only the earlier rows hold, or a price of the past would change.
 */
function listsOfGroup(group: RowGroup, kind: CallKind): (readonly [number, PriceList])[] {
  const { name, parts } = group;
  const byMatch = new Map<number, PriceRow[]>();
  for (const { matcher, rows } of parts) {
    const match = matchRank(matcher, kind.model);
    if (match === NO_MATCH) continue;
    const holding = rows.filter((row) => couldHold(row, kind));
    if (holding.length > 0) byMatch.set(match, [...(byMatch.get(match) ?? []), ...holding]);
  }
  if (byMatch.size === 0) return [];
  // What a feed leaves out for a region is not filled from elsewhere: the region's rows are a list of their own, and the first.
  if (group.bookRank === 0 && [...byMatch.values()].flat().some(({ region }) => region !== null)) {
    const ofRegion = matching(byMatch, ({ region }) => region !== null);
    const elsewhere = matching(byMatch, ({ region }) => region === null);
    return [
      ...ranked(name, ofRegion).map(([m, list]) => [m + REGION_FIRST, list] as const),
      ...ranked(name, elsewhere),
    ];
  }
  return ranked(name, byMatch);
}

type RowsByMatch = ReadonlyMap<number, readonly PriceRow[]>;

/** Less than the step from one match to the next. */
const REGION_FIRST = 0.5;

function matching(byMatch: RowsByMatch, holds: (row: PriceRow) => boolean): RowsByMatch {
  const some = [...byMatch].map(([match, rows]) => [match, rows.filter(holds)] as const);
  return new Map(some.filter(([, rows]) => rows.length > 0));
}

function ranked(name: string, byMatch: RowsByMatch): (readonly [number, PriceList])[] {
  const byLeaf = candidatesByLeaf([...byMatch.values()].flat());
  const all = [...byLeaf.values()].flat();
  return [...byMatch].map(([match, rows]) => {
    const own = new Set(rows);
    const ranking = byMatch.size === 1 ? all : all.filter(({ row }) => own.has(row));
    const always = ranking.some(({ row, timed }) => !timed && row.aboveInputTokens === 0);
    return [match, { name, byLeaf, ranking, always }];
  });
}

/** Whether two lists price a call alike, whatever they are called. */
export function saysTheSame(a: PriceList, b: PriceList): boolean {
  return contentOf(a) === contentOf(b);
}

const contents = new WeakMap<PriceList, string>();

function contentOf(list: PriceList): string {
  let content = contents.get(list);
  if (content === undefined) {
    const rows = [...list.byLeaf.values()]
      .flat()
      .map(({ row }) =>
        JSON.stringify([
          ...[
            row.leaf,
            row.unitPrice,
            row.per,
            row.currency,
            row.serviceTier,
            row.region,
            row.aboveInputTokens,
            row.flag,
          ],
          ...[row.effectiveFrom, row.effectiveTo, row.daily, row.weekdays],
        ]),
      );
    content = rows.sort().join();
    contents.set(list, content);
  }
  return content;
}

function couldHold(row: PriceRow, kind: CallKind): boolean {
  if (
    kind.partition !== null &&
    row.region === null &&
    isPublicFeed(row.book) &&
    partitionOf(row.model) !== kind.partition
  )
    return false;
  if (row.serviceTier !== null && row.serviceTier.toLowerCase() !== kind.serviceTier) return false;
  return row.region === null || row.region.toLowerCase() === kind.region;
}

function candidatesByLeaf(rows: readonly PriceRow[]): ReadonlyMap<Leaf, readonly Candidate[]> {
  const leaves = [...new Set(rows.map(({ leaf }) => leaf))];
  return new Map(leaves.map((leaf) => [leaf, candidatesOf(rows.filter((row) => row.leaf === leaf))]));
}

function isTimed({ effectiveFrom, effectiveTo, daily, weekdays }: PriceRow): boolean {
  return effectiveFrom !== null || effectiveTo !== null || daily !== null || weekdays !== undefined;
}

function candidatesOf(rows: readonly PriceRow[]): Candidate[] {
  const sorted = rows.toSorted(compareRowRank);
  const candidates: Candidate[] = [];
  let rank = 0;
  for (const [index, row] of sorted.entries()) {
    const before = sorted[index - 1];
    if (before !== undefined && compareRowRank(before, row) !== 0) rank += 1;
    candidates.push({
      row,
      // A price that cannot be read is not zero; it is kept as damaged and never billed.
      unitAtto: attoFromDecimal(row.unitPrice) ?? -1n,
      scaled: row.per === undefined ? scaledPrice(row.unitPrice) : undefined,
      timed: isTimed(row),
      from: row.effectiveFrom ?? Number.NEGATIVE_INFINITY,
      to: row.effectiveTo ?? Number.POSITIVE_INFINITY,
      rank,
    });
  }
  return candidates;
}
