import type { ClickHouse } from '@suanpan/clickhouse';
import { ADMIN_SOURCE, type Standing, standingOf } from '@suanpan/directives';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import type { RatedOutcome } from '@suanpan/rated-record';
import { type OutcomePlace, readOutcomes } from './read-outcomes.ts';

/** Which calls are wanted. */
export interface CallScope {
  readonly root: string;
  readonly shard: number;
  /** When they finished: from inclusive, to exclusive, epoch milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly provider?: string;
  readonly model?: string;
}

/** Between which outcomes the calls of a scope lie, and how many there are. */
export interface CallBounds {
  readonly first: number;
  readonly last: number;
  readonly calls: number;
}

/** Some calls as they stand, and the outcome to go on with. */
export interface CallSlice {
  readonly next: number;
  readonly standings: readonly Standing[];
}

/** Outcomes one query covers, and calls one slice holds: what is in memory at once. */
const WINDOW = 20_000;
const SLICE = 250;

// Columns go by `u.` throughout: what is selected carries their names, and a bare name could mean either. The days are told
// beside the times, because the sort key begins with the day.
const WHERE = `u.root = {root:String} AND u.shard = {shard:UInt32} AND u.calls = 1
  AND u.time >= fromUnixTimestamp64Milli({from:Int64}) AND u.time < fromUnixTimestamp64Milli({to:Int64})
  AND toDate(u.time) >= toDate(fromUnixTimestamp64Milli({from:Int64}, 'UTC'))
  AND toDate(u.time) <= toDate(fromUnixTimestamp64Milli({to:Int64}, 'UTC'))
  AND ({provider:String} = '' OR u.provider = {provider:String}) AND ({model:String} = '' OR u.model = {model:String})`;

const BOUNDS = `SELECT toString(min(u.seq)) AS first, toString(max(u.seq)) AS last, toString(count()) AS calls
  FROM ledger.usage AS u WHERE ${WHERE}`;

const CALLS = `SELECT u.seq AS seq, u.rated_offset AS rated_offset FROM ledger.usage AS u
  WHERE ${WHERE} AND u.seq >= {begin:UInt64} AND u.seq < {end:UInt64} ORDER BY u.seq`;

/** Every outcome that may have settled one of the calls of a window, with which. */
const CORRECTIONS = `SELECT seq, rated_offset, groupUniqArray(target) AS targets FROM (
    SELECT seq, rated_offset, arrayJoin(arrayConcat(
      if(corrects IS NULL, [], [assumeNotNull(corrects)]), closes,
      if(source = {admin:String} AND (startsWith(event_id, 'void:') OR startsWith(event_id, 'amend:')),
        [toUInt64OrZero(splitByChar(':', event_id)[3])], []))) AS target
    FROM ledger.usage WHERE root = {root:String} AND shard = {shard:UInt32} AND seq > {begin:UInt64} AND kind = 'adjusted')
  WHERE target >= {begin:UInt64} AND target < {end:UInt64} GROUP BY seq, rated_offset`;

/** Finds out what is to be scanned. */
export async function callBounds(clickhouse: ClickHouse, scope: CallScope): Promise<CallBounds> {
  const [row] = await clickhouse.queryRows<Record<keyof CallBounds, string>>(BOUNDS, paramsOf(scope));
  return { first: Number(row?.first ?? 0), last: Number(row?.last ?? 0), calls: Number(row?.calls ?? 0) };
}

/**
 * Goes through the calls of a scope in the order they were counted, from an outcome on. Memory is bounded by the slice,
 * however many there are. What arrives behind `bounds` meanwhile is not seen.
 */
export async function* scanCalls(
  clickhouse: ClickHouse,
  log: Log,
  scope: CallScope,
  { first, last, calls }: CallBounds,
  from = first,
): AsyncGenerator<CallSlice> {
  if (calls === 0) return;
  for (let begin = Math.max(first, from); begin <= last; begin += WINDOW) {
    const end = Math.min(last + 1, begin + WINDOW);
    const params = { ...paramsOf(scope), begin, end };
    const places = await placesOf(clickhouse, params);
    if (places.length === 0) yield { next: end, standings: [] };
    const corrections = places.length === 0 ? [] : await correctionsOf(clickhouse, params);
    for (let i = 0; i < places.length; i += SLICE) {
      const slice = places.slice(i, i + SLICE);
      const next = places[i + SLICE]?.seq ?? end;
      yield { next, standings: await standingsOf(log, scope.shard, slice, corrections) };
    }
  }
}

function paramsOf({ root, shard, from, to, provider = '', model = '' }: CallScope) {
  return { root, shard, from, to, provider, model, admin: ADMIN_SOURCE };
}

interface Row {
  readonly seq: string;
  readonly rated_offset: string;
}

async function placesOf(clickhouse: ClickHouse, params: object): Promise<OutcomePlace[]> {
  const rows = await clickhouse.queryRows<Row>(CALLS, { ...params });
  return rows.map(({ seq, rated_offset }) => ({ seq: Number(seq), ratedOffset: Number(rated_offset) }));
}

interface Correction extends OutcomePlace {
  readonly targets: ReadonlySet<number>;
}

async function correctionsOf(clickhouse: ClickHouse, params: object): Promise<Correction[]> {
  const rows = await clickhouse.queryRows<Row & { targets: string[] }>(CORRECTIONS, { ...params });
  return rows.map(({ seq, rated_offset, targets }) => ({
    ...{ seq: Number(seq), ratedOffset: Number(rated_offset) },
    targets: new Set(targets.map(Number)),
  }));
}

async function standingsOf(
  log: Log,
  shard: number,
  slice: readonly OutcomePlace[],
  corrections: readonly Correction[],
): Promise<Standing[]> {
  const about = corrections.filter(({ targets }) => slice.some(({ seq }) => targets.has(seq)));
  const outcomes = new Map<number, RatedOutcome>();
  for (const outcome of await readOutcomes(log, shard, [...slice, ...about]))
    outcomes.set(outcome.outcome.seq, outcome);
  const found = ({ seq }: OutcomePlace): RatedOutcome => {
    const outcome = outcomes.get(seq);
    if (outcome === undefined) throw new Fault('ledger_disagrees', `Outcome ${seq} was not read.`);
    return outcome;
  };
  return slice.flatMap((place) => {
    const own = about.filter(({ targets }) => targets.has(place.seq));
    const standing = standingOf(place.seq, [place, ...own].map(found));
    return standing === undefined ? [] : [standing];
  });
}
