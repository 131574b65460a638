import type { LineKeys } from './statement-row.ts';

/** One sum that is owed: rounded once, with the exact sum beside it and the keys its outcomes are found by. */
export interface StatementLine extends LineKeys {
  /** Follows from root, posting period and keys alone: the same line has it in every statement it stands on. */
  readonly id: string;
  /** Units, decimal text. */
  readonly quantity: string;
  /** The sum of the ledger's entries, decimal text. */
  readonly exactAmount: string;
  /** What is owed: the exact amount in whole minor units of the currency, decimal text with all of their digits. */
  readonly amount: string;
}

/** A line of an earlier month that was closed already, stated in this one. */
export interface Adjustment extends StatementLine {
  /** The statement of the same account that the line would have stood on. */
  readonly adjusts: { readonly period: string; readonly statement: string };
}

/** What a part of a statement comes to in one currency, decimal text. */
export interface Subtotal {
  readonly currency: string;
  /** Sum of the rounded lines and adjustments. */
  readonly amount: string;
  /** The adjustments among it. */
  readonly adjustments: string;
  /** The same sum before anything was rounded. */
  readonly exactAmount: string;
}

/** A model, or with empty names what is charged without a call. */
export interface ModelNode {
  readonly provider: string;
  readonly model: string;
  readonly subtotals: readonly Subtotal[];
  /** Ids of its lines and adjustments, in their order. */
  readonly lines: readonly string[];
}

/** A project, or with an empty id what is charged to the account alone. */
export interface ProjectNode {
  readonly project: string;
  readonly name: string;
  readonly subtotals: readonly Subtotal[];
  readonly models: readonly ModelNode[];
}

/** An account with everything below it that has lines. */
export interface AccountNode {
  readonly account: string;
  /** Its id again where the tree does not know it. */
  readonly name: string;
  /** False for an account the ledger names and the tree does not hold: it is shown rather than lost. */
  readonly known: boolean;
  /** Its own and those of everything below it. */
  readonly subtotals: readonly Subtotal[];
  readonly projects: readonly ProjectNode[];
  readonly accounts: readonly AccountNode[];
}

/** How lines become what is owed. */
export interface RoundingRule {
  /** To the nearest minor unit; a half goes to the even one. */
  readonly rule: 'half_even';
  /** Each line once; every total is a sum of rounded lines. */
  readonly per: 'line';
}

/** Calls of a statement that carry one mark. */
export interface MarkedCalls {
  /** A code of `MARKS` in `@suanpan/facts`. */
  readonly mark: string;
  /** Empty where no money moved. */
  readonly currency: string;
  readonly calls: number;
  /** Exact, not rounded: decimal text. */
  readonly amount: string;
}

/** What an account and everything below it owes for a month, every line of it traceable. */
export interface Statement {
  readonly v: 1;
  /** Follows from root, account and period. */
  readonly id: string;
  readonly root: { readonly id: string; readonly name: string };
  readonly account: { readonly id: string; readonly name: string };
  /** From inclusive, to exclusive, epoch milliseconds; the month of the root's zone. */
  readonly period: { readonly id: string; readonly from: number; readonly to: number; readonly zone: string };
  /** Lines of an open period may still change; those of a closed one never do. */
  readonly status: 'open' | 'closed';
  readonly rounding: RoundingRule;
  readonly lines: readonly StatementLine[];
  readonly adjustments: readonly Adjustment[];
  /** The account and its subtree with subtotals. */
  readonly tree: AccountNode;
  /** One per currency, never added up. */
  readonly totals: readonly Subtotal[];
  /** Calls of the period that no price is known for yet: not free, but not stated. Absent where nobody counted. */
  readonly unpricedCalls?: number;
  /** Calls whose amount is not certain and what they carry, by mark and currency. A call with two marks is in both. Absent where there are none. */
  readonly markedCalls?: readonly MarkedCalls[];
  /** The last outcome of the root's shard that was in the ledger when it was read. */
  readonly asOf?: { readonly shard: number; readonly seq: number };
}
