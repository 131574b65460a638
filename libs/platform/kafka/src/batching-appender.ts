import { setTimeout as delay } from 'node:timers/promises';
import { Fault, isFault, isTransient } from '@suanpan/fault';
import type { Log } from './log.ts';

/** Bounds of what waits and of one request. */
export interface AppendLimits {
  /** Bytes of values that may wait for their acknowledgement, over all partitions. */
  readonly bytesWaitingMax: number;
  /** A request holds no more bytes than this, unless a single value is larger. */
  readonly bytesPerRequestMax: number;
  readonly valuesPerRequestMax: number;
  /** How long a value is tried before it fails, milliseconds since it was handed in. */
  readonly deadlineMs: number;
  /** What a refused caller is told to wait, seconds. */
  readonly retryAfterSeconds: number;
}

export const APPEND_LIMITS: AppendLimits = {
  bytesWaitingMax: 64 * 1024 * 1024,
  bytesPerRequestMax: 1024 * 1024,
  valuesPerRequestMax: 500,
  deadlineMs: 10_000,
  retryAfterSeconds: 1,
};

interface Waiting {
  readonly value: Uint8Array;
  readonly deadline: number;
  resolve(offset: number): void;
  reject(error: unknown): void;
}

interface Queue {
  readonly topic: string;
  readonly partition: number;
  waiting: Waiting[];
  /** How many values at the head go alone, because together they were too large. */
  alone: number;
  worker: Promise<void> | undefined;
}

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

/**
 * Appends values that many callers hand in one by one: what waits for the same partition goes in one request, one
 * request per partition is on its way, and values of one partition keep their order. A value whose acknowledgement was
 * lost is sent again, so it may be in the log twice; its readers know it by its identities.
 */
export class BatchingAppender {
  readonly #log: Pick<Log, 'append'>;
  readonly #limits: AppendLimits;
  readonly #queues = new Map<string, Queue>();
  #bytesWaiting = 0;
  #closed = false;

  constructor(log: Pick<Log, 'append'>, limits: Partial<AppendLimits> = {}) {
    this.#log = log;
    this.#limits = { ...APPEND_LIMITS, ...limits };
  }

  /** Bytes handed in and not acknowledged yet. */
  get bytesWaiting(): number {
    return this.#bytesWaiting;
  }

  /**
   * Answers the value's offset once all in-sync replicas have it. `overloaded` at once when too much waits already,
   * `unavailable` when the log did not acknowledge in time (the value may be in it), `record_too_large` for good.
   */
  append(topic: string, partition: number, value: Uint8Array): Promise<number> {
    if (this.#closed) return Promise.reject(new Fault('unavailable', 'The appender has been closed.'));
    const { bytesWaitingMax, retryAfterSeconds, deadlineMs } = this.#limits;
    // A lone value always goes through: a bound smaller than a value must not block it for ever.
    if (this.#bytesWaiting > 0 && this.#bytesWaiting + value.length > bytesWaitingMax) {
      const detail = 'Too much is waiting for the log to acknowledge it.';
      return Promise.reject(new Fault('overloaded', detail, { retryAfterSeconds }));
    }
    this.#bytesWaiting += value.length;
    const queue = this.#queueOf(topic, partition);
    return new Promise((resolve, reject) => {
      queue.waiting.push({ value, deadline: performance.now() + deadlineMs, resolve, reject });
      queue.worker ??= this.#work(queue);
    });
  }

  /** Takes nothing more and resolves when everything that waits is acknowledged or has failed. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#queues.values()].map(({ worker }) => worker));
  }

  #queueOf(topic: string, partition: number): Queue {
    const key = `${topic}/${partition}`;
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const queue: Queue = { topic, partition, waiting: [], alone: 0, worker: undefined };
    this.#queues.set(key, queue);
    return queue;
  }

  async #work(queue: Queue): Promise<void> {
    let pause = FIRST_PAUSE_MS;
    // Callers of the same turn of the event loop share the first request.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.waiting.length > 0) {
      const batch = this.#take(queue);
      try {
        const base = await this.#log.append(
          queue.topic,
          queue.partition,
          batch.map(({ value }) => value),
        );
        for (const [index, each] of batch.entries()) this.#settle(each, () => each.resolve(base + index));
        pause = FIRST_PAUSE_MS;
      } catch (error) {
        if (!this.#takeUpAgain(queue, batch, error)) continue;
        await delay(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
      }
    }
    queue.worker = undefined;
  }

  #take(queue: Queue): Waiting[] {
    const { bytesPerRequestMax, valuesPerRequestMax } = this.#limits;
    const valuesMax = queue.alone > 0 ? 1 : valuesPerRequestMax;
    let bytes = 0;
    let count = 0;
    for (const { value } of queue.waiting) {
      if (count > 0 && (count >= valuesMax || bytes + value.length > bytesPerRequestMax)) break;
      bytes += value.length;
      count++;
    }
    queue.alone = Math.max(0, queue.alone - 1);
    return queue.waiting.splice(0, count);
  }

  /** Puts a failed batch back where it was, without the values whose time is up. Tells whether to pause. */
  #takeUpAgain(queue: Queue, batch: readonly Waiting[], error: unknown): boolean {
    if (isFault(error, 'record_too_large') && batch.length > 1) {
      queue.alone = batch.length;
      queue.waiting = [...batch, ...queue.waiting];
      return false;
    }
    if (!isTransient(error)) {
      for (const each of batch) this.#settle(each, () => each.reject(error));
      return false;
    }
    const now = performance.now();
    const late = queue.waiting.filter(({ deadline }) => deadline <= now);
    const lost = [...batch.filter(({ deadline }) => deadline <= now), ...late];
    const detail = 'The log did not acknowledge in time; what was sent may have been stored.';
    const { retryAfterSeconds } = this.#limits;
    const fault = () => new Fault('unavailable', detail, { cause: error, retryAfterSeconds });
    for (const each of lost) this.#settle(each, () => each.reject(fault()));
    queue.waiting = [...batch, ...queue.waiting].filter(({ deadline }) => deadline > now);
    return queue.waiting.length > 0;
  }

  #settle(each: Waiting, tell: () => void): void {
    this.#bytesWaiting -= each.value.length;
    tell();
  }
}
