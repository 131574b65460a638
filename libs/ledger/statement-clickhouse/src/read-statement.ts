import type { Period } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { Closing } from '@suanpan/facts';
import {
  type ClosingComparison,
  compareClosing,
  type MarkedCalls,
  type Statement,
  type StatementRow,
} from '@suanpan/statement';
import { answeredAtto } from './decimal.ts';
import { HIGHEST_SEQ, MARKED_CALLS, STATEMENT_ROWS, UNPRICED_CALLS } from './sql/statement-queries.ts';

/** What was posted to a month of a root, and how far the ledger was when it was read. */
export interface PostedRows {
  readonly rows: readonly StatementRow[];
  /** Absent while the ledger has nothing of the shard. Read first: the rows hold at least everything up to it. */
  readonly asOf: Statement['asOf'];
}

export interface PostedScope {
  readonly root: string;
  /** The root's shard, as the catalogue says. */
  readonly shard: number;
  /** The posting period, `2026-11`. */
  readonly period: string;
}

interface Row extends Readonly<Record<'account' | 'project' | 'provider' | 'model' | 'plan' | 'component', string>> {
  readonly item: StatementRow['item'];
  readonly currency: string;
  readonly service_period: string;
  readonly quantity: string;
  readonly amount: string;
}

/** Reads all that statements of a root and month are made of, by one query. `ledger_unavailable` when the engine does not answer. */
export async function readPostedRows(
  clickhouse: ClickHouse,
  { root, shard, period }: PostedScope,
): Promise<PostedRows> {
  const [reached] = await clickhouse.queryRows<{ seq: string }>(HIGHEST_SEQ, { shard });
  const rows = await clickhouse.queryRows<Row>(STATEMENT_ROWS, { root, period });
  return {
    rows: rows.map(({ service_period, quantity, amount, ...keys }) => ({
      ...keys,
      servicePeriod: service_period,
      quantity: answeredAtto(quantity),
      amount: answeredAtto(amount),
    })),
    asOf: reached === undefined ? undefined : { shard, seq: Number(reached.seq) },
  };
}

/** Whether the ledger holds of a closed month exactly what its close found; every difference must be 0. */
export async function checkClosing(
  clickhouse: ClickHouse,
  scope: Omit<PostedScope, 'period'>,
  closing: Closing,
): Promise<ClosingComparison> {
  const { rows } = await readPostedRows(clickhouse, { ...scope, period: closing.period });
  return compareClosing(rows, closing);
}

/** How many calls of a period have no price yet; of all accounts of the root unless some are named. */
export async function countUnpricedCalls(
  clickhouse: ClickHouse,
  root: string,
  { from, to }: Pick<Period, 'from' | 'to'>,
  accounts?: readonly string[],
): Promise<number> {
  const params = { root, from, to, everybody: accounts === undefined, accounts: accounts ?? [] };
  const [row] = await clickhouse.queryRows<{ calls: string }>(UNPRICED_CALLS, params);
  return Number(row?.calls ?? 0);
}

/** Calls of a month whose amount is not certain and what they carry, by mark; of all accounts of the root unless some are named. */
export async function readMarkedCalls(
  clickhouse: ClickHouse,
  root: string,
  period: string,
  accounts?: readonly string[],
): Promise<readonly MarkedCalls[]> {
  const params = { root, period, everybody: accounts === undefined, accounts: accounts ?? [] };
  const rows = await clickhouse.queryRows<Record<keyof MarkedCalls, string>>(MARKED_CALLS, params);
  return rows.map(({ mark, currency, calls, amount }) => ({ mark, currency, calls: Number(calls), amount }));
}
