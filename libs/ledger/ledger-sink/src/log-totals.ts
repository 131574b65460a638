import { factsIn, USAGE_EVENTS, USAGE_RATED } from '@suanpan/facts';
import { Fault, isFault, isTransient } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { foldForSink, genesisSinkPosition, type SinkPosition } from './sink-fold.ts';

const READ_BYTES = 8 * 1024 * 1024;
const READ_WAIT_MS = 200;

/** What the log holds of one shard, counted from its records. */
export interface LogTotals {
  readonly shard: number;
  /**
   * Usage events and directives in `usage.events`; an unreadable record counts as one. Those that retention has removed count as
   * what they became.
   */
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
  let removed = 0;
  for await (const record of recordsOf(log, USAGE_EVENTS.name, shard, source.start, source.end)) {
    sourceFacts += factsIn(record.value);
    onProgress(++done / total);
  }
  let at: SinkPosition = genesisSinkPosition(shard);
  for await (const record of recordsOf(log, USAGE_RATED.name, shard, rated.start, rated.end)) {
    const step = foldForSink(at, record);
    at = step.position;
    for (const { outcome } of step.items) if (outcome.offset < source.start) removed += 1;
    onProgress(++done / total);
  }
  if (source.start > at.chain.nextSource) {
    const detail = `usage.events starts at ${source.start}, but is decided up to ${at.chain.nextSource} only.`;
    throw new Fault('log_gap', `Shard ${shard}: ${detail}`);
  }
  sourceFacts += removed;
  return { shard, sourceFacts, outcomes: at.chain.nextSeq, rows: at.rows, money: at.money };
}

/** A shard that cannot be counted, and why. */
export interface UncountedShard {
  readonly shard: number;
  readonly fault: string;
}

/** {@link logTotals}, with a log that cannot be trusted as an answer: the other shards are counted all the same. */
export async function countShard(
  log: Log,
  shard: number,
  onProgress?: (share: number) => void,
): Promise<LogTotals | UncountedShard> {
  try {
    return await logTotals(log, shard, onProgress);
  } catch (error) {
    // What may pass is for the caller to try again; it says nothing of the shard.
    if (!isFault(error) || isTransient(error)) throw error;
    return { shard, fault: `${error.code}: ${error.detail}` };
  }
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
