import type { Charge, Leaf } from '@suanpan/facts';

/** What a statement line is about. Two ledger rows with the same keys are stated on one line. */
export interface LineKeys {
  /** The account the money was booked on; empty where the ledger knows none. */
  readonly account: string;
  /** Empty for a charge that belongs to an account alone. */
  readonly project: string;
  /** Empty for a charge without a call, as `model`. */
  readonly provider: string;
  readonly model: string;
  /** What was used, or what was charged or credited without usage. */
  readonly item: Leaf | Charge;
  /** The plan's version; empty where the price book alone decided. */
  readonly plan: string;
  /** The component with its band, `tiers#2`; empty without a plan. */
  readonly component: string;
  readonly currency: string;
  /** The month the usage belongs to. Another one than the statement's makes the line an adjustment. */
  readonly servicePeriod: string;
}

/** Entries of the ledger added up: one row, or a part of one, of one posting period. */
export interface StatementRow extends LineKeys {
  /** Units in atto (10^-18), because seconds have fractions; negative where usage is taken back. */
  readonly quantity: bigint;
  /** Money in atto. */
  readonly amount: bigint;
}

/** Rows with the same keys as one row, in the order of first appearance; what adds up to nothing used and nothing due is gone. */
export function sumRows(rows: Iterable<StatementRow>): StatementRow[] {
  const sums = new Map<string, StatementRow>();
  for (const row of rows) {
    const key = keyText(row);
    const sum = sums.get(key);
    sums.set(
      key,
      sum === undefined ? row : { ...sum, quantity: sum.quantity + row.quantity, amount: sum.amount + row.amount },
    );
  }
  return [...sums.values()].filter(({ quantity, amount }) => quantity !== 0n || amount !== 0n);
}

/** The keys as one text that no other keys have. */
export function keyText(keys: LineKeys): string {
  const { account, project, provider, model, item, plan, component, currency, servicePeriod } = keys;
  return JSON.stringify([account, project, provider, model, item, plan, component, currency, servicePeriod]);
}
