import type { Multiplier, Plan, PlanComponent, UsageSelector } from '@suanpan/catalogue';
import { CHARGES } from '@suanpan/facts';
import { compareExact, EXACT_ONE, type Exact } from '@suanpan/money';
import { numberOf } from './plan-number.ts';
import { type ReadyComponent, readyComponent } from './ready-component.ts';

/** A plan with its numbers read. */
export interface ReadyPlan {
  readonly plan: Plan;
  readonly components: readonly ReadyComponent[];
  readonly multipliers: readonly ReadyMultiplier[];
  readonly minimum: Exact | undefined;
  readonly flaw?: undefined;
}

export interface ReadyMultiplier {
  readonly id: string;
  readonly selector: UsageSelector | undefined;
  readonly condition: Multiplier['condition'];
  /** 1 for a series, whose value it is. */
  readonly ratio: Exact;
  /** Of a series. */
  readonly floor: Exact;
  readonly ceiling: Exact;
}

/** A plan nothing can be charged by, and why. */
export interface FlawedPlan {
  readonly flaw: string;
}

// Versions of plans are never changed, so that what one says is worked out once.
const ready = new WeakMap<Plan, ReadyPlan | FlawedPlan>();

/** Reads the numbers of a plan, or says what is wrong with them. */
export function readyPlan(plan: Plan): ReadyPlan | FlawedPlan {
  let known = ready.get(plan);
  if (known === undefined) {
    known = newReadyPlan(plan);
    ready.set(plan, known);
  }
  return known;
}

/** Why nothing can be charged by a plan; `undefined` for a sound one. Asked before a plan is written. */
export function planFlaw(plan: Plan): string | undefined {
  return readyPlan(plan).flaw;
}

function newReadyPlan(plan: Plan): ReadyPlan | FlawedPlan {
  const components: ReadyComponent[] = [];
  for (const component of plan.components) {
    const made = readyComponent(component);
    const flaw = typeof made === 'string' ? made : nameFlaw(component, components);
    if (flaw !== undefined) return { flaw: `component ${component.id}: ${flaw}` };
    if (typeof made !== 'string') components.push(made);
  }
  const multipliers: ReadyMultiplier[] = [];
  for (const multiplier of plan.multipliers ?? []) {
    const made = readyMultiplier(multiplier);
    if (typeof made === 'string') return { flaw: `multiplier ${multiplier.id}: ${made}` };
    if (multipliers.some(({ id }) => id === made.id)) return { flaw: `multiplier ${made.id}: the id is not unique` };
    multipliers.push(made);
  }
  if (!['multiply', 'lowest', undefined].includes(plan.stacking)) return { flaw: 'stacking is multiply or lowest' };
  const minimum = plan.minimumAmount === undefined ? undefined : numberOf(plan.minimumAmount);
  if (plan.minimumAmount !== undefined && (minimum === undefined || minimum.digits < 0n))
    return { flaw: 'minimumAmount is no amount' };
  return { plan, components, multipliers, minimum };
}

/** Words that components of entries have for what is no component of a plan. */
const RESERVED: readonly string[] = CHARGES;

function nameFlaw({ id }: PlanComponent, others: readonly ReadyComponent[]): string | undefined {
  if (!/^[^#|:]+$/.test(id)) return 'an id is some text without #, | and :';
  if (RESERVED.includes(id)) return 'the id has a meaning of its own in entries';
  return others.some((other) => other.id === id) ? 'the id is not unique' : undefined;
}

const CONDITIONS: readonly string[] = ['always', 'priority', 'batch', 'model', 'series'];

function readyMultiplier({ id, selector, condition, ratio }: Multiplier): ReadyMultiplier | string {
  // Factors of entries are told apart by their names and places.
  if (!/^[^=:]+$/.test(id) || id === 'ratio') return 'an id is some text without = and :, and not the word ratio';
  if (!CONDITIONS.includes(condition.on)) return 'the condition is not known';
  const base = { id, selector, condition };
  if (condition.on !== 'series') {
    const value = numberOf(ratio);
    if (value === undefined || value.digits < 0n) return 'ratio is no number from 0 on';
    return { ...base, ratio: value, floor: value, ceiling: value };
  }
  if (ratio !== undefined) return 'a series has no ratio beside its value';
  const floor = numberOf(condition.floor);
  const ceiling = numberOf(condition.ceiling);
  if (floor === undefined || ceiling === undefined || floor.digits < 0n || compareExact(floor, ceiling) > 0)
    return 'floor and ceiling are numbers from 0 on, in this order';
  return { ...base, ratio: EXACT_ONE, floor, ceiling };
}
