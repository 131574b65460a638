import { USAGE_RATED } from '@suanpan/facts';
import { Fault } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { RATED_FOLD } from '@suanpan/log-consumer';
import type { ShardPosition } from '@suanpan/rated-record';

/**
 * Proves that the rated log still holds what a position was folded from, before anything is built on the position.
 * `log_truncated` when the log ends before it, `log_gap` when it starts after it, `log_rewritten` when another record
 * stands where the newest accepted batch was read: the log was cut and written anew, or the topic was created again.
 */
export async function proveRatedLog(position: ShardPosition, log: Log): Promise<void> {
  const { shard, ratedOffset } = position;
  const { start, end } = await log.bounds(USAGE_RATED.name, shard);
  if (end < ratedOffset) {
    throw new Fault('log_truncated', `Shard ${shard}: usage.rated ends at ${end} but was read up to ${ratedOffset}.`);
  }
  if (start > ratedOffset) {
    throw new Fault('log_gap', `Shard ${shard}: usage.rated starts at ${start} but ${ratedOffset} is due.`);
  }
  await RATED_FOLD.prove?.(shard, { offset: ratedOffset, foldTime: position.foldTime, chain: position }, log);
}
