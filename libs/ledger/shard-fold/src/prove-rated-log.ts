import { USAGE_RATED } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import type { Log, LogRecord } from '@suanpan/kafka';
import { type ShardPosition, unpackRated } from '@suanpan/rated-record';

const READ_WAIT_MS = 500;

/**
 * Proves that the rated log still holds what a position was folded from, before anything is built on the position.
 * `log_truncated` when the log ends before it, `log_gap` when it starts after it, `log_rewritten` when another record
 * stands where the newest accepted batch was read: the log was cut and written anew, or the topic was created again.
 */
export async function proveRatedLog(position: ShardPosition, log: Log): Promise<void> {
  const { shard, ratedOffset, acceptedOffset, hash } = position;
  const { start, end } = await log.bounds(USAGE_RATED.name, shard);
  if (end < ratedOffset) {
    throw new Fault('log_truncated', `Shard ${shard}: usage.rated ends at ${end} but was read up to ${ratedOffset}.`);
  }
  if (start > ratedOffset) {
    throw new Fault('log_gap', `Shard ${shard}: usage.rated starts at ${start} but ${ratedOffset} is due.`);
  }
  if (acceptedOffset < start) return;
  const [record] = await log.read(USAGE_RATED.name, shard, acceptedOffset, 1, READ_WAIT_MS);
  if (record === undefined || record.offset !== acceptedOffset || !hasHash(record, hash)) {
    throw new Fault(
      'log_rewritten',
      `Shard ${shard}: usage.rated holds another record at ${acceptedOffset} than was read there.`,
    );
  }
}

function hasHash(record: LogRecord, hash: string): boolean {
  try {
    return unpackRated(record.value).hash === hash;
  } catch (error) {
    if (isFault(error, 'log_corrupt')) return false;
    throw error;
  }
}
