import { Fault } from '@suanpan/fault';
import type { AppendStamp, Log, LogBounds, LogRecord, StampingLog } from './log.ts';

/**
 * The log in memory, for specs and dry runs: it keeps the contract of {@link Log} and can be told to fail. What has been
 * appended can be cut; records are handed out as they are and may be damaged on purpose.
 */
export class MemoryLog implements Log, StampingLog {
  readonly #partitions = new Map<string, LogRecord[]>();
  readonly #waiting = new Set<() => void>();
  readonly #appendedAt: number;
  /** The next appends that fail: `refused` writes nothing, `unheard` writes all the same. */
  readonly fates: ('refused' | 'unheard')[] = [];
  /** What the next reads and questions throw, first come first served. */
  readonly faults: Error[] = [];
  /** First readable offset of every partition, but of those topics that have one of their own. */
  start = 0;
  readonly starts = new Map<string, number>();

  constructor(appendedAt = 0) {
    this.#appendedAt = appendedAt;
  }

  /** The records of a partition, from offset 0. */
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
      this.#wake();
    }
    if (fate !== undefined) throw new Fault('append_failed', `The append was ${fate}.`);
    return first;
  }

  async appendStamped(topic: string, partition: number, values: readonly Uint8Array[]): Promise<AppendStamp> {
    return { offset: await this.append(topic, partition, values), appendedAt: this.#appendedAt };
  }

  async read(topic: string, partition: number, from: number, bytesMax: number, waitMs: number): Promise<LogRecord[]> {
    this.#fail();
    const records = this.records(topic, partition);
    const start = this.#startOf(topic);
    if (from < start) throw new Fault('log_gap', `The log starts at ${start}, after ${from}.`);
    if (from > records.length) throw new Fault('log_truncated', `The log ends at ${records.length}, before ${from}.`);
    if (from === records.length && waitMs > 0) await this.#news(waitMs);
    const found: LogRecord[] = [];
    let bytes = 0;
    for (const record of records.slice(from)) {
      bytes += record.value.length;
      if (found.length > 0 && bytes > bytesMax) break;
      found.push(record);
    }
    return found;
  }

  async bounds(topic: string, partition: number): Promise<LogBounds> {
    this.#fail();
    return { start: this.#startOf(topic), end: this.records(topic, partition).length };
  }

  /** Loses every record from an offset on. */
  truncate(topic: string, partition: number, end: number): void {
    this.records(topic, partition).splice(end);
    this.#wake();
  }

  #startOf(topic: string): number {
    return this.starts.get(topic) ?? this.start;
  }

  #fail(): void {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #news(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, waitMs);
      this.#waiting.add(wake);
    });
  }
}
