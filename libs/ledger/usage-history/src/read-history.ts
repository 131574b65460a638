import type { PriceBoundaries, UsageGroup } from '@suanpan/charging';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { UsageEvent } from '@suanpan/facts';
import { formatInstant, MS_PER_DAY } from '@suanpan/time';
import {
  ANY_CORRECTED,
  DECIMAL_QUANTITIES,
  type Grain,
  type GroupRow,
  type HistoryScope,
  historyQuery,
  WHOLE_QUANTITIES,
} from './history-query.ts';

export interface HistoryOptions {
  readonly boundaries: PriceBoundaries;
  readonly grain: Grain;
  /** Told after each span of days: the share that is read, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/** Queries for a whole history, and days one reads at least: enough for a progress bar, and each costs something by itself. */
const QUERIES = 12;
const DAYS_PER_QUERY_MIN = 5;

/**
 * Reads the calls of a root as groups in order of time, span by span. A span never crosses a boundary of days, so that
 * groups of a later span are never older than those before. `ledger_unavailable` when ClickHouse does not answer.
 */
export async function* readHistory(
  clickhouse: ClickHouse,
  scope: HistoryScope,
  { boundaries, grain, onProgress, signal }: HistoryOptions,
): AsyncGenerator<UsageGroup> {
  const [any] = await clickhouse.queryRows<{ found: string }>(ANY_CORRECTED, { root: scope.root });
  const parts = { byAccounts: scope.accounts !== undefined, corrected: any?.found !== '0' };
  const sql = historyQuery(grain, boundaries, parts);
  const days = Math.ceil((scope.to - scope.from) / MS_PER_DAY / QUERIES);
  const span = Math.max(days, DAYS_PER_QUERY_MIN) * MS_PER_DAY;
  for (let from = scope.from; from < scope.to; ) {
    const to = Math.min(scope.to, Math.floor(from / MS_PER_DAY) * MS_PER_DAY + span);
    const params = {
      root: scope.root,
      from,
      to,
      ...(scope.accounts === undefined ? {} : { accounts: scope.accounts }),
    };
    const rows = await clickhouse.queryRows<GroupRow>(sql, params, signal === undefined ? {} : { signal });
    for (const row of rows) yield groupOf(row, scope.root, boundaries.contexts);
    from = to;
    onProgress?.((to - scope.from) / (scope.to - scope.from));
  }
}

/** The first and last time of a root's calls; `undefined` if it has none. Saves reading years in which nothing was. */
export async function historySpan(
  clickhouse: ClickHouse,
  root: string,
): Promise<{ readonly from: number; readonly to: number } | undefined> {
  const [row] = await clickhouse.queryRows<{ counted: string; from: string; to: string }>(
    `SELECT toString(count()) AS counted, toString(toUnixTimestamp64Milli(min(time))) AS from,
  toString(toUnixTimestamp64Milli(max(time))) AS to FROM ledger.usage WHERE root = {root:String} AND calls = 1`,
    { root },
  );
  if (row === undefined || row.counted === '0') return undefined;
  return { from: Number(row.from), to: Number(row.to) + 1 };
}

function groupOf(row: GroupRow, root: string, contexts: readonly number[]): UsageGroup {
  const counts: Record<string, number | string> = {};
  for (const { column, field } of WHOLE_QUANTITIES) {
    const count = Number(row[column]);
    if (count > 0 || field === 'inputTokens' || field === 'outputTokens') counts[field] = count;
  }
  for (const { column, field } of DECIMAL_QUANTITIES)
    if (Number(row[column]) !== 0) counts[field] = String(row[column]);
  const event = {
    time: formatInstant(Number(row.newest)),
    account: row.account,
    credential: '',
    id: 'history',
    source: 'suanpan/history',
    root,
    project: row.project,
    provider: row.provider,
    requestedModel: row.requested_model,
    ...(row.served_model === '' ? {} : { servedModel: row.served_model }),
    operation: row.operation,
    ...(row.service_tier === '' ? {} : { serviceTier: row.service_tier }),
    ...(row.region === '' ? {} : { region: row.region }),
    ...(row.batch === 1 ? { batch: true } : {}),
    ...counts,
    requests: Number(row.requests),
    usageQuality: 'reported',
  } as UsageEvent;
  return {
    event,
    calls: Number(row.calls),
    aboveInputTokens: row.context === 0 ? 0 : (contexts[row.context - 1] ?? 0),
  };
}
