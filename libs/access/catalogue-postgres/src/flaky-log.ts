import { Fault } from '@suanpan/fault';
import type { Log, LogBounds, LogRecord } from '@suanpan/kafka';

/** What becomes of the next append. */
export type Fate = 'written' | 'lost' | 'answer lost' | 'late' | 'broker away';

/** A log of one partition in memory whose appends meet a fate, for specs: fates that a real broker shows too rarely. */
export class FlakyLog implements Log {
  readonly values: Uint8Array[] = [];
  /** Fates of the next appends; when there are none left, appends work. */
  readonly fates: Fate[] = [];
  readonly #late: Uint8Array[] = [];

  async append(_topic: string, _partition: number, values: readonly Uint8Array[]): Promise<number> {
    const fate = this.fates.shift() ?? 'written';
    if (fate === 'broker away') throw new Fault('unavailable', 'The broker does not answer.');
    const first = this.values.length;
    if (fate === 'written' || fate === 'answer lost') this.values.push(...values);
    if (fate === 'late') this.#late.push(...values);
    if (fate !== 'written') throw new Fault('append_failed', 'The broker did not answer in time.');
    return first;
  }

  /** Lets late appends land. */
  land(): void {
    this.values.push(...this.#late.splice(0));
  }

  async read(_topic: string, _partition: number, from: number): Promise<LogRecord[]> {
    return this.values.slice(from).map((value, i) => ({ offset: from + i, appendedAt: 0, value: Buffer.from(value) }));
  }

  async bounds(): Promise<LogBounds> {
    return { start: 0, end: this.values.length };
  }
}
