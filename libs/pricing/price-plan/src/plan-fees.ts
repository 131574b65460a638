import { type CatalogueView, type Period, type PlanAssignment, periodById } from '@suanpan/catalogue';
import type { Fee } from '@suanpan/facts';
import { decimalFromAtto, quantiseHalfEven, storedAtto } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';
import { assignmentsOf, decidingMs } from './assignment.ts';
import { readyOf } from './ready-assignment.ts';

/** Who tells fees. */
const SOURCE = 'suanpan/billing';
/** Units of time from large to small, for people. */
const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
  ['seconds', 1_000],
  ['milliseconds', 1],
] as const;

/**
 * The fees that are due for a month of a root by the catalogue of a view, one for each commitment of an assignment that is in
 * force in it. Each says what is due in all, so that telling them again after a change charges the difference; their ids
 * follow from the revision, so that telling them twice is a duplicate.
 */
export function planFees(view: CatalogueView, root: string, periodId: string, now: number): readonly Fee[] {
  const calendar = view.get('calendar', root);
  const period = calendar === undefined ? undefined : periodById(calendar, periodId);
  if (period === undefined) return [];
  return assignmentsOf(view, root, period).flatMap((assignment) => feesOf(view, assignment, period, now));
}

function feesOf(view: CatalogueView, assignment: PlanAssignment, period: Period, now: number): readonly Fee[] {
  const ready = readyOf(view, assignment);
  const fees: Fee[] = [];
  for (const component of ready?.plan.components ?? []) {
    if (component.kind !== 'commitment') continue;
    const whole = storedAtto(component.feeAmount);
    if (whole === 0n) continue;
    const { amount, detail } = shareOf(
      whole,
      component.proration === 'by_time',
      decidingMs(view, assignment, period),
      period,
    );
    fees.push({
      time: formatInstant(now),
      id: `fee:${assignment.id}:${component.id}:${period.id}:${view.revision}`,
      source: SOURCE,
      root: assignment.root,
      reason: 'fee of a commitment',
      directive: 'fee',
      account: assignment.account,
      charge: 'fee',
      assignment: assignment.id,
      plan: assignment.plan,
      component: component.id,
      period: period.id,
      currency: ready?.plan.currency ?? '',
      amount,
      detail,
    });
  }
  return fees;
}

/** The fee for the part of a month in which an assignment decides, quantised half-even; the whole one where it is not prorated. */
function shareOf(
  feeAtto: bigint,
  isProrated: boolean,
  ms: number,
  { from, to }: Period,
): { readonly amount: string; readonly detail: string } {
  const fee = decimalFromAtto(feeAtto);
  if (ms === 0) return { amount: '0', detail: `${fee} × 0 of the month` };
  if (!isProrated || ms === to - from) return { amount: fee, detail: `${fee} for the month` };
  const amount = decimalFromAtto(quantiseHalfEven(feeAtto * BigInt(ms), BigInt(to - from)));
  const whole = to - from;
  const [unit, size] = UNITS.find(([, each]) => ms % each === 0 && whole % each === 0) ?? ['milliseconds', 1];
  return { amount, detail: `${fee} × ${ms / size}/${whole / size} ${unit} of the month` };
}
