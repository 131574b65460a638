import type { CatalogueView, PlanAssignment } from '@suanpan/catalogue';
import type { ChargeContext } from '@suanpan/charging';
import type { ChargedBasis, Entry, PriceAgainTarget, UsageEvent } from '@suanpan/facts';
import { parseInstant } from '@suanpan/time';
import { type Carried, carriedOf, isInformational } from './carried.ts';
import type { CounterMoves } from './counter-moves.ts';
import { type Place, placeOf } from './place.ts';
import { type ReadyPlan, readyPlan } from './ready-plan.ts';
import { postingPeriodOf, type Scene, sceneOf } from './scene.ts';

/** A charged target with everything that taking it back depends on. */
export interface Correction extends Scene {
  readonly target: ChargedTarget;
  readonly carried: readonly Carried[];
}

export type ChargedTarget = PriceAgainTarget & { readonly charged: ChargedBasis };

/** `undefined` where what the target is charged cannot be read. */
export function correctionOf(
  target: ChargedTarget,
  view: CatalogueView,
  moves: CounterMoves,
  context: ChargeContext,
): Correction | undefined {
  const { event, charged } = target;
  const carried = carriedOf(charged.entries);
  if (carried === undefined) return undefined;
  const posting = isInformational(charged.entries) ? 'none' : context.posting;
  const place = placeOf(view, event.root, event.account);
  const scene = sceneOf(view, place, parseInstant(event.time), moves, { ...context, posting });
  return { ...scene, target, carried };
}

/** Entries as the outcome of the correction carries them: in the months by the rule of now, naming what they correct. */
export function correcting(correction: Correction, entries: readonly Entry[], event: UsageEvent): readonly Entry[] {
  const { target, place, moves, context } = correction;
  return entries.map((entry) => {
    const { servicePeriod } = entry;
    const isStated = servicePeriod !== undefined && context.posting === 'open' && place.calendar !== undefined;
    const posted = isStated ? { postingPeriod: postingPeriodOf(moves, place.closed, servicePeriod) } : {};
    return { ...entry, ...posted, corrects: target.seq, event };
  });
}

/** A plan that entries name, and the assignment they were charged under. */
export interface Charger {
  readonly assignment: PlanAssignment;
  readonly ready: ReadyPlan;
}

/**
 * Finds the assignment that entries of a plan's version were charged under: entries name the version alone. It is the nearest
 * one of the version that holds at the call's time, else the nearest at all, should it have been moved since.
 */
export function chargerOf(
  view: CatalogueView,
  { assignments }: Place,
  plan: string,
  instant: number | undefined,
): Charger | undefined {
  const version = view.get('plan', plan);
  const ready = version === undefined ? undefined : readyPlan(version);
  if (ready === undefined || ready.flaw !== undefined) return undefined;
  // Of one account the one that began last comes first, and of two that began alike the one added last, as in assignmentAt.
  const candidates = assignments.flatMap((ofAccount) =>
    ofAccount
      .filter((one) => one.plan === plan)
      .toReversed()
      .sort((a, b) => b.effectiveFrom - a.effectiveFrom),
  );
  const holds = ({ effectiveFrom, effectiveTo }: PlanAssignment): boolean =>
    instant !== undefined && instant >= effectiveFrom && (effectiveTo === null || instant < effectiveTo);
  const assignment = candidates.find(holds) ?? candidates[0];
  return assignment === undefined ? undefined : { assignment, ready };
}
