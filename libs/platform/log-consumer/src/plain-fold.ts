import type { TopicSpec } from '@suanpan/facts';
import type { LogRecord } from '@suanpan/kafka';
import type { FoldPosition, TopicFold } from './topic-fold.ts';

/**
 * The fold of a topic whose records stand on their own: offsets follow each other, and fold time is the running maximum of
 * the broker's append times. It begins wherever the log starts.
 */
export function plainFold(topic: TopicSpec): TopicFold<FoldPosition, LogRecord> {
  return {
    topic,
    begin: (_partition, start) => ({ offset: start, foldTime: 0 }),
    step: (_partition, { foldTime }, record) => ({
      position: { offset: record.offset + 1, foldTime: Math.max(foldTime, record.appendedAt) },
      content: record,
    }),
  };
}
