import type { Plan, PlanAssignment, SlaPromise } from '@suanpan/catalogue';
import type { Fee } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto, quantiseHalfEven } from '@suanpan/money';
import { formatInstant } from '@suanpan/time';
import { percentText, type Share } from './share.ts';

/** What a promise was measured at in a period. */
export interface MeasuredPromise {
  /** The promise's id. */
  readonly promise: string;
  readonly share: Share;
}

/** What became of a promise: stable codes. */
export type PromiseReason =
  | 'kept'
  | 'credited'
  /** Broken, but by less than the first step that credits anything. */
  | 'broken_within_steps'
  /** Broken in a period that cost nothing, or whose charges other promises have credited whole. */
  | 'nothing_to_credit'
  /** Nothing happened that could be measured: unknown is not broken. */
  | 'nothing_measured'
  /** The promise's numbers cannot be read. */
  | 'promise_unreadable';

export interface PromiseReport {
  readonly promise: string;
  readonly reason: PromiseReason;
  /** The arithmetic, for people. */
  readonly detail: string;
}

export interface SlaInput {
  readonly assignment: PlanAssignment;
  /** The version the assignment names. */
  readonly plan: Plan;
  /** The service period, `2026-11`. */
  readonly period: string;
  readonly measured: readonly MeasuredPromise[];
  /** What the assignment's usage and fees of the period came to, in atto of the plan's currency: without credits of any kind. */
  readonly charges: bigint;
  /** Epoch milliseconds; stands in the directives and decides nothing. */
  readonly now: number;
}

/** The credits that are due, and what became of each promise, in the order of the plan. */
export interface SlaDecision {
  readonly fees: readonly Fee[];
  readonly promises: readonly PromiseReport[];
}

const PERCENT = 100n * 10n ** 18n;

/**
 * Decides what broken promises of a period give back. Shares are compared as exact fractions; of the steps a share is below the
 * lowest counts; a credit is an exact rational quantised once, half-even, and all of them together never exceed the charges. The
 * directives' ids follow from assignment, promise and period, so that telling them again is a duplicate.
 */
export function slaCredits(input: SlaInput): SlaDecision {
  const fees: Fee[] = [];
  const promises: PromiseReport[] = [];
  let left = input.charges > 0n ? input.charges : 0n;
  for (const promise of input.plan.sla ?? []) {
    const share = input.measured.find((one) => one.promise === promise.id)?.share;
    const verdict = judge(promise, share, input, left);
    promises.push({ promise: promise.id, reason: verdict.reason, detail: verdict.detail });
    if (verdict.credit === undefined) continue;
    left -= verdict.credit;
    fees.push(feeOf(input, promise, verdict.credit, verdict.detail));
  }
  return { fees, promises };
}

interface Verdict {
  readonly reason: PromiseReason;
  readonly detail: string;
  /** Atto, above 0. */
  readonly credit?: bigint;
}

function judge(promise: SlaPromise, share: Share | undefined, { plan, charges }: SlaInput, left: bigint): Verdict {
  const promised = attoFromDecimal(promise.percent);
  const steps = stepsOf(promise);
  if (promised === undefined || steps === undefined) {
    return { reason: 'promise_unreadable', detail: `The numbers of promise ${promise.id} are no decimals.` };
  }
  if (share === undefined || share.of === 0n) {
    return { reason: 'nothing_measured', detail: `Nothing was measured for ${promise.measure}.` };
  }
  const measured = `${promise.measure} ${share.good}/${share.of} = ${percentText(share)} of ${promise.percent}%`;
  if (!isBelow(share, promised)) return { reason: 'kept', detail: measured };
  const step = steps.find(({ below }) => isBelow(share, below));
  if (step === undefined) return { reason: 'broken_within_steps', detail: measured };
  const due = quantiseHalfEven(charges * step.credit, PERCENT);
  const credit = due < left ? due : left;
  const arithmetic = `${measured}: ${decimalFromAtto(step.credit)}% of ${decimalFromAtto(charges)} ${plan.currency}`;
  if (credit <= 0n) return { reason: 'nothing_to_credit', detail: arithmetic };
  const detail = credit < due ? `${arithmetic}, at most the ${decimalFromAtto(left)} left` : arithmetic;
  return { reason: 'credited', detail, credit };
}

interface Step {
  readonly below: bigint;
  readonly credit: bigint;
}

/** The steps in ascending order, percents in atto; `undefined` if one cannot be read. */
function stepsOf({ credits }: SlaPromise): Step[] | undefined {
  const steps: Step[] = [];
  for (const { belowPercent, creditPercent } of credits) {
    const [below, credit] = [attoFromDecimal(belowPercent), attoFromDecimal(creditPercent)];
    if (below === undefined || credit === undefined || credit < 0n) return undefined;
    steps.push({ below, credit });
  }
  return steps.sort((one, other) => Number(one.below > other.below) - Number(one.below < other.below));
}

/** good / of < percent / 100, multiplied out. */
function isBelow({ good, of }: Share, percent: bigint): boolean {
  return good * PERCENT < percent * of;
}

function feeOf({ assignment, plan, period, now }: SlaInput, promise: SlaPromise, credit: bigint, detail: string): Fee {
  return {
    time: formatInstant(now),
    id: `sla:${assignment.id}:${promise.id}:${period}`,
    source: 'suanpan/billing',
    root: assignment.root,
    reason: 'A promise of the plan was not kept.',
    directive: 'fee',
    account: assignment.account,
    charge: 'sla_credit',
    assignment: assignment.id,
    plan: plan.id,
    // A promise may be called like a component; what is charged for one must not pass for the other.
    component: `sla:${promise.id}`,
    period,
    currency: plan.currency,
    amount: decimalFromAtto(-credit),
    detail,
  };
}
