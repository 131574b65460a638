import { USAGE_EVENTS, USAGE_RATED, unpackSourceRecord } from '@suanpan/facts';
import { isFault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { foldForSink, genesisSinkPosition, type SinkPosition } from './sink-fold.ts';

const READ_BYTES = 8 * 1024 * 1024;
const READ_WAIT_MS = 200;

/** What the log holds of one shard, counted from its records. */
export interface LogTotals {
  readonly shard: number;
  /** Usage events and directives in `usage.events`; an unreadable record counts as one. */
  readonly sourceFacts: number;
  /** Outcomes of accepted batches in `usage.rated`. */
  readonly outcomes: number;
  /** Ledger rows these outcomes make: one per entry, one for an outcome without entries. */
  readonly rows: number;
  /** Sum of the entries per currency, decimal text. */
  readonly money: Readonly<Record<string, string>>;
}

/**
 * Reads both topics of a shard from their start and counts. The ends are taken first, so that a shard with live traffic
 * is counted as of one moment; `onProgress` is told the share read so far, 0 to 1.
 */
export async function logTotals(
  log: Log,
  shard: number,
  onProgress: (share: number) => void = () => {},
): Promise<LogTotals> {
  const rated = await log.bounds(USAGE_RATED.name, shard);
  const source = await log.bounds(USAGE_EVENTS.name, shard);
  const total = Math.max(1, rated.end - rated.start + source.end - source.start);
  let done = 0;
  let sourceFacts = 0;
  for await (const record of recordsOf(log, USAGE_EVENTS.name, shard, source.start, source.end)) {
    sourceFacts += factsIn(record.value);
    onProgress(++done / total);
  }
  let at: SinkPosition = genesisSinkPosition(shard);
  for await (const record of recordsOf(log, USAGE_RATED.name, shard, rated.start, rated.end)) {
    at = foldForSink(at, record).position;
    onProgress(++done / total);
  }
  return { shard, sourceFacts, outcomes: at.chain.nextSeq, rows: at.rows, money: at.money };
}

async function* recordsOf(log: Log, topic: string, shard: number, start: number, end: number) {
  for (let next = start; next < end; ) {
    for (const record of await log.read(topic, shard, next, READ_BYTES, READ_WAIT_MS)) {
      if (record.offset >= end) return;
      next = record.offset + 1;
      yield record;
    }
  }
}

function factsIn(value: Uint8Array): number {
  try {
    return unpackSourceRecord(value).header.count;
  } catch (error) {
    if (isFault(error, 'log_corrupt')) return 1;
    throw error;
  }
}
