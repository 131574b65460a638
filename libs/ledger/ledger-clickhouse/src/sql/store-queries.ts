/** Per shard and currency, from the projection by_shard; written as it is written there. */
const SHARD_SUMS = `SELECT shard, currency, toString(count()) AS rows, toString(countIf(entry = 0)) AS firsts,
  toString(max(seq)) AS last, toString(min(seq)) AS first, toString(sum(amount)) AS money,
  toString(sumIf(sipHash64(seq), entry = 0)) AS digest
FROM ledger.usage`;

export const SUMS_OF_ALL_SHARDS = `${SHARD_SUMS} GROUP BY shard, currency ORDER BY shard, currency`;
export const SUMS_OF_ONE_SHARD = `${SHARD_SUMS} WHERE shard = {shard:UInt32} GROUP BY shard, currency ORDER BY currency`;

/** The digest that seq from inclusive to exclusive must have if each stands once. */
export const DIGEST_DUE = `SELECT toString(sum(sipHash64(number))) AS digest
FROM numbers_mt({from:UInt64}, {count:UInt64})`;

/** The exact counts of one shard, from the rows; only asked for when the digest says that something is wrong. */
export const EXACT_COUNTS = `SELECT toString(uniqExact(seq)) AS outcomes, toString(uniqExact(seq, entry)) AS keys
FROM ledger.usage WHERE shard = {shard:UInt32}`;

export const GAPS = `SELECT toString(before + 1) AS from, toString(seq) AS to
FROM (
  SELECT seq,
    lagInFrame(toInt64(seq), 1, toInt64(-1)) OVER (ORDER BY seq ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS before
  FROM (SELECT DISTINCT seq FROM ledger.usage WHERE shard = {shard:UInt32}))
WHERE seq > before + 1 ORDER BY seq`;

/** Of the chunks that hold one key, all but the earliest; a chunk that stands twice under one id is among them. */
export const DOUBLED_CHUNKS = `SELECT later.2 AS chunk
FROM (
  SELECT arrayJoin(arraySlice(arraySort(groupArray((chunk_at, chunk))), 2)) AS later
  FROM ledger.usage WHERE shard = {shard:UInt32} GROUP BY seq, entry HAVING count() > 1)
GROUP BY later ORDER BY later`;

export const ROWS_OF_CHUNK = 'SELECT toString(count()) AS rows FROM ledger.usage WHERE chunk = {chunk:String}';
export const DELETE_CHUNK = 'ALTER TABLE ledger.usage DELETE WHERE chunk = {chunk:String}';
export const RECORD_REPAIR = `INSERT INTO ledger.repairs (chunk, state, rows, reason)
VALUES ({chunk:String}, {state:String}, {rows:UInt64}, {reason:String})`;

/** Inserts of sinks carry names that start with this; KILL finds them by it. */
export const SINK_QUERY_PREFIX = 'suanpan-sink-';
export const KILL_SINK_QUERIES = `KILL QUERY WHERE startsWith(query_id, '${SINK_QUERY_PREFIX}') SYNC`;
/** Kills nothing; gives a row per insert of a sink that still runs. */
export const RUNNING_SINK_QUERIES = `KILL QUERY WHERE startsWith(query_id, '${SINK_QUERY_PREFIX}') TEST`;
