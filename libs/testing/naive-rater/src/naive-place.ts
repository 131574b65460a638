import type { CatalogueView, Period, Plan, PlanAssignment, PlanComponent, UsageSelector } from '@suanpan/catalogue';
import { monthAfter, periodAt, periodById } from '@suanpan/catalogue';
import type { Charge, Leaf, UsageEvent } from '@suanpan/facts';
import { canonicalProvider, comparableModel, matchRank, NO_MATCH } from '@suanpan/price-book';
import { type Fraction, floorTo, fraction, multiply } from './fraction.ts';
import type { NaiveOutcome } from './naive-step.ts';

export function chainOf(view: CatalogueView, account: string): string[] {
  const parent = view.account(account)?.parent;
  return parent === null || parent === undefined ? [account] : [account, ...chainOf(view, parent)];
}

export function monthOf(view: CatalogueView, root: string, instant: number): Period | undefined {
  const calendar = view.get('calendar', root);
  return calendar === undefined ? undefined : periodAt(calendar, instant);
}

export function monthNamed(view: CatalogueView, root: string, id: string): Period | undefined {
  const calendar = view.get('calendar', root);
  return calendar === undefined ? undefined : periodById(calendar, id);
}

/** Newest closed month of a root. */
export function closedOf(past: readonly NaiveOutcome[], root: string): string | undefined {
  const closes = past.flatMap(({ step, isCharged }) =>
    step.kind === 'close' && isCharged && step.root === root ? [step.period] : [],
  );
  return closes.at(-1);
}

export function postingOf(past: readonly NaiveOutcome[], root: string, service: string): string {
  const closed = closedOf(past, root);
  return closed === undefined || service > closed ? service : monthAfter(closed, 1);
}

/** The assignment of one account that decides at an instant. */
function decider(view: CatalogueView, account: string, instant: number): PlanAssignment | undefined {
  return view
    .under('assignment', account)
    .filter((one) => one.effectiveFrom <= instant && (one.effectiveTo === null || instant < one.effectiveTo))
    .toSorted((a, b) => a.effectiveFrom - b.effectiveFrom)
    .at(-1);
}

export function assignmentOf(view: CatalogueView, account: string, instant: number): PlanAssignment | undefined {
  return chainOf(view, account).flatMap((one) => decider(view, one, instant) ?? [])[0];
}

/** The share of a month in which an assignment decides for its account, millisecond by millisecond between its cuts. */
export function shareOf(view: CatalogueView, assignment: PlanAssignment, { from, to }: Period): Fraction {
  const cuts = view
    .under('assignment', assignment.account)
    .flatMap((one) => [one.effectiveFrom, one.effectiveTo ?? to]);
  const bounds = [from, ...cuts.filter((cut) => cut > from && cut < to).sort((a, b) => a - b), to];
  let ms = 0;
  for (let i = 1; i < bounds.length; i += 1) {
    const [start = 0, end = 0] = [bounds[i - 1], bounds[i]];
    if (decider(view, assignment.account, start)?.id === assignment.id) ms += end - start;
  }
  return { top: BigInt(ms), bottom: BigInt(to - from) };
}

/** The quantity of a month: its share, in whole units, or money in whole atto units. */
export function quantityOf(
  view: CatalogueView,
  assignment: PlanAssignment,
  component: PlanComponent & { readonly kind: 'allowance' | 'commitment' },
  month: Period,
): Fraction {
  const share = shareOf(view, assignment, month);
  const isWhole = component.kind === 'commitment' && component.proration === 'none' && share.top > 0n;
  const quantity = isWhole ? fraction(component.quantity) : multiply(fraction(component.quantity), share);
  return floorTo(quantity, component.unit === 'money' ? 10n ** 18n : 1n);
}

export function selects(selector: UsageSelector | undefined, event: UsageEvent): boolean {
  const model = comparableModel(event.servedModel ?? event.requestedModel);
  if (selector?.provider !== undefined && canonicalProvider(selector.provider) !== canonicalProvider(event.provider))
    return false;
  return selector?.model === undefined || matchRank(selector.model, model) !== NO_MATCH;
}

export function selectsLeaf(selector: UsageSelector | undefined, leaf: Leaf | Charge): boolean {
  return selector?.leaves === undefined || (selector.leaves as readonly string[]).includes(leaf);
}

export function planOf(view: CatalogueView, assignment: PlanAssignment): Plan {
  const plan = view.get('plan', assignment.plan);
  if (plan === undefined) throw new Error(`Plan ${assignment.plan} does not exist.`);
  return plan;
}
