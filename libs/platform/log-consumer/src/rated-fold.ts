import { USAGE_RATED } from '@suanpan/facts';
import { Fault, isFault } from '@suanpan/fault';
import type { LogRecord } from '@suanpan/kafka';
import { foldRecord, genesisPosition, type RatedRecord, type ShardPosition, unpackRated } from '@suanpan/rated-record';
import type { FoldPosition, TopicFold } from './topic-fold.ts';

const READ_WAIT_MS = 500;

/** The chain's position beside the offset that every fold has. */
export interface RatedFoldPosition extends FoldPosition {
  readonly chain: ShardPosition;
}

/** The fold of `usage.rated`: batches of the newest claim that continue the chain count; anything else halts. */
export const RATED_FOLD: TopicFold<RatedFoldPosition, RatedRecord> = {
  topic: USAGE_RATED,
  begin(partition, start) {
    if (start > 0) throw new Fault('log_gap', `Shard ${partition}: usage.rated starts at ${start}, and 0 is due.`);
    return { offset: 0, foldTime: 0, chain: genesisPosition(partition) };
  },
  step(partition, { chain, foldTime }, record) {
    const step = foldRecord(chain, record.offset, record.value);
    if (step.step === 'halted') throw new Fault(step.code, `Shard ${partition}: ${step.detail}`);
    const { ratedOffset, foldTime: next } = step.position;
    const position = { offset: ratedOffset, foldTime: Math.max(foldTime, next), chain: step.position };
    return step.step === 'accepted' ? { position, content: step.record } : { position };
  },
  async prove(partition, { chain: { acceptedOffset, hash } }, log) {
    const { start } = await log.bounds(USAGE_RATED.name, partition);
    if (acceptedOffset < start) return;
    const [record] = await log.read(USAGE_RATED.name, partition, acceptedOffset, 1, READ_WAIT_MS);
    if (record?.offset === acceptedOffset && hasHash(record, hash)) return;
    const what = `usage.rated holds another record at ${acceptedOffset} than was read there`;
    throw new Fault('log_rewritten', `Shard ${partition}: ${what}.`);
  },
};

function hasHash(record: LogRecord, hash: string): boolean {
  try {
    return unpackRated(record.value).hash === hash;
  } catch (error) {
    if (isFault(error, 'log_corrupt')) return false;
    throw error;
  }
}
