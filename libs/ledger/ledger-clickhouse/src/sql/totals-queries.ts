/** Outcomes per shard and kind; each has exactly one row with entry 0. */
export const OUTCOMES_BY_KIND = `SELECT shard, kind, toString(countIf(entry = 0)) AS outcomes, toString(min(seq)) AS first
FROM ledger.usage GROUP BY shard, kind ORDER BY shard, kind`;
