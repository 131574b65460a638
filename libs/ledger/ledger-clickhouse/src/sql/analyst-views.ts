import { QUANTITIES } from '@suanpan/facts';
import { COLUMN_LEAVES } from '../leaf-columns.ts';

/** A view of the database `analyst`: what it is for, and the query behind it. */
export interface AnalystView {
  readonly name: string;
  readonly comment: string;
  readonly select: string;
}

// `u.time` throughout: a view's own column is called `time` too, and a bare `time` could mean either.
const HOUR = 'toStartOfHour(u.time)';

/** Sums that the projection by_hour holds ready; written as it writes them, or it is not used. */
const SUMS = `sum(u.calls) AS calls, sumIf(u.input_tokens, u.calls = 1) AS input_tokens,
  sumIf(u.output_tokens, u.calls = 1) AS output_tokens, sum(u.amount) AS cost`;

const COST = 'cost is NULL, not zero, where the calls have no price (yet); never add two currencies.';

/** Cost per step of time, project and model. Groups by expressions of the hour so that the projection serves it. */
function costBy(name: string, what: string, time: string): AnalystView {
  const keys = 'u.root, u.project, u.provider, u.model, u.currency';
  return {
    name,
    comment: `Calls, tokens and cost per ${what}, project and model. ${COST}`,
    select: `SELECT ${time} AS time, u.root AS root, u.project AS project, u.provider AS provider, u.model AS model,
  u.currency AS currency, ${SUMS}
FROM ledger.usage AS u GROUP BY ${time}, ${keys}`,
  };
}

/** Cost per day and one thing. */
function costPer(thing: string, what: string, columns: readonly string[]): AnalystView {
  const day = `toStartOfDay(${HOUR})`;
  return {
    name: `cost_by_${thing}`,
    comment: `Calls, tokens and cost per day and ${what}. ${COST}`,
    select: `SELECT ${day} AS time, ${columns.map((column) => `u.${column} AS ${column}`).join(', ')},
  u.currency AS currency, ${SUMS}
FROM ledger.usage AS u GROUP BY ${day}, ${[...columns, 'currency'].map((column) => `u.${column}`).join(', ')}`,
  };
}

const FLAT_COLUMNS = `u.time AS time, u.root AS root, u.account AS account, u.project AS project,
  u.credential AS credential, u.event_id AS event_id, u.source AS source, u.provider AS provider, u.model AS model,
  u.requested_model AS requested_model, u.served_model AS served_model, u.operation AS operation`;

const additive = (column: string): string => `if(u.calls = 1, u.${column}, 0) AS ${column}`;
// NULL where it was not reported, which a sum passes over.
const additiveOther = (name: string): string =>
  `if(u.calls = 1 AND mapContains(u.other_usage, '${name}'), u.other_usage['${name}'], NULL) AS ${name}`;

const columnsOf = (stored: 'column' | 'map'): readonly string[] =>
  QUANTITIES.filter((quantity) => quantity.stored === stored).map(({ column }) => column);

const TOKENS = columnsOf('column');
/** What the view `calls` showed when its first migrations were released; their text stays. */
const FIRST_OTHER_USAGE = [
  ...['audio_input_tokens', 'image_input_tokens', 'audio_output_tokens', 'image_output_tokens'],
  ...['requests', 'images', 'seconds', 'characters'],
];
const COSTS = [...COLUMN_LEAVES, 'other'];

/** The view `calls` with what it shows of the price beside the price rows. */
function calls(comment: string, ofPrice: string, otherUsage: readonly string[], ofMarks = ''): AnalystView {
  return {
    name: 'calls',
    comment,
    select: `SELECT ${FLAT_COLUMNS}, u.kind AS kind, u.reason AS reason, u.calls AS calls,
  ${TOKENS.map(additive).join(', ')},
  ${otherUsage.map(additiveOther).join(', ')},
  u.usage_quality AS usage_quality, ${ofMarks}u.currency AS currency, u.amount AS cost,
  ${COSTS.map((cost) => `u.cost_${cost} AS cost_${cost}`).join(', ')}, u.other_costs AS other_costs,
  u.price_rows AS price_rows, ${ofPrice}u.reported_cost AS reported_cost, u.reported_currency AS reported_currency,
  u.service_tier AS service_tier, u.region AS region, u.batch AS batch, u.priority AS priority,
  u.latency_ms AS latency_ms, u.time_to_first_token_ms AS time_to_first_token_ms, u.http_status AS http_status,
  u.error_type AS error_type, u.end_user AS end_user, u.prompt_fingerprint AS prompt_fingerprint,
  u.session AS session, u.trace AS trace, u.tags AS tags, u.received_at AS received_at, u.posted_at AS posted_at,
  u.shard AS shard, u.seq AS seq, u.entry AS entry, u.corrects AS corrects
FROM ledger.usage AS u WHERE u.kind IN ('rated', 'quarantined', 'adjusted')`,
  };
}

const FIRST_CALLS = calls(
  `One row per call, and one per correction of a call (calls = 0): every number may be summed. Duplicates, conflicts and rejected events are left out. ${COST}`,
  '',
  FIRST_OTHER_USAGE,
);

const CALLS_WORDS = `One row per entry of a call, and of whatever else moved money (calls = 0): corrections, fees, results. Every number may be summed. A call that was voided stays counted, its cost comes to nothing. Duplicates, conflicts and rejected events are left out. ${COST}`;
const OF_PLANS = `u.plan AS plan, u.component AS component,
  u.factors AS factors, u.service_period AS service_period, u.posting_period AS posting_period, `;

const PLAN_CALLS = calls(CALLS_WORDS, OF_PLANS, FIRST_OTHER_USAGE);
const OF_MARKS = 'u.marks AS marks, u.unread_usage AS unread_usage, ';
const ENTRIES: AnalystView = { ...calls(CALLS_WORDS, OF_PLANS, columnsOf('map'), OF_MARKS), name: 'entries' };

// Of the row that counts the call, as against its corrections.
const ofCall = (column: string): string => `anyIf(u.${column}, u.calls = 1) AS ${column}`;
const ONE_CURRENCY = "uniqExactIf(u.currency, u.currency != '') <= 1";
const CALL_WORDS = [
  ...['account', 'project', 'credential', 'provider', 'model', 'requested_model', 'served_model', 'operation'],
  ...['kind', 'reason', 'usage_quality', 'marks', 'unread_usage', 'service_period', 'reported_cost'],
  ...['reported_currency', 'service_tier', 'region', 'batch', 'priority', 'latency_ms', 'time_to_first_token_ms'],
  ...['http_status', 'error_type', 'end_user', 'prompt_fingerprint', 'session', 'trace', 'tags', 'received_at'],
  ...['shard', 'seq'],
];
const additiveOfCall = (name: string): string =>
  `anyIf(if(mapContains(u.other_usage, '${name}'), u.other_usage['${name}'], NULL), u.calls = 1) AS ${name}`;

/** Corrections of a call carry its event and so its time; grouping by time lets a filter on time reach the table. */
const CALLS: AnalystView = {
  name: 'calls',
  comment: `One row per call with what it costs now, corrections included; a call that was voided costs 0. Fees and what results add are in entries. cost is NULL, not zero, where the call has no price (yet), and where it is charged in several currencies: costs has them all.`,
  select: `SELECT u.time AS time, u.root AS root, u.source AS source, u.event_id AS event_id,
  ${CALL_WORDS.map(ofCall).join(', ')},
  sum(u.calls) AS calls, count() AS entries,
  ${TOKENS.map((column) => `sumIf(u.${column}, u.calls = 1) AS ${column}`).join(', ')},
  ${columnsOf('map').map(additiveOfCall).join(', ')},
  if(${ONE_CURRENCY}, max(u.currency), '') AS currency, if(${ONE_CURRENCY}, sum(u.amount), NULL) AS cost,
  ${COSTS.map((cost) => `if(${ONE_CURRENCY}, sum(u.cost_${cost}), NULL) AS cost_${cost}`).join(', ')},
  sumMapIf(map(u.currency, ifNull(u.amount, 0)), u.currency != '') AS costs
FROM ledger.usage AS u WHERE u.kind IN ('rated', 'quarantined', 'adjusted')
GROUP BY u.root, u.time, u.source, u.event_id HAVING sum(u.calls) > 0`,
};

const COST_BY_PLAN: AnalystView = {
  name: 'cost_by_plan',
  comment: `Calls, tokens and cost per day, account, plan and component, corrections included. A call that several components charge counts at the first of them. ${COST}`,
  select: `SELECT toStartOfDay(u.time) AS time, u.root AS root, u.account AS account, u.plan AS plan,
  u.component AS component, u.currency AS currency, ${SUMS}
FROM ledger.usage AS u GROUP BY toStartOfDay(u.time), u.root, u.account, u.plan, u.component, u.currency`,
};

const COLUMN_LINES = COLUMN_LEAVES.map(
  (leaf) => `('${leaf}', toDecimal128(s.quantity_${leaf}, 18), s.cost_${leaf})`,
).join(', ');

const COLUMN_SUMS = COLUMN_LEAVES.map(
  (leaf) => `sum(u.quantity_${leaf}) AS quantity_${leaf}, sum(u.cost_${leaf}) AS cost_${leaf}`,
).join(', ');

const POSTING_KEYS = ['posting_period', 'root', 'account', 'project', 'provider', 'model', 'plan', 'component'];

/** The sums per group are those of the projection by_posting; only then a line is made of each leaf. */
const STATEMENT_LINES: AnalystView = {
  name: 'statement_lines',
  comment:
    'What the statement of a month holds: quantity and cost per project, model, plan component and leaf, not rounded. time is the start of the month, without a zone. Rows that no statement holds are left out. Never add two currencies.',
  select: `SELECT toDateTime(concat(CAST(s.posting_period, 'String'), '-01 00:00:00'), 'UTC') AS time,
  ${[...POSTING_KEYS, 'currency', 'service_period'].map((key) => `s.${key} AS ${key}`).join(', ')},
  line.1 AS leaf, line.2 AS quantity, line.3 AS cost
FROM (
  SELECT ${[...POSTING_KEYS, 'currency', 'service_period'].map((key) => `u.${key} AS ${key}`).join(', ')},
    ${COLUMN_SUMS},
    sumMap(u.other_quantities) AS other_quantities, sumMap(u.other_costs) AS other_costs
  FROM ledger.usage AS u WHERE u.posting_period != ''
  GROUP BY ${[...POSTING_KEYS, 'currency', 'service_period'].map((key) => `u.${key}`).join(', ')}) AS s
ARRAY JOIN arrayFilter(one -> one.2 != 0 OR one.3 != 0, arrayConcat([${COLUMN_LINES}],
  arrayMap((leaf, quantity, cost) -> (leaf, toDecimal128(quantity, 18), toDecimal128(cost, 18)),
    mapKeys(s.other_costs), arrayMap(leaf -> s.other_quantities[leaf], mapKeys(s.other_costs)), mapValues(s.other_costs)))) AS line`,
};

const MARKED_CALLS: AnalystView = {
  name: 'marked_calls',
  comment: `Calls whose amount is not certain, and the money they carry, per day, project, model and mark. A call with two marks is in two rows: never add over marks. ${COST}`,
  select: `SELECT toStartOfDay(u.time) AS time, u.root AS root, u.account AS account, u.project AS project,
  u.provider AS provider, u.model AS model, u.posting_period AS posting_period, mark AS mark, u.currency AS currency,
  sum(u.calls) AS calls, sum(u.amount) AS cost
FROM ledger.usage AS u ARRAY JOIN u.marks AS mark
GROUP BY toStartOfDay(u.time), u.root, u.account, u.project, u.provider, u.model, u.posting_period, mark, u.currency`,
};

const UNPRICED: AnalystView = {
  name: 'unpriced',
  comment: 'Calls that no price row matched and that have not been settled since; their cost is not known.',
  select: `SELECT ${FLAT_COLUMNS}, u.reason AS reason, u.detail AS detail, u.input_tokens AS input_tokens,
  u.output_tokens AS output_tokens, u.usage_quality AS usage_quality, u.shard AS shard, u.seq AS seq
FROM ledger.usage AS u WHERE u.kind = 'quarantined' AND (u.shard, u.seq) NOT IN (
  SELECT c.shard, assumeNotNull(c.corrects) FROM ledger.usage AS c WHERE c.corrects IS NOT NULL
  UNION ALL SELECT d.shard, arrayJoin(d.closes) FROM ledger.usage AS d)`,
};

const DUPLICATES: AnalystView = {
  name: 'duplicates_and_conflicts',
  comment:
    'Events that were counted before: sent again unchanged (duplicate) or with other content under the same identity (conflict). first_seq is the outcome that counted the event. They cost nothing.',
  select: `SELECT ${FLAT_COLUMNS}, u.kind AS kind, u.reason AS reason, u.input_tokens AS input_tokens,
  u.output_tokens AS output_tokens, u.first_seq AS first_seq, u.received_at AS received_at, u.shard AS shard,
  u.seq AS seq
FROM ledger.usage AS u WHERE u.kind IN ('duplicate', 'conflict')`,
};

/** The views as they were made first; their text is part of a migration and stays. */
export const FIRST_VIEWS: readonly AnalystView[] = [
  costBy('cost_by_day', 'day (UTC)', `toStartOfDay(${HOUR})`),
  costBy('cost_by_hour', 'hour', HOUR),
  costBy('cost_by_minute', 'minute', 'toStartOfMinute(u.time)'),
  costPer('project', 'project', ['root', 'project']),
  costPer('model', 'model', ['root', 'provider', 'model']),
  costPer('key', 'API key', ['root', 'project', 'credential']),
  FIRST_CALLS,
  UNPRICED,
  DUPLICATES,
];

/** The views that came with plans, or changed with them; part of a migration, likewise. */
export const PLAN_VIEWS: readonly AnalystView[] = [PLAN_CALLS, COST_BY_PLAN, STATEMENT_LINES];

/** Every view an analyst is offered; the time column of each is `time`. */
export const ANALYST_VIEWS: readonly AnalystView[] = [
  ...FIRST_VIEWS.filter(({ name }) => PLAN_VIEWS.every((view) => view.name !== name)),
  ...[CALLS, ENTRIES, COST_BY_PLAN, STATEMENT_LINES, MARKED_CALLS],
];

/** The statement that makes a view. It runs with the rights and row filters of whoever asks. */
export function createView({ name, comment, select }: AnalystView): string {
  return `CREATE OR REPLACE VIEW analyst.${name} SQL SECURITY INVOKER AS\n${select}\nCOMMENT '${comment.replaceAll("'", "''")}'`;
}
