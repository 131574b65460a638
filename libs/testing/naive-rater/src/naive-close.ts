import type { CatalogueView, Period, PlanAssignment } from '@suanpan/catalogue';
import { monthAfter } from '@suanpan/catalogue';
import { atto, type Fraction, fraction, fromAtto, greatest, multiply, ONE, subtract, sum, ZERO } from './fraction.ts';
import { leftOf, usedOf } from './naive-call.ts';
import { leftOfCredit } from './naive-credits.ts';
import { attoSum, type NaiveEntry } from './naive-entry.ts';
import { closedOf, monthNamed, planOf, quantityOf, shareOf } from './naive-place.ts';
import { entriesSoFar } from './naive-scene.ts';
import type { Carried, NaiveOutcome, NaiveStep } from './naive-step.ts';

export function treeOf(view: CatalogueView, account: string): string[] {
  return [account, ...view.under('account', account).flatMap(({ id }) => treeOf(view, id))];
}

/** Assignments of a tree that are in force at some time of a month. */
export function assignmentsIn(view: CatalogueView, root: string, { from, to }: Period): PlanAssignment[] {
  return treeOf(view, root)
    .flatMap((account) => view.under('assignment', account))
    .filter((one) => one.effectiveFrom < to && (one.effectiveTo ?? to) > from);
}

/** What is missing to the minimum of an assignment in a month. */
export function trueUp(
  { seq, view }: NaiveStep,
  past: readonly NaiveOutcome[],
  assignment: PlanAssignment,
  month: Period,
): readonly NaiveEntry[] {
  const plan = planOf(view, assignment);
  if (plan.minimumAmount === undefined) return [];
  const minimum = atto(multiply(fraction(plan.minimumAmount), shareOf(view, assignment, month)));
  const spent = entriesSoFar({ past, made: [] }).filter(
    (entry) =>
      entry.plan !== undefined &&
      entry.assignment === assignment.id &&
      entry.service === month.id &&
      entry.parts.every(({ leaf }) => leaf !== 'sla_credit'),
  );
  const missing = minimum - attoSum(spent);
  if (missing <= 0n) return [];
  const parts = [{ leaf: 'true_up', quantity: ONE, atto: missing }] as const;
  const head = { seq, account: assignment.account, currency: plan.currency, plan: plan.id, assignment: assignment.id };
  const months = { service: month.id, posting: month.id, minute: 0 };
  return [{ ...head, component: 'true_up', factors: [], parts, atto: missing, ...months }];
}

/** What of an assignment's month goes over into the next: its own quantity that was not used, the carried being used first. */
export function carryOver(
  { view }: NaiveStep,
  past: readonly NaiveOutcome[],
  assignment: PlanAssignment,
  month: Period,
): readonly Carried[] {
  const next = monthNamed(view, assignment.root, monthAfter(month.id, 1));
  const plan = planOf(view, assignment);
  const carried: Carried[] = [];
  for (const component of plan.components) {
    if (component.kind !== 'commitment' || component.rollover !== 'next_period') continue;
    const scene = { view, past, made: [], assignment, plan, month, instant: 0 };
    const came = sum(
      past
        .flatMap((outcome) => outcome.carried ?? [])
        .filter((one) => one.assignment === assignment.id && one.component === component.id && one.to === month.id)
        .map(({ quantity }) => quantity),
    );
    const usedOwn = greatest(ZERO, subtract(usedOf(scene, component), came));
    const quantity = subtract(quantityOf(view, assignment, component, month), usedOwn);
    const isMet = next !== undefined && shareOf(view, assignment, next).top > 0n;
    if (next !== undefined && isMet && quantity.top > 0n)
      carried.push({ assignment: assignment.id, component: component.id, from: month.id, to: next.id, quantity });
  }
  return carried;
}

/** What each account posted to a month, in atto units by currency. */
export function totalsOf(
  past: readonly NaiveOutcome[],
  accounts: readonly string[],
  month: string,
): Map<string, bigint> {
  const totals = new Map<string, bigint>();
  for (const { account, currency, posting, atto: amount } of entriesSoFar({ past, made: [] })) {
    if (posting !== month || !accounts.includes(account)) continue;
    const key = `${account} ${currency}`;
    totals.set(key, (totals.get(key) ?? 0n) + amount);
  }
  for (const [key, amount] of totals) if (amount === 0n) totals.delete(key);
  return totals;
}

/** What is left of a quota, in whole or broken units, or of a credit, in atto units. */
export interface NaiveBalance {
  readonly name: string;
  readonly left: Fraction;
}

/** What a close finds left of allowances, commitments and credits that it has not forgotten before. */
export function balancesOf(
  step: NaiveStep & { readonly kind: 'close' },
  past: readonly NaiveOutcome[],
): readonly NaiveBalance[] {
  const { view, root, period } = step;
  const month = monthNamed(view, root, period);
  if (month === undefined) return [];
  const ofQuotas = assignmentsIn(view, root, month).flatMap((assignment) => {
    const plan = planOf(view, assignment);
    const scene = { view, past, made: [], assignment, plan, month, instant: 0 };
    return plan.components.flatMap((component) => {
      const isQuota = component.kind === 'allowance' || component.kind === 'commitment';
      if (!isQuota || component.unit === 'token_per_minute') return [];
      return [{ name: `${assignment.id}/${component.id}`, left: leftOf(scene, component) }];
    });
  });
  const accounts = treeOf(view, root);
  const ofCredits = past.flatMap(({ step: told, isCharged }, i) => {
    const credit = isCharged && told.kind === 'credit' ? told.credit : undefined;
    if (credit === undefined || credit.root !== root || !accounts.includes(credit.account)) return [];
    // One that ends with a month is told of once more by the close of that month, or by the first after it was granted.
    const closed = closedOf(past.slice(i), root);
    const end = closed === undefined ? undefined : monthNamed(view, root, closed)?.to;
    if (end !== undefined && credit.expiresAt !== null && credit.expiresAt <= end) return [];
    return [{ name: `credit:${credit.credit}`, left: fromAtto(leftOfCredit(credit, { past, made: [] })) }];
  });
  return [...ofQuotas, ...ofCredits.filter(({ left }) => left.top > 0n)];
}
