import type { CatalogueView, PlanAssignment } from '@suanpan/catalogue';
import type { ChargeContext } from '@suanpan/charging';
import type { ChargedBasis, Entry, PriceAgainTarget, UsageEvent } from '@suanpan/facts';
import { parseInstant } from '@suanpan/time';
import { type Carried, carriedOf, isInformational, type Under } from './carried.ts';
import type { CounterMoves } from './counter-moves.ts';
import { placeOf } from './place.ts';
import { readyOf } from './ready-assignment.ts';
import type { ReadyPlan } from './ready-plan.ts';
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

/** The plan's version and the assignment that entries name. */
export interface Charger {
  readonly assignment: PlanAssignment;
  readonly ready: ReadyPlan;
}

/** What entries were charged under; `undefined` without a plan, or where the assignment or the plan's version is gone. */
export function chargerOf(view: CatalogueView, root: string, { plan, assignment: id }: Under): Charger | undefined {
  const assignment = id === undefined ? undefined : view.get('assignment', id);
  const ready = plan === undefined ? undefined : readyOf(view, { plan });
  if (assignment === undefined || ready === undefined || assignment.root !== root) return undefined;
  return { assignment, ready };
}
