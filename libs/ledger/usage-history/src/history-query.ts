import type { PriceBoundaries } from '@suanpan/charging';
import { QUANTITIES } from '@suanpan/facts';

/** Which calls are wanted. */
export interface HistoryScope {
  readonly root: string;
  /** Accounts whose calls are wanted; absent for the whole root. */
  readonly accounts?: readonly string[];
  /** Event times: from inclusive, to exclusive, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** How finely calls are kept apart in time beside the boundaries: by day where the order of calls matters to a plan. */
export type Grain = 'day' | 'boundary';

/** Whole numbers a call used, as the ledger and the event name them. Requests are apart: every call that did not fail is one. */
export const WHOLE_QUANTITIES = QUANTITIES.filter(({ kind, field }) => kind !== 'decimal' && field !== 'requests');

/** What is decimal. */
export const DECIMAL_QUANTITIES = QUANTITIES.filter(({ kind }) => kind === 'decimal');

// Columns go by `u.` throughout: sums carry the names of what they sum, and a bare name could mean either.
const KEY_COLUMNS = [
  'account',
  'project',
  'provider',
  'requested_model',
  'served_model',
  'service_tier',
  'region',
  'batch',
  'operation',
];
const KEYS = KEY_COLUMNS.map((column) => `u.${column}`).join(', ');

const SUMS = [
  ...WHOLE_QUANTITIES.map(({ column, stored }) =>
    stored === 'column'
      ? `toString(sum(u.${column})) AS ${column}`
      : `toString(toUInt64(sum(u.other_usage['${column}']))) AS ${column}`,
  ),
  ...DECIMAL_QUANTITIES.map(({ column }) => `toString(sum(u.other_usage['${column}'])) AS ${column}`),
  `toString(toUInt64(sum(if(mapContains(u.other_usage, 'requests'), u.other_usage['requests'],
    if(u.error_type != '' OR ifNull(u.http_status, 200) >= 400, 0, 1))))) AS requests`,
].join(',\n  ');

/**
 * The last correction of each call that was voided or amended. Corrections name the outcome that counted the call; the
 * last entry of an amending outcome is about the call as it should have been.
 */
const CORRECTED = `SELECT shard, assumeNotNull(corrects) AS target,
    argMax(reason, (seq, entry)) AS how, max((seq, entry)) AS last
  FROM ledger.usage
  WHERE root = {root:String} AND corrects IS NOT NULL AND reason IN ('voided', 'amended')
  GROUP BY shard, corrects`;

/** A group as the query answers it. */
export interface GroupRow {
  readonly newest: string;
  readonly account: string;
  readonly project: string;
  readonly provider: string;
  readonly requested_model: string;
  readonly served_model: string;
  readonly service_tier: string;
  readonly region: string;
  readonly batch: number;
  readonly operation: string;
  readonly context: number;
  readonly calls: string;
  readonly requests: string;
  readonly [column: string]: string | number;
}

/** The sort key begins with the day, and the engine does not see by itself that a span of times is one of days. */
const IN_DAYS = `toDate(u.time) >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'))
  AND toDate(u.time) <= toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'))`;

/** Whether anything of a root was ever voided or amended: where nothing was, looking for it costs more than the calls do. */
export const ANY_CORRECTED = `SELECT toString(count()) AS found FROM (SELECT 1 FROM ledger.usage
  WHERE root = {root:String} AND corrects IS NOT NULL AND reason IN ('voided', 'amended') LIMIT 1)`;

const STANDING = `((u.calls = 1 AND u.usage_quality != 'missing' AND (u.shard, u.seq) NOT IN (SELECT shard, target FROM corrected))
    OR (u.reason = 'amended'
      AND (u.shard, u.seq, u.entry) IN (SELECT shard, last.1, last.2 FROM corrected WHERE how = 'amended')))`;

/** What a query is to hold beside its boundaries. */
export interface QueryParts {
  readonly byAccounts: boolean;
  /** Whether calls may have been voided or amended. */
  readonly corrected: boolean;
}

/**
 * One query for a span of days: calls that stand (voided ones are left out, amended ones are as amended), grouped by who,
 * what, and the side of every boundary they lie on.
 */
export function historyQuery(grain: Grain, boundaries: PriceBoundaries, parts: QueryParts): string {
  const instants = list(boundaries.instants);
  const seconds = list(boundaries.daySeconds);
  const contexts = list(boundaries.contexts);
  const sides: string[] = [];
  if (grain === 'day') sides.push('toDate(u.time)');
  if (instants !== '') sides.push(`arrayCount(at -> toUnixTimestamp64Milli(u.time) >= at, [${instants}])`);
  if (seconds !== '') {
    sides.push(`arrayCount(s -> dateDiff('second', toStartOfDay(u.time), u.time) >= s, [${seconds}])`);
    // A daily window may hold on some weekdays alone.
    sides.push('toDayOfWeek(u.time)');
  }
  if (contexts !== '') sides.push(`arrayCount(c -> u.input_tokens > c, [${contexts}])`);
  const keys = [...sides, KEYS].join(', ');
  return `${parts.corrected ? `WITH corrected AS (${CORRECTED})\n` : ''}SELECT toString(max(toUnixTimestamp64Milli(u.time))) AS newest,
  ${KEY_COLUMNS.map((column) => `u.${column} AS ${column}`).join(', ')},
  ${contexts === '' ? '0' : `arrayCount(c -> u.input_tokens > c, [${contexts}])`} AS context, toString(count()) AS calls,
  ${SUMS}
FROM ledger.usage AS u
WHERE u.root = {root:String}
  AND u.time >= fromUnixTimestamp64Milli({from:Int64}) AND u.time < fromUnixTimestamp64Milli({to:Int64})
  AND ${IN_DAYS}
  ${parts.byAccounts ? 'AND u.account IN {accounts:Array(String)}' : ''}
  AND ${parts.corrected ? STANDING : "u.calls = 1 AND u.usage_quality != 'missing'"}
GROUP BY ${keys}
ORDER BY min(u.time), ${keys}`;
}

/** Numbers of ours only, so that nothing needs quoting. */
function list(numbers: readonly number[]): string {
  return numbers.filter(Number.isSafeInteger).join(', ');
}
