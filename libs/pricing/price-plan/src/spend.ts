import type { PlanAssignment } from '@suanpan/catalogue';
import type { Entry } from '@suanpan/facts';
import { exactOfAtto, storedAtto } from '@suanpan/money';
import type { CounterMoves } from './counter-moves.ts';
import { spendCounter } from './counter-names.ts';
import { moveNumber } from './number-counters.ts';
import type { ReadyPlan } from './ready-plan.ts';

/**
 * Counts what entries charge under an assignment for a period towards its plan's minimum. Where a plan has none, nothing asks
 * for the sum, and none is kept.
 */
export function countSpend(
  moves: CounterMoves,
  { minimum }: ReadyPlan,
  assignment: PlanAssignment,
  period: string,
  entries: readonly Entry[],
): void {
  if (minimum === undefined) return;
  const atto = entries.reduce((sum, { amount }) => sum + storedAtto(amount), 0n);
  moveNumber(moves, spendCounter(assignment.root, assignment.id, period), exactOfAtto(atto));
}
