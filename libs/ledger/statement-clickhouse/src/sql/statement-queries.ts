import { itemColumns, LEAF_LINES, LEAF_SUMS } from './leaf-sums.ts';

const KEYS = ['account', 'project', 'provider', 'model', 'plan', 'component', 'currency', 'service_period'] as const;
const KEY_COLUMNS = KEYS.map((key) => `u.${key}`).join(', ');

/** Everything posted to a month of a root, added up by what statement lines go by. Served by the projection `by_posting`. */
export const STATEMENT_ROWS = `SELECT ${KEYS.map((key) => `s.${key} AS ${key}`).join(', ')},
  line.1 AS item, toString(line.2) AS quantity, toString(line.3) AS amount
FROM (
  SELECT ${KEY_COLUMNS},
    ${LEAF_SUMS}
  FROM ledger.usage AS u
  WHERE u.posting_period = {period:String} AND u.root = {root:String}
  GROUP BY ${KEY_COLUMNS}) AS s
${LEAF_LINES}`;

/** The highest outcome of a shard that is in the ledger; no row for an empty shard. */
export const HIGHEST_SEQ = `SELECT toString(max(u.seq)) AS seq FROM ledger.usage AS u
WHERE u.shard = {shard:UInt32} HAVING count() > 0`;

/** The entries behind one line, in the order of the log, from behind a key. */
export function lineOutcomesQuery(item: string): string {
  const { quantity, cost } = itemColumns(item);
  return `SELECT u.shard AS shard, toString(u.seq) AS seq, u.entry AS entry, u.kind AS kind, u.reason AS reason, u.detail AS detail,
  toString(toUnixTimestamp64Milli(u.time)) AS time, toString(toUnixTimestamp64Milli(u.posted_at)) AS posted_at,
  u.event_id AS event_id, u.source AS source, u.credential AS credential, toString(u.corrects) AS corrects,
  toString(u.revision) AS revision, u.price_rows AS price_rows, u.factors AS factors,
  toString(${quantity}) AS quantity, toString(${cost}) AS amount
FROM ledger.usage AS u
WHERE u.root = {root:String} AND u.posting_period = {period:String}
  AND ${KEYS.map((key) => `u.${key} = {${key}:String}`).join(' AND ')}
  AND (${quantity} != 0 OR ${cost} != 0)
  AND ({beginning:Bool} OR (u.shard, u.seq, u.entry) > ({shard:UInt32}, {seq:UInt64}, {entry:UInt32}))
ORDER BY u.shard, u.seq, u.entry LIMIT {limit:UInt32}`;
}

/** Calls of a span of time that no price is known for and that have not been settled since. */
export const UNPRICED_CALLS = `SELECT toString(count()) AS calls FROM ledger.usage AS u
WHERE u.root = {root:String} AND u.kind = 'quarantined' AND u.calls = 1
  AND u.time >= fromUnixTimestamp64Milli({from:Int64}) AND u.time < fromUnixTimestamp64Milli({to:Int64})
  AND ({everybody:Bool} OR u.account IN {accounts:Array(String)})
  AND (u.shard, u.seq) NOT IN (
    SELECT c.shard, assumeNotNull(c.corrects) FROM ledger.usage AS c WHERE c.root = {root:String} AND c.corrects IS NOT NULL
    UNION ALL
    SELECT d.shard, arrayJoin(d.closes) FROM ledger.usage AS d WHERE d.root = {root:String})`;

/** Calls posted to a month whose amount is not certain, by mark: how many, and what all entries of their outcomes come to. */
export const MARKED_CALLS = `SELECT mark AS mark, u.currency AS currency, toString(sum(u.calls)) AS calls,
  toString(ifNull(sum(u.amount), toDecimal128(0, 18))) AS amount
FROM ledger.usage AS u ARRAY JOIN u.marks AS mark
WHERE u.root = {root:String} AND u.posting_period = {period:String}
  AND ({everybody:Bool} OR u.account IN {accounts:Array(String)})
GROUP BY mark, u.currency ORDER BY mark, u.currency`;

/** What a plan charged some accounts for a service period in one currency, but for the charges that are left out. */
export const PLAN_CHARGES = `SELECT toString(sum(u.amount) - sum(arraySum(leaf -> u.other_costs[leaf], {left_out:Array(String)}))) AS amount
FROM ledger.usage AS u
WHERE u.root = {root:String} AND u.plan = {plan:String} AND u.service_period = {period:String}
  AND u.currency = {currency:String} AND u.account IN {accounts:Array(String)} AND u.amount IS NOT NULL`;
