import { monthAfter } from '@suanpan/catalogue';
import type { Fee, ResultEvent, UsageEvent } from '@suanpan/facts';
import { priceLeaves } from '@suanpan/price-usage';
import { atto, fraction, isLess, ONE } from './fraction.ts';
import { callByPlan } from './naive-call.ts';
import { assignmentsIn, carryOver, trueUp } from './naive-close.ts';
import { takeBack } from './naive-corrections.ts';
import { payByCredits } from './naive-credits.ts';
import { attoSum, type NaiveEntry } from './naive-entry.ts';
import { markups } from './naive-factors.ts';
import { assignmentOf, closedOf, monthNamed, monthOf, planOf, postingOf } from './naive-place.ts';
import { entriesSoFar, makeEntries, type NaiveScene, type PlanScene } from './naive-scene.ts';
import type { NaiveOutcome, NaiveStep } from './naive-step.ts';

const REFUSED = { isCharged: false, entries: [] } as const;

/**
 * Charges a log from its first step to its last. No step keeps anything for the next: what a tier has counted, a commitment has
 * left, a credit has paid is summed up from all entries before, every time. Slow on purpose, and plain enough to be believed.
 * Whole histories for information (`posting: none`) and price-again are not told here.
 */
export function rateNaively(steps: readonly NaiveStep[]): readonly NaiveOutcome[] {
  const past: NaiveOutcome[] = [];
  for (const step of steps) past.push({ step, ...decide(step, past) });
  return past;
}

function decide(step: NaiveStep, past: readonly NaiveOutcome[]): Omit<NaiveOutcome, 'step'> {
  switch (step.kind) {
    case 'call':
      return decideCall(step, step.seq, step.event, past);
    case 'void':
    case 'amend':
      return decideCorrection(step, past);
    case 'result':
      return decideResult(step, step.result, past);
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

function sceneOf(step: NaiveStep, target: number, event: UsageEvent, past: readonly NaiveOutcome[]): NaiveScene {
  const instant = Date.parse(event.time);
  const month = monthOf(step.view, event.root, instant);
  return { seq: step.seq, target, event, view: step.view, past, made: [], instant, month };
}

function decideCall(
  step: NaiveStep,
  target: number,
  event: UsageEvent,
  past: readonly NaiveOutcome[],
): Omit<NaiveOutcome, 'step'> {
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
  if (rated.opened === undefined) return { isCharged: true, entries: made };
  const opened = { component: rated.opened, assignment: assignment.id, plan: plan.id };
  return { isCharged: true, entries: made, opened };
}

function callByList(scene: NaiveScene): boolean {
  const { event, view } = scene;
  const found = priceLeaves(event, view);
  if (!found.priced) return false;
  const factors = markups(event, view);
  for (const currency of new Set(found.leaves.map(({ row }) => row.currency))) {
    const pieces = found.leaves
      .filter(({ row }) => row.currency === currency)
      .map(({ leaf, quantity, row }) => {
        const price = fraction(row.unitPrice);
        return { leaf, quantity: fraction(quantity), price, list: price, factors };
      });
    const start = scene.made.length;
    makeEntries(scene as PlanScene, 'list', pieces);
    for (let i = start; i < scene.made.length; i += 1) scene.made[i] = { ...(scene.made[i] as NaiveEntry), currency };
  }
  return true;
}

function decideCorrection(
  step: NaiveStep & { readonly kind: 'void' | 'amend' },
  past: readonly NaiveOutcome[],
): Omit<NaiveOutcome, 'step'> {
  const event = eventOf(step.of, past);
  const scene = sceneOf(step, step.of, event, past);
  takeBack(scene);
  if (step.kind === 'void') return { isCharged: true, entries: scene.made };
  // The new call is charged as if taking back had been a step of its own.
  const anew = decideCall(step, step.of, step.event, [...past, { step, isCharged: true, entries: scene.made }]);
  return anew.isCharged ? { ...anew, entries: [...scene.made, ...anew.entries] } : REFUSED;
}

/** The call as it stands: as it was sent, or as it was amended last. */
function eventOf(of: number, past: readonly NaiveOutcome[]): UsageEvent {
  const steps = past.filter(({ isCharged }) => isCharged).map(({ step }) => step);
  const last = steps.findLast((step) =>
    step.kind === 'amend' ? step.of === of : step.kind === 'call' && step.seq === of,
  );
  if (last?.kind !== 'call' && last?.kind !== 'amend') throw new Error(`Outcome ${of} is no charged call.`);
  return last.event;
}

function decideResult(step: NaiveStep, { root, account, time, result }: ResultEvent, past: readonly NaiveOutcome[]) {
  const isCall = ({ source, id }: { source: string; id: string }) => source === result.source && id === result.id;
  const isRepeated = past.some(
    ({ step: s, isCharged }) => isCharged && s.kind === 'result' && s.result.root === root && isCall(s.result.result),
  );
  const calls = past.filter(({ step: s, isCharged }) => {
    if (!isCharged) return false;
    const event =
      s.kind === 'void' ? eventOf(s.of, past) : s.kind === 'call' || s.kind === 'amend' ? s.event : undefined;
    return event !== undefined && event.root === root && isCall(event);
  });
  const last = calls.at(-1);
  if (isRepeated || last?.opened === undefined || (last.step.kind !== 'call' && last.step.kind !== 'amend'))
    return REFUSED;
  const { opened } = last;
  const { event: call } = last.step;
  const component = step.view.get('plan', opened.plan)?.components.find(({ id }) => id === opened.component);
  const month = monthOf(step.view, root, Date.parse(time));
  if (component?.kind !== 'result' || month === undefined || !result.accepted) return REFUSED;
  const { scoreMin, capAmount, unitPrice } = component;
  if (scoreMin !== undefined && (result.score === undefined || isLess(fraction(result.score), fraction(scoreMin))))
    return REFUSED;
  const sameMonth = entriesSoFar({ past, made: [] }).filter(
    (entry) =>
      entry.assignment === opened.assignment && entry.component === opened.component && entry.service === month.id,
  );
  const room = capAmount === undefined ? undefined : atto(fraction(capAmount)) - attoSum(sameMonth);
  const price = atto(fraction(unitPrice));
  const amount = room !== undefined && room < price ? room : price;
  if (room !== undefined && room <= 0n) return REFUSED;
  const plan = step.view.get('plan', opened.plan);
  const assignment = step.view.get('assignment', opened.assignment);
  if (plan === undefined || assignment === undefined) return REFUSED;
  const event = { ...call, account, time };
  const scene = { ...sceneOf(step, step.seq, event, past), month };
  const parts = [{ leaf: 'result', quantity: ONE, atto: amount }] as const;
  scene.made.push({
    seq: step.seq,
    target: step.seq,
    account: call.account,
    currency: plan.currency,
    plan: plan.id,
    assignment: assignment.id,
    component: component.id,
    factors: [],
    parts,
    atto: amount,
    service: month.id,
    posting: postingOf(past, root, month.id),
    minute: 0,
  });
  payByCredits(scene, call.account);
  return { isCharged: true, entries: scene.made };
}

function decideFee(step: NaiveStep, fee: Fee, past: readonly NaiveOutcome[]): Omit<NaiveOutcome, 'step'> {
  const { root, account, assignment, component, charge, period, currency, plan } = fee;
  const before = past.flatMap(({ step: s, entries }) => {
    const isSame =
      s.kind === 'fee' &&
      [s.fee.assignment, s.fee.component, s.fee.charge, s.fee.period, s.fee.currency].join() ===
        [assignment, component, charge, period, currency].join();
    return isSame && assignment !== undefined && component !== undefined ? entries : [];
  });
  const due = atto(fraction(fee.amount)) - attoSum(before);
  if (due === 0n || monthNamed(step.view, root, period) === undefined) return REFUSED;
  const parts = [{ leaf: charge, quantity: ONE, atto: due }];
  const ofPlan = { ...(plan === undefined ? {} : { plan }), ...(assignment === undefined ? {} : { assignment }) };
  const months = { service: period, posting: postingOf(past, root, period), minute: 0 };
  const head = { seq: step.seq, account, currency, component: component ?? charge };
  return { isCharged: true, entries: [{ ...head, ...ofPlan, factors: [], parts, atto: due, ...months }] };
}

function decideClose(
  step: NaiveStep & { readonly kind: 'close' },
  past: readonly NaiveOutcome[],
): Omit<NaiveOutcome, 'step'> {
  const { view, root, period } = step;
  const month = monthNamed(view, root, period);
  const closed = closedOf(past, root);
  if (month === undefined || (closed !== undefined && period !== monthAfter(closed, 1))) return REFUSED;
  const assignments = assignmentsIn(view, root, month);
  const entries = assignments.flatMap((assignment) => trueUp(step, past, assignment, month));
  const carried = assignments.flatMap((assignment) => carryOver(step, past, assignment, month));
  return { isCharged: true, entries, carried };
}
