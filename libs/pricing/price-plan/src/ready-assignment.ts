import type { CatalogueView, PlanAssignment } from '@suanpan/catalogue';
import { type ReadyPlan, readyPlan } from './ready-plan.ts';

/** The plan an assignment names; `undefined` where it is not known or nothing can be charged by it. */
export function readyOf(view: CatalogueView, { plan: id }: Pick<PlanAssignment, 'plan'>): ReadyPlan | undefined {
  const plan = view.get('plan', id);
  const ready = plan === undefined ? undefined : readyPlan(plan);
  return ready?.flaw === undefined ? ready : undefined;
}
