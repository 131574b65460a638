import { monthAfter } from '@suanpan/catalogue';
import type { Fee, UsageEvent } from '@suanpan/facts';
import { atto, fraction, ONE } from './fraction.ts';
import { decideAgain } from './naive-again.ts';
import { callByPlan } from './naive-call.ts';
import { assignmentsIn, carryOver, trueUp } from './naive-close.ts';
import { chargedLast, takeBack } from './naive-corrections.ts';
import { payByCredits } from './naive-credits.ts';
import { attoSum } from './naive-entry.ts';
import { callByList } from './naive-list.ts';
import { assignmentOf, closedOf, monthNamed, planOf, postingOf } from './naive-place.ts';
import { decideResult } from './naive-result.ts';
import { sceneOf } from './naive-scene.ts';
import { type Decided, type NaiveOutcome, type NaiveStep, REFUSED } from './naive-step.ts';

/**
 * Charges a log from its first step to its last. No step keeps anything for the next: what a tier has counted, a commitment has
 * left, a credit has paid is summed up from all entries before, every time. Slow on purpose, and plain enough to be believed.
 */
export function rateNaively(steps: readonly NaiveStep[]): readonly NaiveOutcome[] {
  const past: NaiveOutcome[] = [];
  for (const step of steps) past.push(decideNaively(step, past));
  return past;
}

/** Charges one step after all those before it. */
export function decideNaively(step: NaiveStep, past: readonly NaiveOutcome[]): NaiveOutcome {
  return { step, ...decide(step, past) };
}

function decide(step: NaiveStep, past: readonly NaiveOutcome[]): Decided {
  switch (step.kind) {
    case 'call':
      return decideCall(step, step.of ?? step.seq, step.event, past);
    case 'void':
    case 'amend':
      return decideCorrection(step, past);
    case 'again':
      return decideAgain(step, past);
    case 'result':
      return decideResult(step, past);
    case 'fee':
      return decideFee(step, step.fee, past);
    case 'credit': {
      const { root, credit } = step.credit;
      const isKnown = past.some(
        ({ step: s, isCharged }) =>
          isCharged && s.kind === 'credit' && s.credit.root === root && s.credit.credit === credit,
      );
      return { isCharged: !isKnown, entries: [] };
    }
    case 'close':
      return decideClose(step, past);
  }
}

function decideCall(step: NaiveStep, target: number, event: UsageEvent, past: readonly NaiveOutcome[]): Decided {
  const scene = sceneOf(step, target, event, past);
  const { view, month, made, instant } = scene;
  const assignment = assignmentOf(view, event.account, instant);
  if (assignment === undefined) {
    if (!callByList(scene)) return REFUSED;
    payByCredits(scene, event.account);
    return { isCharged: true, entries: made };
  }
  if (month === undefined) return REFUSED;
  const plan = planOf(view, assignment);
  const rated = callByPlan({ ...scene, month, assignment, plan });
  if (rated === undefined) return REFUSED;
  payByCredits(scene, event.account);
  const under = { assignment: assignment.id, plan: plan.id };
  if (rated.opened === undefined) return { isCharged: true, entries: made, under };
  return { isCharged: true, entries: made, under, opened: { ...under, component: rated.opened } };
}

function decideCorrection(
  step: NaiveStep & { readonly kind: 'void' | 'amend' },
  past: readonly NaiveOutcome[],
): Decided {
  const { event } = chargedLast(step.of, past);
  const scene = sceneOf(step, step.of, event, past);
  takeBack(scene);
  if (step.kind === 'void') return { isCharged: true, entries: scene.made };
  // The new call is charged as if taking back had been a step of its own.
  const anew = decideCall(step, step.of, step.event, [...past, { step, isCharged: true, entries: scene.made }]);
  return anew.isCharged ? { ...anew, entries: [...scene.made, ...anew.entries] } : REFUSED;
}

function decideFee(step: NaiveStep, fee: Fee, past: readonly NaiveOutcome[]): Decided {
  const { root, account, assignment, component, charge, period, currency, plan } = fee;
  const before = past.flatMap(({ step: s, entries }) => {
    const isSame =
      s.kind === 'fee' &&
      [s.fee.assignment, s.fee.component, s.fee.charge, s.fee.period, s.fee.currency].join() ===
        [assignment, component, charge, period, currency].join();
    return isSame && assignment !== undefined && component !== undefined ? entries : [];
  });
  const due = atto(fraction(fee.amount)) - attoSum(before);
  const hasCalendar = step.view.get('calendar', root) !== undefined;
  if (due === 0n || (hasCalendar && monthNamed(step.view, root, period) === undefined)) return REFUSED;
  const parts = [{ leaf: charge, quantity: ONE, atto: due }];
  const ofPlan = { ...(plan === undefined ? {} : { plan }), ...(assignment === undefined ? {} : { assignment }) };
  const months = hasCalendar ? { service: period, posting: postingOf(past, root, period) } : {};
  const head = { seq: step.seq, account, currency, component: component ?? charge };
  return { isCharged: true, entries: [{ ...head, ...ofPlan, factors: [], parts, atto: due, ...months, minute: 0 }] };
}

function decideClose(step: NaiveStep & { readonly kind: 'close' }, past: readonly NaiveOutcome[]): Decided {
  const { view, root, period } = step;
  const month = monthNamed(view, root, period);
  const closed = closedOf(past, root);
  if (month === undefined || (closed !== undefined && period !== monthAfter(closed, 1))) return REFUSED;
  const assignments = assignmentsIn(view, root, month);
  const entries = assignments.flatMap((assignment) => trueUp(step, past, assignment, month));
  const carried = assignments.flatMap((assignment) => carryOver(step, past, assignment, month));
  return { isCharged: true, entries, carried };
}
