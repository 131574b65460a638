import { Fault } from '@suanpan/fault';
import type { Log, LogBounds, LogRecord } from '@suanpan/kafka';

/** A log in memory that answers at once: for specs and dry runs. What is appended can be cut, changed or refused. */
export class MemoryLog implements Log {
  readonly #partitions = new Map<string, LogRecord[]>();
  readonly #appendedAt: number;
  /** The next appends that fail: `refused` writes nothing, `unheard` writes all the same. */
  readonly fates: ('refused' | 'unheard')[] = [];

  constructor(appendedAt = 0) {
    this.#appendedAt = appendedAt;
  }

  records(topic: string, partition: number): LogRecord[] {
    const key = `${topic}/${partition}`;
    const known = this.#partitions.get(key) ?? [];
    this.#partitions.set(key, known);
    return known;
  }

  async append(topic: string, partition: number, values: readonly Uint8Array[]): Promise<number> {
    const fate = this.fates.shift();
    const records = this.records(topic, partition);
    const first = records.length;
    if (fate !== 'refused') {
      for (const value of values) {
        records.push({ offset: records.length, appendedAt: this.#appendedAt, value: Buffer.from(value) });
      }
    }
    if (fate !== undefined) throw new Fault('append_failed', `The append was ${fate}.`);
    return first;
  }

  async read(topic: string, partition: number, from: number): Promise<LogRecord[]> {
    const records = this.records(topic, partition);
    if (from > records.length) throw new Fault('log_truncated', `The log ends at ${records.length}, not ${from}.`);
    return records.slice(from);
  }

  async bounds(topic: string, partition: number): Promise<LogBounds> {
    return { start: 0, end: this.records(topic, partition).length };
  }

  /** Loses every record from an offset on. */
  truncate(topic: string, partition: number, end: number): void {
    this.records(topic, partition).splice(end);
  }
}
