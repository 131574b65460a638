import { type Charge, resultCounter, type Uncharged } from '@suanpan/charging';
import type { OutcomeReason } from '@suanpan/facts';
import { eventIdentity } from '@suanpan/identity';
import { isUncountedFailure, usageFlaw } from '@suanpan/price-usage';
import { draftsOf } from './component-line.ts';
import { useCredits } from './credits.ts';
import { beyondLedger, finishAll } from './finish-all.ts';
import { coverCharges } from './money-components.ts';
import { type Offering, offerLeaves } from './offer-leaves.ts';
import type { PlanScene } from './plan-scene.ts';
import type { ResultComponent } from './ready-component.ts';
import { openResult } from './result-state.ts';
import { charged, stamped, uncharged } from './scene.ts';
import { countSpend } from './spend.ts';

/** Charges a call by the plan that is assigned: its components in order, then money that covers, then credits. */
export function chargeByPlan(scene: PlanScene): Charge | Uncharged {
  const { event, ready, assignment, service, moves, place } = scene;
  if (isUncountedFailure(event)) return charged(scene, 'nothing_to_price', [], undefined);
  const flaw = usageFlaw(event);
  if (flaw !== undefined) return uncharged('usage_missing', flaw);
  const offering = offerLeaves(scene);
  if ('charged' in offering) return offering;
  const finished = finishAll(draftsOf(offering.lines, scene));
  if (finished === undefined) return beyondLedger();
  const charges = [...finished.entries, ...coverCharges(scene, finished.entries)];
  countSpend(moves, ready, assignment, service.id, charges);
  const entries = [...charges, ...useCredits(scene, charges, place.credits)];
  if (offering.opened !== undefined) openCall(scene, offering.opened);
  const notes = [...offering.notes, ...finished.notes];
  const detail = notes.length === 0 ? undefined : notes.join('; ');
  return charged(scene, reasonOf(offering), stamped(scene, entries), detail);
}

function reasonOf({ lines, opened, isContradicted }: Offering): OutcomeReason {
  if (lines.length === 0) return opened === undefined ? 'nothing_to_price' : 'charged_on_result';
  return isContradicted ? 'priced_inconsistent' : 'priced';
}

function openCall({ event, moves, assignment, ready }: PlanScene, component: ResultComponent): void {
  const { root, source, id, account, project } = event;
  const open = { assignment: assignment.id, plan: ready.plan.id, component: component.id, account, project };
  openResult(moves, resultCounter(root, eventIdentity(root, source, id)), open);
}
