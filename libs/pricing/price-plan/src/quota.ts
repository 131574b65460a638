import type { CatalogueView, Period, PlanAssignment } from '@suanpan/catalogue';
import { quantiseExact } from '@suanpan/money';
import { decidingMs } from './assignment.ts';
import type { CounterMoves } from './counter-moves.ts';
import { carryCounter, useCounter } from './counter-names.ts';
import { readMicro, readNumber } from './number-counters.ts';
import { type MoneyComponent, type QuantityComponent, wholeMicro } from './ready-component.ts';

/** An allowance or commitment of one assignment in one period. */
export interface Quota {
  readonly component: QuantityComponent | MoneyComponent;
  readonly assignment: PlanAssignment;
  readonly period: Period;
}

/** How much there is and how much is used, in millionths of units, or atto units of money. */
export interface QuotaState {
  /** The period's own quantity: its share of the plan's, rounded down to whole units; money to atto units. */
  readonly own: bigint;
  /** What the period before left over. */
  readonly carried: bigint;
  readonly used: bigint;
  /** Never below 0, even where a quantity was cut after it was used. */
  readonly left: bigint;
}

export function quotaState(view: CatalogueView, moves: CounterMoves, quota: Quota): QuotaState {
  const { component } = quota;
  const own = ownQuantity(view, quota);
  const carried = component.rollsOver ? readAmount(moves, carryName(quota), component.kind) : 0n;
  const used = readAmount(moves, useName(quota), component.kind);
  const left = own + carried - used;
  return { own, carried, used, left: left > 0n ? left : 0n };
}

/** The period's own quantity. `by_time` it is the share of the period's milliseconds in which the assignment decides. */
function ownQuantity(view: CatalogueView, { component, assignment, period }: Quota): bigint {
  const ms = decidingMs(view, assignment, period);
  if (ms === 0) return 0n;
  const atto = component.isProrated ? (component.atto * BigInt(ms)) / BigInt(period.to - period.from) : component.atto;
  return component.kind === 'money' ? atto : wholeMicro(atto);
}

function readAmount(moves: CounterMoves, name: string, kind: 'quantity' | 'money'): bigint {
  return kind === 'money' ? quantiseExact(readNumber(moves, name)) : readMicro(moves, name);
}

export function useName({ component, assignment, period }: Quota): string {
  return useCounter(assignment.root, assignment.id, component.id, period.id);
}

export function carryName({ component, assignment, period }: Quota): string {
  return carryCounter(assignment.root, assignment.id, component.id, period.id);
}
