import { type CatalogueView, monthAfter, type PlanAssignment, periodById } from '@suanpan/catalogue';
import { closedCounter, postedCounter, resultCounter } from '@suanpan/charging';
import type {
  Close,
  Credit,
  Directive,
  Entry,
  EventFact,
  Fee,
  PriceAgainTarget,
  ResultEvent,
  UsageEvent,
} from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { parseInstant } from '@suanpan/time';
import { assignmentAt, assignmentsOf, treeOf } from './assignment.ts';
import { chargerOf } from './correction.ts';
import {
  carryCounter,
  creditCounter,
  creditsCounter,
  feeCounter,
  minutesCounter,
  resultsCounter,
  spendCounter,
  useCounter,
} from './counter-names.ts';
import { creditOf } from './give-back.ts';
import { type Place, placeOf, servicePeriodOf } from './place.ts';
import { readyOf } from './ready-assignment.ts';
import type { ReadyPlan } from './ready-plan.ts';

/** The counters that deciding a subject may read. Names may come twice. */
export function countersOf(subject: EventFact | Directive, view: CatalogueView): readonly string[] {
  if (!('directive' in subject)) return 'result' in subject ? ofResult(subject, view) : ofCall(subject, view);
  switch (subject.directive) {
    case 'price-again':
      return subject.targets.flatMap((target) => ofTarget(target, view));
    case 'void':
      return ofTarget(subject.target, view);
    case 'amend':
      return [...ofTarget(subject.target, view), ...ofCall(subject.event, view)];
    case 'fee':
      return ofFee(subject, view);
    case 'credit':
      return ofCredit(subject);
    case 'close':
      return ofClose(subject, view);
    case 'seal':
      return [];
  }
}

/** Those of the account's money, and those of the plan that is assigned at the call's time. */
function ofCall(event: UsageEvent, view: CatalogueView): readonly string[] {
  const place = placeOf(view, event.root, event.account);
  if (place.assignments.length === 0) return place.money;
  const instant = parseInstant(event.time);
  const assignment = assignmentAt(place, instant);
  const period = servicePeriodOf(place.calendar, instant);
  if (assignment === undefined || period === undefined) return place.money;
  const names = [...place.money, ...ofAssignment(readyOf(view, assignment), assignment, period.id)];
  const opensResults = readyOf(view, assignment)?.components.some(({ kind }) => kind === 'result') === true;
  return opensResults ? [...names, resultName(event)] : names;
}

function resultName({ root, source, id }: Pick<UsageEvent, 'root' | 'source' | 'id'>): string {
  return resultCounter(root, eventIdentity(root, source, id));
}

/** What the components of an assignment's plan count in a period. */
function ofAssignment(ready: ReadyPlan | undefined, { root, id }: PlanAssignment, period: string): string[] {
  if (ready === undefined) return [];
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

/** Those of the call itself, and those of what it is charged by its entries, should the catalogue have changed since. */
function ofTarget({ event, charged }: PriceAgainTarget, view: CatalogueView): readonly string[] {
  const place = placeOf(view, event.root, event.account);
  const names = [...ofCall(event, view), resultName(event)];
  for (const entry of charged?.entries ?? []) names.push(...ofCarried(entry, place, view));
  return names;
}

function ofCarried(entry: Entry, place: Place, view: CatalogueView): readonly string[] {
  const { servicePeriod } = entry;
  const credit = creditOf(entry);
  if (credit !== undefined) return [creditCounter(place.root, credit)];
  if (servicePeriod === undefined) return [];
  const charger = chargerOf(view, place.root, entry);
  return charger === undefined ? [] : ofAssignment(charger.ready, charger.assignment, servicePeriod);
}

function ofResult({ root, account, time, result }: ResultEvent, view: CatalogueView): readonly string[] {
  const place = placeOf(view, root, account);
  const period = servicePeriodOf(place.calendar, parseInstant(time));
  const names = [...place.money, resultName({ root, ...result })];
  return period === undefined ? names : [...names, resultsCounter(root, period.id)];
}

function ofFee(fee: Fee, view: CatalogueView): readonly string[] {
  const { root, account, assignment, component, period, charge, currency } = fee;
  const { closed, posted } = placeOf(view, root, account);
  if (assignment === undefined) return [closed, posted];
  const ofPeriod = [closed, posted, spendCounter(root, assignment, period)];
  return component === undefined
    ? ofPeriod
    : [...ofPeriod, feeCounter(root, assignment, component, period, charge, currency)];
}

function ofCredit({ root, account, credit }: Credit): readonly string[] {
  return [creditCounter(root, credit), creditsCounter(root, account)];
}

function ofClose({ root, period: id }: Close, view: CatalogueView): readonly string[] {
  const calendar = view.get('calendar', root);
  const period = calendar === undefined ? undefined : periodById(calendar, id);
  const names = [closedCounter(root), resultsCounter(root, id)];
  if (period === undefined) return names;
  for (const account of treeOf(view, root)) names.push(postedCounter(root, account), creditsCounter(root, account));
  const next = calendar === undefined ? undefined : monthAfter(id, 1);
  for (const assignment of assignmentsOf(view, root, period)) {
    names.push(...ofAssignment(readyOf(view, assignment), assignment, id));
    if (next !== undefined) names.push(...ofAssignment(readyOf(view, assignment), assignment, next));
  }
  return names;
}
