const USED = ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_5m_tokens', 'cache_write_1h_tokens'];

/** The last correction of each call that was voided or amended; the last entry of an amendment is the call as it should have been. */
const CORRECTED = `SELECT shard, assumeNotNull(corrects) AS target, argMax(reason, (seq, entry)) AS how, max((seq, entry)) AS last
    FROM ledger.usage
    WHERE root IN {roots:Array(String)} AND corrects IS NOT NULL AND reason IN ('voided', 'amended')
    GROUP BY shard, corrects`;

/** Calls that have been priced or settled since they were quarantined. */
const SETTLED = `SELECT shard, assumeNotNull(corrects) AS target FROM ledger.usage
    WHERE root IN {roots:Array(String)} AND corrects IS NOT NULL
    UNION ALL
    SELECT shard, arrayJoin(closes) AS target FROM ledger.usage WHERE root IN {roots:Array(String)}`;

/**
 * Calls of a provider by UTC day of event time and model, with what they cost. Usage is that of calls that stand: a voided one did
 * not happen, an amended one was what its amendment says. Money is of all entries about those calls, corrections included.
 */
export const PROVIDER_DAYS = `WITH corrected AS (${CORRECTED}), settled AS (${SETTLED})
SELECT toString(toUnixTimestamp(r.day)) AS day, r.model AS model, r.currency AS currency,
  toString(countIf(r.stands)) AS calls,
  ${USED.map((column) => `toString(sumIf(r.${column}, r.stands)) AS ${column}`).join(', ')},
  toString(ifNull(sum(r.amount), toDecimal128(0, 18))) AS amount,
  toString(countIf(r.stands AND r.is_open)) AS unpriced_calls,
  toString(countIf(r.stands AND r.is_off_list)) AS off_list_calls
FROM (
  SELECT toStartOfDay(u.time) AS day, u.model AS model, u.currency AS currency, u.amount AS amount,
    ${USED.map((column) => `u.${column} AS ${column}`).join(', ')},
    (u.calls = 1 AND (u.shard, u.seq) NOT IN (SELECT shard, target FROM corrected))
      OR (u.reason = 'amended' AND (u.shard, u.seq, u.entry) IN (
        SELECT shard, last.1, last.2 FROM corrected WHERE how = 'amended')) AS stands,
    u.kind = 'quarantined' AND (u.shard, u.seq) NOT IN (SELECT shard, target FROM settled) AS is_open,
    u.plan != '' OR position(u.factors, 'markup:') > 0 AS is_off_list
  FROM ledger.usage AS u
  WHERE u.root IN {roots:Array(String)} AND u.provider = {provider:String}
    AND u.kind IN ('rated', 'quarantined', 'adjusted')
    AND u.time >= fromUnixTimestamp64Milli({from:Int64}) AND u.time < fromUnixTimestamp64Milli({to:Int64})) AS r
GROUP BY r.day, r.model, r.currency
ORDER BY r.day, r.model, r.currency`;
