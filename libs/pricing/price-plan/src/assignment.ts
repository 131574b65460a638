import type { CatalogueView, Period, PlanAssignment } from '@suanpan/catalogue';
import type { Place } from './place.ts';

/** The assignment that decides at an instant: of the nearest account that has one in force, the one that began last. */
export function assignmentAt({ assignments }: Place, instant: number | undefined): PlanAssignment | undefined {
  if (instant === undefined) return undefined;
  for (const ofAccount of assignments) {
    const found = foremost(ofAccount, instant);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Of those in force the one that began last; of two that began alike the one added last. */
function foremost(ofAccount: readonly PlanAssignment[], instant: number): PlanAssignment | undefined {
  let found: PlanAssignment | undefined;
  for (const assignment of ofAccount) {
    if (!isInForce(assignment, instant)) continue;
    if (found === undefined || assignment.effectiveFrom >= found.effectiveFrom) found = assignment;
  }
  return found;
}

function isInForce({ effectiveFrom, effectiveTo }: PlanAssignment, instant: number): boolean {
  return instant >= effectiveFrom && (effectiveTo === null || instant < effectiveTo);
}

/** Whether an assignment is in force at some time of a period, be it that a later one decides. */
export function overlaps({ effectiveFrom, effectiveTo }: PlanAssignment, { from, to }: Period): boolean {
  return effectiveFrom < to && (effectiveTo === null || effectiveTo > from);
}

/**
 * For how many milliseconds of a period an assignment decides for its account: while it is in force and no later one of the
 * same account is. A plan that was followed by another in mid-period without being ended has its part, not the whole.
 */
export function decidingMs(view: CatalogueView, assignment: PlanAssignment, period: Period): number {
  const rivals = view.under('assignment', assignment.account);
  const from = Math.max(period.from, assignment.effectiveFrom);
  const to = Math.min(period.to, assignment.effectiveTo ?? Number.POSITIVE_INFINITY);
  if (from >= to) return 0;
  if (rivals.length <= 1) return to - from;
  const cuts = rivals.flatMap(({ effectiveFrom, effectiveTo }) => [effectiveFrom, effectiveTo ?? to]);
  const bounds = [from, to, ...cuts.filter((cut) => cut > from && cut < to)].sort((a, b) => a - b);
  let ms = 0;
  for (const [index, start] of bounds.entries()) {
    const end = bounds[index + 1];
    if (end !== undefined && foremost(rivals, start)?.id === assignment.id) ms += end - start;
  }
  return ms;
}

/** Every assignment of a root's tree that is in force at some time of a period, the root's first. */
export function assignmentsOf(view: CatalogueView, root: string, period: Period): readonly PlanAssignment[] {
  return treeOf(view, root).flatMap((account) =>
    view.under('assignment', account).filter((assignment) => overlaps(assignment, period)),
  );
}

/** Every account of a root's tree, the root first, parents before their children. */
export function treeOf(view: CatalogueView, root: string): readonly string[] {
  const tree = new Set([root]);
  for (const account of tree) for (const { id } of view.under('account', account)) tree.add(id);
  return [...tree];
}
