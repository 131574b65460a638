import type { Leaf } from '@suanpan/facts';
import { type Choice, LEAF_FALLBACKS, NOTHING, windowHolds } from '@suanpan/price-book';
import { parseInstant } from '@suanpan/time';
import type { Candidate, PriceList, RankedLists } from './price-list.ts';

/** The call's own time and size, by which rows hold or do not. */
export interface CallInstant {
  /** As the event has it; read only where a row depends on it. */
  readonly time: string;
  /** All input tokens, cached ones included. */
  readonly inputTokens: number;
}

/** The list a call is billed by: the foremost one with a row that holds. Two of the same rank contend. */
export function chooseList(lists: RankedLists, at: CallInstant): Choice<PriceList> {
  for (const level of lists) {
    let found: PriceList | undefined;
    for (const list of level) {
      if (!list.always && !list.ranking.some((candidate) => holds(candidate, at))) continue;
      if (found !== undefined) return { contenders: [found.name, list.name] };
      found = list;
    }
    if (found !== undefined) return { found };
  }
  return NOTHING;
}

/** The row a leaf is billed by: its own, or that of the nearest leaf the fallbacks name. */
export function chooseRow(list: PriceList, leaf: Leaf, at: CallInstant): Choice<Candidate> {
  const own = foremost(list.byLeaf.get(leaf), at);
  if (own !== NOTHING) return own;
  for (const parents of LEAF_FALLBACKS[leaf] ?? []) {
    const choices = parents.map((parent) => foremost(list.byLeaf.get(parent), at)).filter((c) => c !== NOTHING);
    if (choices.length > 1) return NOTHING;
    if (choices[0] !== undefined) return choices[0];
  }
  return NOTHING;
}

function foremost(candidates: readonly Candidate[] | undefined, at: CallInstant): Choice<Candidate> {
  if (candidates === undefined) return NOTHING;
  for (let i = 0; i < candidates.length; i += 1) {
    const found = candidates[i] as Candidate;
    if (!holds(found, at)) continue;
    for (let j = i + 1; candidates[j]?.rank === found.rank; j += 1) {
      const rival = candidates[j] as Candidate;
      if (holds(rival, at)) return { contenders: [found.row.id, rival.row.id] };
    }
    return { found };
  }
  return NOTHING;
}

/** From inclusive, to exclusive; a context tier above N holds from N + 1 tokens on, and 0 holds always. */
function holds(candidate: Candidate, at: CallInstant): boolean {
  const { aboveInputTokens } = candidate.row;
  if (aboveInputTokens > 0 && at.inputTokens <= aboveInputTokens) return false;
  return !candidate.timed || holdsThen(candidate, parseInstant(at.time));
}

/** A time that cannot be read is in no row's span. */
function holdsThen({ row, from, to }: Candidate, time: number | undefined): boolean {
  return time !== undefined && time >= from && time < to && windowHolds(row, time);
}
