import { expect } from '@jest/globals';
import type { Log, LogRecord, StampingLog } from './log.ts';

/** One promise of the port {@link Log}, to be shown of every implementation on a fresh partition of its own. */
export interface LogCase {
  readonly name: string;
  run(log: Log & StampingLog, topic: string, partition: number): Promise<void>;
}

const texts = (records: readonly LogRecord[]) => records.map(({ value }) => value.toString());
const bytes = (...values: string[]) => values.map((value) => Buffer.from(value));
const MUCH = 1024 * 1024;

/** What every log promises. */
export const LOG_CONTRACT: readonly LogCase[] = [
  {
    name: 'appended values are consecutive records, and the offset of the first is answered',
    async run(log, topic, partition) {
      expect(await log.append(topic, partition, bytes('a', 'b'))).toBe(0);
      expect(await log.append(topic, partition, bytes('c'))).toBe(2);
      expect(await log.bounds(topic, partition)).toEqual({ start: 0, end: 3 });
      const records = await log.read(topic, partition, 1, MUCH, 1_000);
      expect(records.map(({ offset }) => offset)).toEqual([1, 2]);
      expect(texts(records)).toEqual(['b', 'c']);
    },
  },
  {
    name: 'an append can be asked when it was taken, and the record says the same',
    async run(log, topic, partition) {
      const { offset, appendedAt } = await log.appendStamped(topic, partition, bytes('a', 'b'));
      const records = await log.read(topic, partition, offset, MUCH, 1_000);
      expect(records.map((record) => record.appendedAt)).toEqual([appendedAt, appendedAt]);
    },
  },
  {
    name: 'at least one record is answered, however large it is',
    async run(log, topic, partition) {
      await log.append(topic, partition, bytes('x'.repeat(50_000), 'y'));
      expect((await log.read(topic, partition, 0, 1, 1_000)).length).toBeGreaterThanOrEqual(1);
    },
  },
  {
    name: 'a read at the end waits for news and wakes with it, or answers nothing when its time is up',
    async run(log, topic, partition) {
      expect(await log.read(topic, partition, 0, MUCH, 50)).toEqual([]);
      const reading = log.read(topic, partition, 0, MUCH, 10_000);
      await log.append(topic, partition, bytes('late'));
      expect(texts(await reading)).toEqual(['late']);
    },
  },
  {
    name: 'a read beyond the end is a truncated log, never a silent reset',
    async run(log, topic, partition) {
      await log.append(topic, partition, bytes('a'));
      await expect(log.read(topic, partition, 2, MUCH, 50)).rejects.toMatchObject({ code: 'log_truncated' });
    },
  },
];
