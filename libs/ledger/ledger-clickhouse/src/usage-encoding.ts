import { QUANTITIES } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { LedgerChunk } from '@suanpan/ledger-sink';
import { type EpochMs, parseInstant } from '@suanpan/time';
import { encodeLeaves } from './leaf-columns.ts';
import { type EncodedBlock, NativeBlock } from './native-block.ts';
import {
  type ColumnEncoder,
  dictionary,
  flag,
  instant,
  nullableAmount,
  nullableClaim,
  nullableUint64,
  text,
  textList,
  uint32,
  uint64,
  uint64List,
} from './native-columns.ts';
import { decimalMap, textMap } from './native-map.ts';
import {
  accountOf,
  addsCall,
  modelOf,
  otherUsageOf,
  priceRowsOf,
  projectOf,
  rowsOf,
  timeTextOf,
  type UsageRow,
} from './usage-row.ts';

/** Where the row stands: in the ledger, the rated log and the source log, and what was decided. */
const POSITION_COLUMNS: readonly ColumnEncoder<UsageRow>[] = [
  uint32('shard', ({ item }) => item.shard),
  uint64('seq', ({ outcome }) => outcome.seq),
  uint32('entry', ({ number }) => number),
  uint64('rated_offset', ({ item }) => item.ratedOffset),
  uint64('source_offset', ({ outcome }) => outcome.offset),
  uint32('source_index', ({ outcome }) => outcome.index),
  dictionary('kind', ({ outcome }) => outcome.kind),
  dictionary('reason', ({ outcome }) => outcome.reason),
  text('detail', ({ outcome }) => outcome.detail ?? ''),
  textList('marks', ({ outcome }) => outcome.marks),
  nullableUint64('corrects', ({ entry }) => entry?.corrects),
  uint64List('closes', ({ outcome }) => outcome.closes),
  nullableUint64('first_seq', ({ outcome }) => outcome.first),
  uint64('revision', ({ outcome }) => outcome.revision),
  instant('received_at', ({ outcome }) => outcome.receivedAt),
  instant('posted_at', ({ outcome }) => outcome.postedAt),
  flag('calls', addsCall),
];

/** Whose call it was and what it was. */
const CALL_COLUMNS: readonly ColumnEncoder<UsageRow>[] = [
  instant('time', timeOf),
  dictionary('root', ({ item }) => item.root),
  dictionary('account', accountOf),
  dictionary('project', projectOf),
  dictionary('credential', ({ event }) => event?.credential ?? ''),
  text('event_id', ({ origin }) => origin?.id ?? ''),
  dictionary('source', ({ origin }) => origin?.source ?? ''),
  dictionary('provider', ({ event }) => event?.provider ?? ''),
  dictionary('model', ({ event }) => modelOf(event)),
  dictionary('requested_model', ({ event }) => event?.requestedModel ?? ''),
  dictionary('served_model', ({ event }) => event?.servedModel ?? ''),
  dictionary('operation', ({ event }) => event?.operation ?? ''),
];

const NOTHING: Readonly<Record<string, string>> = {};

/** What the sender reported as used. */
const USED_COLUMNS: readonly ColumnEncoder<UsageRow>[] = [
  ...QUANTITIES.filter(({ stored }) => stored === 'column').map(({ column, field }) =>
    uint64<UsageRow>(column, ({ event }) => (event?.[field] as number | undefined) ?? 0),
  ),
  decimalMap('other_usage', otherUsageOf),
  decimalMap('unread_usage', ({ event }) => Object.entries(event?.unread ?? NOTHING)),
  dictionary('usage_quality', ({ event }) => event?.usageQuality ?? ''),
  dictionary('inconsistencies', ({ event }) => event?.inconsistencies?.join(',') ?? ''),
];

/** The money of the entry; without one it is not known to be zero. */
const MONEY_COLUMNS: readonly ColumnEncoder<UsageRow>[] = [
  dictionary('currency', ({ entry }) => entry?.currency ?? ''),
  nullableAmount('amount', ({ entry }) => entry?.amount),
  dictionary('price_rows', ({ entry }) => priceRowsOf(entry)),
  dictionary('plan', ({ entry }) => entry?.plan ?? ''),
  dictionary('component', ({ entry }) => entry?.component ?? ''),
  dictionary('factors', ({ entry }) => entry?.factors?.join(',') ?? ''),
  dictionary('service_period', ({ entry }) => entry?.servicePeriod ?? ''),
  dictionary('posting_period', ({ entry }) => entry?.postingPeriod ?? ''),
  nullableClaim('reported_cost', ({ event }) => event?.reportedCost?.amount),
  dictionary('reported_currency', ({ event }) => event?.reportedCost?.currency ?? ''),
];

/** How the call went and what the sender says about it. */
const CIRCUMSTANCE_COLUMNS: readonly ColumnEncoder<UsageRow>[] = [
  dictionary('service_tier', ({ event }) => event?.serviceTier ?? ''),
  dictionary('region', ({ event }) => event?.region ?? ''),
  flag('batch', ({ event }) => event?.batch === true),
  dictionary('priority', ({ event }) => event?.priority ?? ''),
  nullableUint64('latency_ms', ({ event }) => event?.latencyMs),
  nullableUint64('time_to_first_token_ms', ({ event }) => event?.timeToFirstTokenMs),
  nullableUint64('http_status', ({ event }) => event?.httpStatus),
  dictionary('error_type', ({ event }) => event?.errorType ?? ''),
  text('end_user', ({ event }) => event?.endUser ?? ''),
  text('prompt_fingerprint', ({ event }) => event?.promptFingerprint ?? ''),
  text('session', ({ event }) => event?.session ?? ''),
  text('trace', ({ event }) => event?.trace ?? ''),
  textMap('tags', ({ event }) => event?.tags),
];

const COLUMNS: readonly ColumnEncoder<UsageRow>[] = [
  ...POSITION_COLUMNS,
  ...CALL_COLUMNS,
  ...USED_COLUMNS,
  ...MONEY_COLUMNS,
  ...CIRCUMSTANCE_COLUMNS,
];

/**
 * Encodes a chunk as one block of ClickHouse's Native format with the names of the columns it holds. Columns that are
 * empty in every row are not among them; the table's defaults say the same. Pure; facts that do not fit the ledger's
 * types are `log_corrupt`.
 */
export function encodeChunk(chunk: LedgerChunk): EncodedBlock {
  const rows = rowsOf(chunk.items);
  const block = new NativeBlock(rows.length);
  dictionary<UsageRow>('chunk', () => chunk.id)(rows, block);
  instant<UsageRow>('chunk_at', () => chunk.at)(rows, block);
  for (const encode of COLUMNS) encode(rows, block);
  encodeLeaves(rows, block);
  return block.finish();
}

function timeOf(row: UsageRow): EpochMs {
  const text = timeTextOf(row);
  if (text === undefined) return row.outcome.postedAt;
  const time = parseInstant(text);
  if (time === undefined) throw new Fault('log_corrupt', 'The time of an event is not an instant.');
  return time;
}
