import type { SlaPromise } from '@suanpan/catalogue';
import { SERVER_STATUS_FROM } from '@suanpan/service-level';

/** Calls of a root that were made and stand: those that were voided did not happen. */
const STANDING = `u.root = {root:String} AND u.calls = 1 AND (u.shard, u.seq) NOT IN (
    SELECT v.shard, assumeNotNull(v.corrects) FROM ledger.usage AS v
    WHERE v.root = {root:String} AND v.corrects IS NOT NULL AND v.reason = 'voided')`;

/** As `isServerFailure` of @suanpan/service-level decides. */
const FAILED = `(ifNull(u.http_status, 0) >= ${SERVER_STATUS_FROM} OR lower(u.error_type) IN {errors:Array(String)}
    OR match(u.error_type, '^5[0-9][0-9]$'))`;

/** What counts, and what of it is good, by measure. Latencies are of calls that did not fail and say how long they took. */
const MEASURES: Readonly<
  Record<SlaPromise['measure'], { readonly counted: string; readonly good: string; readonly from: string }>
> = {
  availability: { counted: '1', good: `NOT ${FAILED}`, from: STANDING },
  latency: {
    counted: `NOT ${FAILED} AND u.latency_ms IS NOT NULL`,
    good: `NOT ${FAILED} AND ifNull(u.latency_ms, 0) <= {within:UInt64} AND u.latency_ms IS NOT NULL`,
    from: STANDING,
  },
  quality: {
    counted: '1',
    good: `u.reason IN ('result_accepted', 'result_capped')`,
    from: `u.root = {root:String} AND u.entry = 0
    AND u.reason IN ('result_accepted', 'result_capped', 'result_not_accepted')`,
  },
};

/** How many of an assignment's calls or results were good; `windows` is the number of windows in the parameters. */
export function shareQuery(measure: SlaPromise['measure'], windows: number): string {
  const { counted, good, from } = MEASURES[measure];
  return `SELECT toString(countIf(${good})) AS good, toString(countIf(${counted})) AS counted
FROM ledger.usage AS u WHERE ${from} AND (${windowConditions(windows)})`;
}

function windowConditions(windows: number): string {
  return Array.from(
    { length: windows },
    (
      _,
      i,
    ) => `(u.time >= fromUnixTimestamp64Milli({from_${i}:Int64}) AND u.time < fromUnixTimestamp64Milli({to_${i}:Int64})
      AND u.account IN {accounts_${i}:Array(String)})`,
  ).join('\n    OR ');
}
