import type { TopicSpec } from '@suanpan/facts';
import { type FoldStore, memoryFoldStore } from '@suanpan/fold-store';
import { MemoryLog } from '@suanpan/kafka';
import type { ConsumerParts } from './consumer-parts.ts';
import { LogConsumer } from './log-consumer.ts';
import { plainFold } from './plain-fold.ts';

export const NOTES: TopicSpec = { name: 'notes', partitions: 'single', config: {} };
export const OTHERS: TopicSpec = { name: 'others', partitions: 'single', config: {} };

/** A store in memory that outlives the consumers that open and close it. */
export function keptStore(): { store: FoldStore; open: () => Promise<FoldStore>; opened: number } {
  const store = memoryFoldStore();
  const kept = {
    store,
    opened: 0,
    open: async () => {
      kept.opened += 1;
      return { ...store, close: async () => {} };
    },
  };
  return kept;
}

/** A consumer that counts the records of two topics, and whatever a case changes of it. */
export function countingConsumer(log: MemoryLog, more: Partial<ConsumerParts> = {}): LogConsumer {
  return new LogConsumer({
    log,
    sources: [NOTES, OTHERS].map((topic) => ({ fold: plainFold(topic), partition: 0 })),
    openStore: keptStore().open,
    warn: { warn: () => {} },
    async apply({ topic, contents }, store) {
      const key = Buffer.from(topic);
      const [before] = await store.getMany([key]);
      const count = Number(Buffer.from(before ?? Buffer.from('0')).toString()) + contents.length;
      return { puts: [[key, Buffer.from(String(count))]] };
    },
    ...more,
  });
}

export async function countOf(store: FoldStore, topic: TopicSpec): Promise<number> {
  const [value] = await store.getMany([Buffer.from(topic.name)]);
  return value === undefined ? 0 : Number(Buffer.from(value).toString());
}

/** Delivers what a partition holds from where the consumer wants it, until it wants no more. */
export async function deliverAll(consumer: LogConsumer, log: MemoryLog, topic: string, generation = 1): Promise<void> {
  let from = 0;
  const lease = {
    partition: 0,
    generation,
    seek(offset: number) {
      from = offset;
    },
    commit: async () => {},
    stale: () => false,
  };
  await consumer.onBatch(topic, [], lease);
  const { end } = await log.bounds(topic, 0);
  while (from < end) {
    const records = await log.read(topic, 0, from, 1, 0);
    from += records.length;
    await consumer.onBatch(topic, records, { ...lease, endOffset: end });
  }
}
