import type { CatalogueView, PlanAssignment } from '@suanpan/catalogue';
import { resultCounter } from '@suanpan/charging';
import type { Directive, EventFact, UsageEvent } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { parseInstant } from '@suanpan/time';
import { assignmentAt } from './assignment.ts';
import { carryCounter, minutesCounter, spendCounter, useCounter } from './counter-names.ts';
import { placeOf, servicePeriodOf } from './place.ts';
import { type ReadyPlan, readyPlan } from './ready-plan.ts';

/** The counters that deciding a subject may read. */
export function countersOf(subject: EventFact | Directive, view: CatalogueView): readonly string[] {
  if ('directive' in subject) return [];
  if ('result' in subject) return [];
  return countersOfCall(subject, view);
}

/** Those of the account's money, and those of the plan that is assigned at the call's time. */
function countersOfCall(event: UsageEvent, view: CatalogueView): readonly string[] {
  const { root, source, id, account, time } = event;
  const place = placeOf(view, root, account);
  if (place.assignments.length === 0) return place.money;
  const instant = parseInstant(time);
  const assignment = assignmentAt(place, instant);
  const period = servicePeriodOf(place.calendar, instant);
  if (assignment === undefined || period === undefined) return place.money;
  const names = [...place.money, ...countersOfAssignment(view, assignment, period.id)];
  const opensResults = readyOf(view, assignment)?.components.some(({ kind }) => kind === 'result') === true;
  return opensResults ? [...names, resultCounter(root, eventIdentity(root, source, id))] : names;
}

function readyOf(view: CatalogueView, assignment: PlanAssignment): ReadyPlan | undefined {
  const plan = view.get('plan', assignment.plan);
  const ready = plan === undefined ? undefined : readyPlan(plan);
  return ready?.flaw === undefined ? ready : undefined;
}

/** What the components of an assignment count in a period. */
export function countersOfAssignment(view: CatalogueView, assignment: PlanAssignment, period: string): string[] {
  const ready = readyOf(view, assignment);
  if (ready === undefined) return [];
  const { root, id } = assignment;
  const names = ready.minimum === undefined ? [] : [spendCounter(root, id, period)];
  for (const component of ready.components) {
    if (component.kind === 'tiers') names.push(useCounter(root, id, component.id, period));
    if (component.kind === 'throughput') names.push(minutesCounter(root, id, component.id));
    if (component.kind !== 'quantity' && component.kind !== 'money') continue;
    names.push(useCounter(root, id, component.id, period));
    if (component.rollsOver) names.push(carryCounter(root, id, component.id, period));
  }
  return names;
}
