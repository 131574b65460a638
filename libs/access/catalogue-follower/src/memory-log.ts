import { Fault } from '@suanpan/fault';
import type { Log, LogBounds, LogRecord } from '@suanpan/kafka';

/** A log of one partition in memory, for specs: it can fail, lose its end and be appended to. */
export class MemoryLog implements Log {
  readonly #values: Uint8Array[] = [];
  readonly #waiting = new Set<() => void>();
  /** What the next calls throw, first come first served. */
  readonly faults: Error[] = [];
  start = 0;

  append(_topic: string, _partition: number, values: readonly Uint8Array[]): Promise<number> {
    const first = this.#values.length;
    this.#values.push(...values);
    for (const wake of this.#waiting) wake();
    return Promise.resolve(first);
  }

  async read(
    _topic: string,
    _partition: number,
    from: number,
    _bytesMax: number,
    waitMs: number,
  ): Promise<LogRecord[]> {
    this.#fail();
    if (from < this.start) throw new Fault('log_gap', `The log starts at ${this.start}.`);
    if (from > this.#values.length) throw new Fault('log_truncated', `The log ends at ${this.#values.length}.`);
    if (from === this.#values.length) await this.#news(waitMs);
    return this.#values.slice(from).map((value, i) => ({ offset: from + i, appendedAt: 0, value: Buffer.from(value) }));
  }

  async bounds(): Promise<LogBounds> {
    this.#fail();
    return { start: this.start, end: this.#values.length };
  }

  /** Loses every record from an offset on. */
  truncate(end: number): void {
    this.#values.length = end;
    for (const wake of this.#waiting) wake();
  }

  #fail(): void {
    const fault = this.faults.shift();
    if (fault !== undefined) throw fault;
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
