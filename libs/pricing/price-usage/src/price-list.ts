import type { PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import { attoFromDecimal } from '@suanpan/money';
import { bookRank, compareRowRank, matchRank, NO_MATCH } from '@suanpan/price-book';
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

/** The rows of one (root, book, model) that can hold for calls of one kind, by leaf, the most specific first. */
export interface PriceList {
  readonly name: string;
  readonly byLeaf: ReadonlyMap<Leaf, readonly Candidate[]>;
  /** Whether some row holds at any time and for any size of call. */
  readonly always: boolean;
}

/** Lists for one model name, the foremost rank first; lists within one rank contend. */
export type RankedLists = readonly (readonly PriceList[])[];

/** What of a call picks its lists, besides its time and size. */
export interface CallKind {
  /** As `comparableModel` writes it. */
  readonly model: string;
  readonly root: string;
  readonly serviceTier: string | null;
  readonly region: string | null;
  /** Whether only everybody's feed rows count, because another provider's list is borrowed. */
  readonly borrowed: boolean;
}

/** Finds and orders the lists that can apply to a kind of call among the rows of one provider. */
export function rankedLists(rows: readonly PriceRow[], kind: CallKind): RankedLists {
  const groups = new Map<string, { readonly rank: number; readonly rows: PriceRow[] }>();
  for (const row of rows) {
    if (!couldHold(row, kind)) continue;
    const match = matchRank(row.matcher, kind.model);
    if (match === NO_MATCH) continue;
    const key = JSON.stringify([row.root, row.book, row.model]);
    const group = groups.get(key);
    // A list's rows share their matcher; should they not, the best match places the list.
    const rank = Math.max(group?.rank ?? 0, bookRank(row) * 1_000_000 + match);
    groups.set(key, { rank, rows: [...(group?.rows ?? []), row] });
  }
  const levels = new Map<number, PriceList[]>();
  for (const { rank, rows: ofGroup } of groups.values()) {
    const level = levels.get(rank);
    if (level === undefined) levels.set(rank, [listOf(ofGroup)]);
    else level.push(listOf(ofGroup));
  }
  return [...levels].sort(([a], [b]) => b - a).map(([, lists]) => lists);
}

function couldHold(row: PriceRow, kind: CallKind): boolean {
  if (row.root !== null && row.root !== kind.root) return false;
  if (kind.borrowed && bookRank(row) > 0) return false;
  if (row.serviceTier !== null && row.serviceTier.toLowerCase() !== kind.serviceTier) return false;
  return row.region === null || row.region.toLowerCase() === kind.region;
}

function listOf(rows: readonly PriceRow[]): PriceList {
  const leaves = [...new Set(rows.map((row) => row.leaf))];
  const byLeaf = new Map<Leaf, readonly Candidate[]>(
    leaves.map((leaf) => [leaf, candidatesOf(rows.filter((row) => row.leaf === leaf))]),
  );
  const first = rows[0];
  return {
    name: first === undefined ? '' : `${first.book}:${first.provider}/${first.model}`,
    byLeaf,
    always: rows.some((row) => !isTimed(row) && row.aboveInputTokens === 0),
  };
}

function isTimed({ effectiveFrom, effectiveTo, daily }: PriceRow): boolean {
  return effectiveFrom !== null || effectiveTo !== null || daily !== null;
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
      scaled: scaledPrice(row.unitPrice),
      timed: isTimed(row),
      from: row.effectiveFrom ?? Number.NEGATIVE_INFINITY,
      to: row.effectiveTo ?? Number.POSITIVE_INFINITY,
      rank,
    });
  }
  return candidates;
}
