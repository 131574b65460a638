import { type OutcomeText, packBatch } from './rated-batch.ts';
import type { ShardPosition } from './shard-position.ts';

export const SHARD = 3;
export const NOON = Date.UTC(2026, 10, 24, 12);
export const TIMES = { latenessDays: 35, aheadSeconds: 300 };
const OUTCOME: OutcomeText = { outcome: '{"seq":0,"kind":"rejected","entries":[]}', subject: '{"unreadable":""}' };

/** A batch that continues a position, but for what a case changes. */
export function batchAfter(position: ShardPosition, more: Partial<Parameters<typeof packBatch>[0]> = {}): Buffer {
  const header = {
    shard: position.shard,
    claim: position.claim ?? '',
    firstSeq: position.nextSeq,
    from: position.nextSource,
    to: position.nextSource + 1,
    revision: 7,
    foldTime: NOON,
    sourceDigest: 'd',
    times: TIMES,
    prev: position.hash,
    ...more,
  };
  return packBatch(header, [OUTCOME]).value;
}
