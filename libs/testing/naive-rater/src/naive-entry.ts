import type { Charge, Leaf } from '@suanpan/facts';
import type { Fraction } from './fraction.ts';

export interface NaiveFactor {
  readonly name: string;
  readonly value: Fraction;
}

/** A quantity within an entry. */
export interface NaivePart {
  readonly leaf: Leaf | Charge;
  readonly quantity: Fraction;
  /** The list price it was charged by; absent for prices of the plan and for money. */
  readonly list?: Fraction;
  readonly atto: bigint;
}

/** One sum of money of one step. */
export interface NaiveEntry {
  readonly seq: number;
  /** The step of the call it is about, where it is about one. */
  readonly target?: number;
  readonly account: string;
  readonly currency: string;
  readonly plan?: string;
  readonly assignment?: string;
  /** Without the band; `list` where no plan decided. */
  readonly component: string;
  /** `1`, `2`, … of tiers, `volume`, `overage`. */
  readonly band?: string;
  readonly factors: readonly NaiveFactor[];
  readonly parts: readonly NaivePart[];
  readonly atto: bigint;
  readonly service?: string;
  readonly posting?: string;
  /** Whether it gives back to a credit that stands no longer above the call: nothing gets there. */
  readonly isLost?: boolean;
  /** The minute of the call, for throughput. */
  readonly minute: number;
}

export function attoSum(entries: readonly NaiveEntry[]): bigint {
  return entries.reduce((total, entry) => total + entry.atto, 0n);
}
