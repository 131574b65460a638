import type { ClickHouse } from '@suanpan/clickhouse';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { type Bill, type BillLine, billOf } from './bill.ts';

/** The events a bill is of. */
export interface BillScope {
  readonly root: string;
  readonly source: string;
}

const SUMS = `currency, sum(calls) AS callCount, sumIf(input_tokens, calls = 1) AS inputTokens,
  sumIf(output_tokens, calls = 1) AS outputTokens, sum(amount) AS amount`;
// Duplicates and conflicts have rows of their own that count no call and cost nothing.
const FROM = `FROM ledger.usage WHERE root = {root:String} AND source = {source:String}
  AND kind IN ('rated', 'quarantined', 'adjusted')`;

const BY_MODEL = `SELECT model AS what, ${SUMS} ${FROM}
  GROUP BY model, currency ORDER BY model, currency`;
const BY_HOUR = `SELECT formatDateTime(toStartOfHour(time, 'UTC'), '%F %H:00', 'UTC') AS what,
  ${SUMS} ${FROM} GROUP BY what, currency ORDER BY what, currency`;

interface SumsRow {
  readonly what: string;
  readonly currency: string;
  readonly callCount: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly amount: string | null;
}

/** Reads the bill of one source of a root from the ledger. */
export async function readBill(clickhouse: ClickHouse, scope: BillScope): Promise<Bill> {
  const byModel = await clickhouse.queryRows<SumsRow>(BY_MODEL, { ...scope });
  const byHour = await clickhouse.queryRows<SumsRow>(BY_HOUR, { ...scope });
  return billOf(byModel.map(lineOf), byHour.map(lineOf));
}

function lineOf({ what, currency, callCount, inputTokens, outputTokens, amount }: SumsRow): BillLine {
  const atto = amount === null ? undefined : attoFromDecimal(amount);
  return {
    what,
    calls: Number(callCount),
    inputTokens: Number(inputTokens),
    outputTokens: Number(outputTokens),
    currency,
    amount: atto === undefined ? null : decimalFromAtto(atto),
  };
}

/** How many events of a source the ledger knows. */
export interface LedgerCounts {
  /** Outcomes of any kind. */
  readonly outcomes: number;
  /** Events that were counted, priced or not: everything but repeats. */
  readonly counted: number;
}

const COUNTS = `SELECT countIf(entry = 0 AND kind != 'adjusted') AS outcomes,
  countIf(entry = 0 AND kind IN ('rated', 'quarantined')) AS counted
  FROM ledger.usage WHERE root = {root:String} AND source = {source:String}`;

/** Counts what the ledger holds of one source. */
export async function readCounts(clickhouse: ClickHouse, scope: BillScope): Promise<LedgerCounts> {
  const [row] = await clickhouse.queryRows<{ outcomes: string; counted: string }>(COUNTS, { ...scope });
  return { outcomes: Number(row?.outcomes ?? 0), counted: Number(row?.counted ?? 0) };
}

/** When the counted events of a source finished, epoch milliseconds. */
export interface LedgerSpan {
  readonly first: number;
  readonly last: number;
}

const SPAN = `SELECT toString(toUnixTimestamp64Milli(min(time))) AS first, toString(toUnixTimestamp64Milli(max(time))) AS last
  FROM ledger.usage WHERE root = {root:String} AND source = {source:String} AND kind IN ('rated', 'quarantined')
  HAVING count() > 0`;

/** Reads the span of what was counted; a trace that was sent before stands where it was sent first. */
export async function readSpan(clickhouse: ClickHouse, scope: BillScope): Promise<LedgerSpan | undefined> {
  const [row] = await clickhouse.queryRows<{ first: string; last: string }>(SPAN, { ...scope });
  return row === undefined ? undefined : { first: Number(row.first), last: Number(row.last) };
}
