import type { Plan, PlanComponent } from '@suanpan/catalogue';
import type { UsageGroup } from '@suanpan/charging';
import { decimalFromAtto, storedAtto } from '@suanpan/money';
import { dependsOnOrder } from './boundaries.ts';
import { type Pricing, type Scenario, suppose } from './scenario.ts';
import { BillSimulation, type SimulatedBill } from './simulate-bill.ts';

type Commitment = Extract<PlanComponent, { kind: 'commitment' }>;

/** What is asked: how much of one commitment of a plan should have been bought for this history. */
export interface CommitmentQuestion {
  readonly scenario: Scenario;
  readonly account: string;
  /** The plan that would hold; its named commitment's quantity and fee are what varies. */
  readonly plan: Plan;
  readonly component: string;
  /** Decimal text: the monthly fee for one unit of the quantity. */
  readonly unitFee: string;
  /** The quantity is sold in steps of this many units. */
  readonly stepUnits: bigint;
  /** History, small enough to be charged once per point of the curve: read it with grain `boundary`. */
  readonly groups: readonly UsageGroup[];
}

/** One point of the curve. */
export interface CommitmentPoint {
  /** Whole units committed to each month. */
  readonly quantity: bigint;
  /** Cost of the whole history in the plan's currency, atto units. */
  readonly cost: bigint;
}

export interface BestCommitment {
  readonly best: CommitmentPoint;
  /** Ascending by quantity. Between two points next to each other the cost is a straight line. */
  readonly curve: readonly CommitmentPoint[];
  /**
   * Whether `best` is proved to be the least cost of all quantities. Not so where unused quantity rolls over, where components
   * select different usage, or where the order of calls matters: then it is the least of those tried.
   */
  readonly proved: boolean;
}

/** Points beside the breakpoints, where the curve may bend elsewhere. */
const EXTRA_POINTS = 40n;

/**
 * Finds the quantity that would have cost least. The fee grows evenly with the quantity, and what lies beyond it changes its
 * slope only where some month's use is just covered, or just fills what comes next (an allowance, a band of tiers): the cost
 * is a chain of straight lines between those quantities, and least at one of them, or at a step next to it, since
 * quantities are sold in steps.
 */
export function bestCommitment(question: CommitmentQuestion, pricing: Pricing): BestCommitment | undefined {
  const component = question.plan.components.find(({ id }) => id === question.component);
  if (component?.kind !== 'commitment') return undefined;
  const used = usedByMonth(question, component, pricing);
  const { plan } = question;
  const proved =
    component.rollover === 'none' &&
    plan.components.every(({ selector }) => selector === undefined) &&
    !dependsOnOrder(plan);
  const quantities = candidates(used, bendsAfter(plan, component), question.stepUnits, !proved);
  const curve = quantities.map((quantity) => ({ quantity, cost: costOf(question, component, quantity, pricing) }));
  const best = curve.reduce((least, point) => (point.cost < least.cost ? point : least));
  return { best, curve, proved };
}

/** How much of the commitment each month would have used, had there been no end to it. */
function usedByMonth(question: CommitmentQuestion, component: Commitment, pricing: Pricing): bigint[] {
  const endless = { ...component, quantity: '99999999999999', feeAmount: '0' };
  const { months } = simulate(question, endless, pricing);
  if (component.unit !== 'money') return months.map(({ quantities }) => BigInt(quantities.get(component.id) ?? 0));
  const key = `${component.id} ${question.plan.currency}`;
  const unit = 10n ** 18n;
  return months.map(({ components }) => (-(components.get(key) ?? 0n) + unit - 1n) / unit);
}

/** How far beyond the commitment its successors change what a unit costs: ends of allowances, commitments and bands. */
function bendsAfter(plan: Plan, component: Commitment): bigint[] {
  const bends = [0n];
  let before = 0n;
  for (const next of plan.components.slice(plan.components.indexOf(component) + 1)) {
    if (next.kind === 'allowance' || next.kind === 'commitment') {
      before += BigInt(next.quantity.split('.')[0] ?? '0');
      bends.push(before);
    } else if (next.kind === 'tiers') {
      for (const { upTo } of next.bands) if (upTo !== null) bends.push(before + BigInt(upTo));
    }
  }
  return bends;
}

/** Nothing, the steps on both sides of every bend of every month, and where needed an even grid up to the largest. */
function candidates(used: readonly bigint[], bends: readonly bigint[], step: bigint, grid: boolean): bigint[] {
  const found = new Set<bigint>([0n]);
  let largest = 0n;
  for (const units of used) {
    if (units > largest) largest = units;
    for (const bend of bends) {
      if (units < bend) continue;
      const below = ((units - bend) / step) * step;
      found.add(below);
      found.add(below + step);
      if (below >= step) found.add(below - step);
    }
  }
  if (grid) for (let i = 1n; i <= EXTRA_POINTS; i += 1n) found.add(((largest * i) / EXTRA_POINTS / step) * step);
  return [...found].sort((a, b) => (a < b ? -1 : 1));
}

function costOf(question: CommitmentQuestion, component: Commitment, quantity: bigint, pricing: Pricing): bigint {
  const unitFee = storedAtto(question.unitFee);
  const committed = { ...component, quantity: String(quantity), feeAmount: decimalFromAtto(unitFee * quantity) };
  const { months } = simulate(question, committed, pricing);
  return months.reduce((sum, { totals }) => sum + (totals.get(question.plan.currency) ?? 0n), 0n);
}

function simulate(question: CommitmentQuestion, component: Commitment, pricing: Pricing): SimulatedBill {
  const { scenario, account, plan, groups } = question;
  const components = plan.components.map((other) => (other.id === component.id ? component : other));
  const view = suppose(scenario.view, scenario.root, { account, plan: { ...plan, components } });
  const simulation = new BillSimulation({ ...scenario, view }, pricing);
  for (const group of groups) simulation.add(group);
  return simulation.finish();
}
