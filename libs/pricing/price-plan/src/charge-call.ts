import type { CatalogueView } from '@suanpan/catalogue';
import type { Charge, ChargeContext, Uncharged } from '@suanpan/charging';
import type { UsageEvent } from '@suanpan/facts';
import { parseInstant } from '@suanpan/time';
import { assignmentAt } from './assignment.ts';
import { chargeByList } from './charge-list.ts';
import { chargeByPlan } from './charge-plan.ts';
import type { CounterMoves } from './counter-moves.ts';
import { placeOf } from './place.ts';
import { planSceneOf } from './plan-scene.ts';
import { readyPlan } from './ready-plan.ts';
import { sceneOf, uncharged } from './scene.ts';

/** Charges a call: by the plan of its account at its time, or by list prices where there is none. */
export function chargeCall(
  event: UsageEvent,
  view: CatalogueView,
  moves: CounterMoves,
  context: ChargeContext,
): Charge | Uncharged {
  const place = placeOf(view, event.root, event.account);
  const instant = parseInstant(event.time);
  const scene = sceneOf(view, place, instant, moves, context);
  const { service } = scene;
  const assignment = assignmentAt(place, instant);
  if (assignment === undefined) {
    // Without a time nobody can tell whether one of the assignments holds.
    if (instant === undefined && place.assignments.length > 0) return uncharged('period_unknown', event.time);
    return chargeByList(event, scene);
  }
  if (instant === undefined || service === undefined) return uncharged('period_unknown', event.time);
  const plan = view.get('plan', assignment.plan);
  if (plan === undefined) return uncharged('plan_incomplete', `plan ${assignment.plan} is not known`);
  const ready = readyPlan(plan);
  if (ready.flaw !== undefined) return uncharged('plan_incomplete', `plan ${plan.id}: ${ready.flaw}`);
  return chargeByPlan(planSceneOf({ ...scene, instant, service }, event, assignment, ready));
}
