import type { Closing } from '@suanpan/facts';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { compareText } from './line-order.ts';
import type { StatementRow } from './statement-row.ts';

/** One account and currency of a closed month, decimal text. */
export interface ClosingTotal {
  readonly account: string;
  readonly currency: string;
  /** What the rated log says the month came to when it was closed. */
  readonly closed: string;
  /** What the ledger's rows come to. */
  readonly ledger: string;
  /** Closed minus ledger: positive is missing in the ledger, negative is too many there. */
  readonly difference: string;
}

/** Whether the ledger holds of a closed month exactly what was closed. */
export interface ClosingComparison {
  readonly totals: readonly ClosingTotal[];
  readonly agrees: boolean;
}

/**
 * Compares the rows of a closed month with the totals its close found, by account and currency, before rounding. What only one
 * side knows counts as 0 on the other, so that it cannot hide. Every difference must be 0.
 */
export function compareClosing(rows: Iterable<StatementRow>, closing: Pick<Closing, 'totals'>): ClosingComparison {
  const sums = new Map<string, { account: string; currency: string; closed: bigint | undefined; ledger: bigint }>();
  const sumOf = (account: string, currency: string) => {
    const key = JSON.stringify([account, currency]);
    const sum = sums.get(key) ?? { account, currency, closed: 0n, ledger: 0n };
    sums.set(key, sum);
    return sum;
  };
  for (const row of rows) sumOf(row.account, row.currency).ledger += row.amount;
  for (const { account, currency, amount } of closing.totals) {
    const sum = sumOf(account, currency);
    const atto = attoFromDecimal(amount);
    sum.closed = atto === undefined || sum.closed === undefined ? undefined : sum.closed + atto;
  }
  const totals = [...sums.values()]
    .sort((one, other) => compareText(one.account, other.account) || compareText(one.currency, other.currency))
    .map(({ account, currency, closed, ledger }) => ({
      account,
      currency,
      closed: textOf(closed),
      ledger: textOf(ledger),
      difference: textOf(closed === undefined ? undefined : closed - ledger),
    }));
  return { totals, agrees: totals.every(({ difference }) => difference === '0') };
}

/** A total that cannot be read must not look like agreement. */
function textOf(atto: bigint | undefined): string {
  return atto === undefined ? 'not a number' : decimalFromAtto(atto);
}
