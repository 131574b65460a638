import { MemoryLog } from '@suanpan/kafka';

/** The log in memory with a clock: every record has the time at which it was written, heard of or not. */
export class TimedLog extends MemoryLog {
  readonly #now: () => number;

  constructor(now: () => number) {
    super();
    this.#now = now;
  }

  override async append(topic: string, partition: number, values: readonly Uint8Array[]): Promise<number> {
    const records = this.records(topic, partition);
    const first = records.length;
    try {
      return await super.append(topic, partition, values);
    } finally {
      for (const record of records.slice(first)) records[record.offset] = { ...record, appendedAt: this.#now() };
    }
  }
}
