import type { ResultEvent } from '@suanpan/facts';
import { atto, fraction, isLess, lesser, ONE } from './fraction.ts';
import { chargedLast } from './naive-corrections.ts';
import { payByCredits } from './naive-credits.ts';
import { attoSum } from './naive-entry.ts';
import { monthOf } from './naive-place.ts';
import { monthsOf, type NaiveScene, ofComponent, sceneOf } from './naive-scene.ts';
import { type Decided, type NaiveOutcome, type NaiveStep, REFUSED } from './naive-step.ts';

/** Charges an accepted result of a call that waits for one, up to the cap of the result's month. */
export function decideResult(step: NaiveStep & { readonly kind: 'result' }, past: readonly NaiveOutcome[]): Decided {
  const fact = step.result;
  const { root, account, time, result } = fact;
  if (isRepeated(fact, past)) return REFUSED;
  const last = lastAbout(fact, past);
  const opened = last?.opened;
  const call = last?.step.kind === 'call' || last?.step.kind === 'amend' ? last.step.event : undefined;
  const plan = step.view.get('plan', opened?.plan ?? '');
  const component = plan?.components.find(({ id }) => id === opened?.component);
  if (opened === undefined || call === undefined || plan === undefined || component?.kind !== 'result')
    return { ...REFUSED, isWithoutCall: true };
  const month = monthOf(step.view, root, Date.parse(time));
  if (month === undefined || !result.accepted) return REFUSED;
  const { scoreMin, capAmount, unitPrice } = component;
  if (scoreMin !== undefined && (result.score === undefined || isLess(fraction(result.score), fraction(scoreMin))))
    return REFUSED;
  // A fee of the component is no result.
  const sameMonth = ofComponent({ past, made: [] }, opened.assignment, opened.component, month.id).filter(({ parts }) =>
    parts.every(({ leaf }) => leaf === 'result'),
  );
  const room = capAmount === undefined ? undefined : atto(fraction(capAmount)) - attoSum(sameMonth);
  if (room !== undefined && room <= 0n) return REFUSED;
  const price = atto(fraction(unitPrice));
  const amount = room === undefined ? price : lesser(room, price);
  const scene: NaiveScene = { ...sceneOf(step, step.of ?? step.seq, { ...call, account, time }, past), month };
  scene.made.push({
    seq: step.seq,
    target: scene.target,
    account: call.account,
    currency: plan.currency,
    plan: plan.id,
    assignment: opened.assignment,
    component: component.id,
    factors: [],
    parts: [{ leaf: 'result', quantity: ONE, atto: amount }],
    atto: amount,
    ...monthsOf(scene, month.id),
    minute: 0,
  });
  payByCredits(scene, call.account);
  return { isCharged: true, entries: scene.made };
}

function isRepeated({ root, result }: ResultEvent, past: readonly NaiveOutcome[]): boolean {
  return past.some(({ step, isCharged }) => {
    if (!isCharged || step.kind !== 'result' || step.isInformational === true) return false;
    const { root: ofRoot, result: other } = step.result;
    return ofRoot === root && other.source === result.source && other.id === result.id;
  });
}

/** What settled the call of a result last; history for information never opens one. */
function lastAbout({ root, result }: ResultEvent, past: readonly NaiveOutcome[]): NaiveOutcome | undefined {
  return past.findLast(({ step, isCharged }) => {
    if (!isCharged || step.isInformational === true) return false;
    const isCall = step.kind === 'call' || step.kind === 'amend';
    const event = step.kind === 'void' ? chargedLast(step.of, past).event : isCall ? step.event : undefined;
    return event?.root === root && event.source === result.source && event.id === result.id;
  });
}
