import { Fault } from '@suanpan/fault';
import type { Log, LogBounds, LogRecord } from '@suanpan/kafka';
import type { FaultPlan } from './fault-plan.ts';
import type { Answer, Network } from './network.ts';
import type { Random } from './random.ts';
import type { SimProcess } from './sim-process.ts';
import type { Trace } from './trace.ts';
import type { VirtualTime } from './virtual-time.ts';

interface Partition {
  /** Offset of the first record that can still be read. */
  start: number;
  records: LogRecord[];
  waiting: (() => void)[];
}

/** What the model log works with. */
export interface ModelLogParts {
  readonly time: VirtualTime;
  readonly network: Network;
  readonly random: Random;
  readonly plan: FaultPlan;
  readonly trace: Trace;
  /** The broker's clock; it may step back a little. */
  readonly brokerNow: () => number;
}

/** A log in memory with the faults a real one has: what was appended, what was heard of it, and when, all differ. */
export class ModelLog {
  readonly #parts: ModelLogParts;
  readonly #partitions = new Map<string, Partition>();
  #late = 0;
  #appends = 0;

  constructor(parts: ModelLogParts) {
    this.#parts = parts;
  }

  /** Appends that were refused but will still be written. */
  get late(): number {
    return this.#late;
  }

  /** Appends written so far. */
  get appends(): number {
    return this.#appends;
  }

  /** Everything that was ever appended and not cut; readers see it from the start on. */
  records(topic: string, partition: number): readonly LogRecord[] {
    return this.#partition(topic, partition).records;
  }

  /** Writes at once, as the broker does; answers the offset of the first. */
  put(topic: string, partition: number, values: readonly Uint8Array[]): number {
    const { records, waiting } = this.#partition(topic, partition);
    const first = records.length;
    for (const value of values) {
      records.push({ offset: records.length, appendedAt: this.#parts.brokerNow(), value: value as Buffer });
    }
    this.#appends += 1;
    for (const wake of waiting.splice(0)) wake();
    return first;
  }

  /** Loses every record from an offset on; the offsets are given again. */
  truncate(topic: string, partition: number, end: number): void {
    const at = this.#partition(topic, partition);
    at.records.splice(end);
    at.start = Math.min(at.start, end);
  }

  start(topic: string, partition: number): number {
    return this.#partition(topic, partition).start;
  }

  /** Drops the records before an offset, as retention does. */
  retainFrom(topic: string, partition: number, start: number): void {
    const at = this.#partition(topic, partition);
    at.start = Math.max(at.start, start);
  }

  /** Puts another value where a record stands. */
  overwrite(topic: string, partition: number, offset: number, value: Buffer): void {
    const { records } = this.#partition(topic, partition);
    const record = records[offset];
    if (record !== undefined) records[offset] = { ...record, value };
  }

  /** The log as one process reaches it. */
  connect(process: SimProcess): Log {
    const { network } = this.#parts;
    return {
      append: (topic, partition, values) =>
        network.request(process, (answer) => this.#append(process, topic, partition, values, answer)),
      read: (topic, partition, from, bytesMax, waitMs) =>
        network.request(process, (answer) => this.#read(topic, partition, { from, bytesMax, waitMs }, answer)),
      bounds: (topic, partition) =>
        network.request<LogBounds>(process, (answer) =>
          answer.ok({ start: this.start(topic, partition), end: this.records(topic, partition).length }),
        ),
    };
  }

  #append(
    process: SimProcess,
    topic: string,
    partition: number,
    values: readonly Uint8Array[],
    answer: Answer<number>,
  ): void {
    const { random, plan, time, trace } = this.#parts;
    const say = (fate: string) => trace.add(time.now, `${process.name} append ${topic}/${partition} ${fate}`);
    if (random.chance(plan.rate('appendRefused'))) {
      say('refused');
      answer.fail(new Fault('append_failed', 'The model refused the append.'));
    } else if (random.chance(plan.rate('appendUnheard'))) {
      say(`unheard at ${this.put(topic, partition, values)}`);
      answer.fail(new Fault('append_failed', 'The model lost the acknowledgement.'));
    } else if (random.chance(plan.rate('appendLate'))) {
      say('late');
      this.#late += 1;
      time.after(random.between(5, 1500), () => {
        this.#late -= 1;
        trace.add(
          time.now,
          `${process.name} late append ${topic}/${partition} at ${this.put(topic, partition, values)}`,
        );
      });
      answer.fail(new Fault('append_failed', 'The model writes it later.'));
    } else {
      const offset = this.put(topic, partition, values);
      say(`at ${offset}`);
      answer.ok(offset);
    }
  }

  #read(
    topic: string,
    partition: number,
    range: { from: number; bytesMax: number; waitMs: number },
    answer: Answer<LogRecord[]>,
  ): void {
    const { random, plan, time } = this.#parts;
    const { records, waiting, start } = this.#partition(topic, partition);
    if (random.chance(plan.rate('readFails'))) {
      answer.fail(new Fault('unavailable', 'The model did not answer the read.'));
    } else if (range.from < start) {
      answer.fail(new Fault('log_gap', `${topic}/${partition} starts at ${start}, not ${range.from}.`));
    } else if (range.from > records.length) {
      answer.fail(new Fault('log_truncated', `${topic}/${partition} ends at ${records.length}, not ${range.from}.`));
    } else if (range.from < records.length) {
      answer.ok(this.#slice(records, range.from, range.bytesMax));
    } else if (range.waitMs <= 0) {
      answer.ok([]);
    } else {
      let woken = false;
      const wake = () => {
        if (woken) return;
        woken = true;
        this.#read(topic, partition, { ...range, waitMs: 0 }, answer);
      };
      waiting.push(wake);
      time.after(range.waitMs, wake);
    }
  }

  #slice(records: readonly LogRecord[], from: number, bytesMax: number): LogRecord[] {
    const { random, plan } = this.#parts;
    let bytes = records[from]?.value.length ?? 0;
    let to = from + 1;
    while (to < records.length && bytes + (records[to]?.value.length ?? 0) <= bytesMax) {
      bytes += records[to]?.value.length ?? 0;
      to += 1;
    }
    if (random.chance(plan.rate('readLess'))) to = random.between(from + 1, to);
    return records.slice(from, to);
  }

  #partition(topic: string, partition: number): Partition {
    const key = `${topic}/${partition}`;
    const known = this.#partitions.get(key);
    if (known !== undefined) return known;
    const made: Partition = { start: 0, records: [], waiting: [] };
    this.#partitions.set(key, made);
    return made;
  }
}
