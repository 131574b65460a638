import type { PriceRow } from '@suanpan/catalogue';
import { exceedsPercent, percentAtto } from './percent-change.ts';
import { planSeries } from './plan-line.ts';
import { isWriting, type Proposal, type ProposalLine, type WritingLine } from './proposal.ts';

/** What people decided. */
export interface Approval {
  readonly proposedBy: string;
  readonly approvedBy: string;
  /** Ids of the lines to write; everything that can be written if left out. */
  readonly accept?: readonly string[];
  /**
   * From when on the accepted prices hold, epoch milliseconds of the event's own time. Null is from ever, which only series that
   * have no price yet can have.
   */
  readonly effectiveFrom: number | null;
}

/** A change of the catalogue: what ends stands before what takes its place. */
export type PriceChange =
  | { readonly act: 'end'; readonly entity: 'priceRow'; readonly id: string }
  | { readonly act: 'create'; readonly entity: 'priceRow'; readonly value: PriceRow };

/** The changes to write, or why nothing is written, with the lines it is about. */
export type ApprovedChanges =
  | { readonly ok: true; readonly changes: readonly PriceChange[] }
  | {
      readonly ok: false;
      readonly reason: 'second_person_needed' | 'effective_from_needed' | 'line_unknown';
      readonly lines: readonly string[];
    };

/**
 * Turns accepted lines into changes of the catalogue. Prices change by rows that start at the chosen instant; nothing that holds for
 * an earlier event is touched. Whether the rows that stand are still those the proposal was made of is the writer's to check.
 */
export function applyProposal(proposal: Proposal, approval: Approval): ApprovedChanges {
  const { proposedBy, approvedBy, accept, effectiveFrom } = approval;
  const writing = new Map(proposal.lines.filter(isWriting).map((line) => [line.id, line]));
  const unknown = (accept ?? []).filter((id) => !writing.has(id));
  if (unknown.length > 0) return { ok: false, reason: 'line_unknown', lines: unknown };
  const wanted = accept === undefined ? undefined : new Set(accept);
  const accepted = [...writing.values()].filter(({ id }) => wanted?.has(id) ?? true);
  const refused = (reason: 'second_person_needed' | 'effective_from_needed', of: (line: WritingLine) => boolean) => {
    const lines = accepted.filter(of).map(({ id }) => id);
    return lines.length === 0 ? undefined : ({ ok: false, reason, lines } as const);
  };
  const alone = proposedBy.trim() === approvedBy.trim();
  return (
    (alone
      ? refused('second_person_needed', (line) => needsSecondPerson(line, proposal.thresholdPercent))
      : undefined) ??
    (effectiveFrom === null ? refused('effective_from_needed', ({ standing }) => standing.length > 0) : undefined) ?? {
      ok: true,
      changes: accepted.flatMap((line) =>
        changesOf(line, effectiveFrom, { proposal: proposal.id, proposedBy, approvedBy }),
      ),
    }
  );
}

/**
 * Tells whether a line may only be approved by somebody else than who proposed it: a price that changes by more than the threshold
 * at some time, one that no percentage says (from 0, another currency), and a damaged number. Exact.
 */
export function needsSecondPerson(line: ProposalLine, thresholdPercent: string): boolean {
  if (!isWriting(line)) return false;
  if (line.kind === 'artefact') return true;
  const percent = percentAtto(thresholdPercent);
  const rows = new Map([...line.standing, ...line.feed].map((row) => [row.id, row]));
  return line.steps.some(({ before, after }) => {
    const [old, next] = [before === null ? undefined : rows.get(before), rows.get(after)];
    return old !== undefined && next !== undefined && exceedsPercent(old, next, percent);
  });
}

function changesOf(
  { standing, feed }: WritingLine,
  effectiveFrom: number | null,
  approval: NonNullable<PriceRow['approval']>,
): PriceChange[] {
  const { rows, ended } = planSeries(standing, feed, effectiveFrom, approval);
  return [
    ...ended.map((id) => ({ act: 'end', entity: 'priceRow', id }) as const),
    ...rows.map((value) => ({ act: 'create', entity: 'priceRow', value }) as const),
  ];
}
