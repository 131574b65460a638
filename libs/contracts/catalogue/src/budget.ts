/** The three classes a root's budget is split into. Contingency pays what the other two cannot. */
export const BUDGET_CLASSES = ['core', 'innovation', 'contingency'] as const;
export type BudgetClass = (typeof BUDGET_CLASSES)[number];

/** Money a node may spend in a period. */
export interface Budget {
  /** Decimal text. */
  readonly amount: string;
  readonly currency: string;
  readonly period: 'month';
  /** Percents of the amount at which somebody is told, ascending, e.g. `[80, 100]`. */
  readonly thresholdPercents: readonly number[];
  /** Whether spending stops at the amount, or is only reported. */
  readonly hard: boolean;
}

/** Calls a node may make in a period. */
export interface CallQuota {
  readonly calls: number;
  readonly period: 'day' | 'month';
}

/**
 * A rule that makes budgets of one figure. `split` divides a root's monthly budget over the classes; `spend_share` follows
 * what share of a given technology spend the root's model calls are.
 */
export type BudgetRule =
  | {
      readonly id: string;
      readonly root: string;
      readonly kind: 'split';
      readonly amount: string;
      readonly currency: string;
      /** Whole percents, together 100. */
      readonly percents: Readonly<Record<BudgetClass, number>>;
    }
  | {
      readonly id: string;
      readonly root: string;
      readonly kind: 'spend_share';
      /** The technology spend of a month. */
      readonly amount: string;
      readonly currency: string;
      /** The share of it, in percent, that should not be exceeded. */
      readonly percentMax: number;
    };
