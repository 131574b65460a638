import { setTimeout as delay } from 'node:timers/promises';
import { Fault, isFault } from '@suanpan/fault';
import { BrokerConnections } from './broker-connections.ts';
import { appendFault, isOutOfRange, isPassing, questionFault } from './broker-faults.ts';
import { type FullKafkaSettings, type KafkaSettings, withDefaults } from './kafka-settings.ts';
import type { WireBroker } from './kafkajs-parts.ts';
import { LeaderDirectory } from './leader-directory.ts';
import type { AppendStamp, Log, LogBounds, LogRecord, StampingLog } from './log.ts';

const ALL_IN_SYNC_REPLICAS = -1;
/** No transactions are used, so whatever the partition holds is committed. */
const READ_UNCOMMITTED = 0;
const EARLIEST = -2;
const LATEST = -1;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;
const NOTHING = Buffer.alloc(0);

/** Connects to the brokers and refuses those that do not fit: `unavailable`, `broker_incompatible`. */
export async function connectKafkaLog(settings: KafkaSettings): Promise<KafkaLog> {
  const log = new KafkaLog(withDefaults(settings));
  try {
    await log.probe();
  } catch (error) {
    await log.close();
    throw error;
  }
  return log;
}

/** The log on real brokers. Appends to one partition go one after the other; all else runs side by side. */
export class KafkaLog implements Log, StampingLog {
  readonly #settings: FullKafkaSettings;
  readonly #connections: BrokerConnections;
  readonly #directory: LeaderDirectory;
  readonly #appends = new Map<string, Promise<unknown>>();

  constructor(settings: FullKafkaSettings) {
    this.#settings = settings;
    this.#connections = new BrokerConnections(settings);
    this.#directory = new LeaderDirectory(this.#connections, settings.brokers);
  }

  /** Asks a broker what it speaks; lending a connection checks it. */
  async probe(): Promise<void> {
    await this.#untilServed('the first question', this.#settings.deadlineMs, () =>
      this.#directory.askAny((at) => this.#connections.lend(at, async () => {})),
    );
  }

  async append(topic: string, partition: number, values: readonly Uint8Array[]): Promise<number> {
    return (await this.appendStamped(topic, partition, values)).offset;
  }

  appendStamped(topic: string, partition: number, values: readonly Uint8Array[]): Promise<AppendStamp> {
    const at = `${topic}/${partition}`;
    const before = this.#appends.get(at) ?? Promise.resolve();
    const appended = before.then(() => this.#append(topic, partition, values));
    const settled = appended.catch(() => {});
    this.#appends.set(at, settled);
    void settled.then(() => {
      if (this.#appends.get(at) === settled) this.#appends.delete(at);
    });
    return appended;
  }

  async read(topic: string, partition: number, from: number, bytesMax: number, waitMs: number): Promise<LogRecord[]> {
    const at = `${topic}/${partition}`;
    const end = performance.now() + waitMs;
    let next = from;
    for (;;) {
      // One request never waits longer than half of what counts as a lost answer.
      const wait = Math.max(0, Math.min(end - performance.now(), this.#settings.requestTimeoutMs / 2));
      const fetched = await this.#untilServed(at, wait + this.#settings.deadlineMs, () =>
        this.#fetch(topic, partition, next, { bytesMax, waitMs: Math.round(wait) }),
      );
      const records = fetched.filter(({ isControlRecord }) => !isControlRecord);
      if (records.length > 0) {
        return records.map(({ offset, timestamp, value }) => ({
          offset: Number(offset),
          appendedAt: Number(timestamp),
          // A record without a value is none of ours; as empty bytes it fails where records are unpacked.
          value: value ?? NOTHING,
        }));
      }
      const last = fetched.at(-1);
      if (last !== undefined) next = Number(last.offset) + 1;
      else if (performance.now() >= end) return [];
    }
  }

  bounds(topic: string, partition: number): Promise<LogBounds> {
    const at = `${topic}/${partition}`;
    return this.#untilServed(at, this.#settings.deadlineMs, () => this.#bounds(topic, partition));
  }

  /** Lets appends on their way end and fails waiting reads. */
  async close(): Promise<void> {
    await Promise.all(this.#appends.values());
    this.#connections.close();
  }

  async #append(topic: string, partition: number, values: readonly Uint8Array[]): Promise<AppendStamp> {
    const messages = values.map((value) => ({ value: Buffer.from(value.buffer, value.byteOffset, value.byteLength) }));
    const topicData = [{ topic, partitions: [{ partition, firstSequence: 0, messages }] }];
    // The broker gives up before we do, so that most failures have its reason.
    const timeout = Math.round(this.#settings.requestTimeoutMs * 0.8);
    try {
      const answer = await this.#atLeader(topic, partition, (broker) =>
        broker.produce({ acks: ALL_IN_SYNC_REPLICAS, timeout, topicData }),
      );
      const { baseOffset, logAppendTime = -1 } = answer.topics[0]?.partitions[0] ?? {};
      const offset = Number(baseOffset);
      if (!Number.isSafeInteger(offset) || offset < 0) throw new Error('the broker told no offset');
      return { offset, appendedAt: Number(logAppendTime) };
    } catch (error) {
      if (isFault(error, 'broker_incompatible')) throw error;
      throw appendFault(`${topic}/${partition}`, error);
    }
  }

  async #fetch(topic: string, partition: number, from: number, how: { bytesMax: number; waitMs: number }) {
    const maxBytes = Math.max(1, how.bytesMax);
    try {
      const { responses } = await this.#atLeader(topic, partition, (broker) =>
        broker.fetch({
          isolationLevel: READ_UNCOMMITTED,
          maxWaitTime: how.waitMs,
          minBytes: 1,
          maxBytes,
          topics: [{ topic, partitions: [{ partition, fetchOffset: String(from), maxBytes }] }],
        }),
      );
      // A batch is fetched whole, also when the position lies in its middle.
      return (responses[0]?.partitions[0]?.messages ?? []).filter(({ offset }) => Number(offset) >= from);
    } catch (error) {
      if (isOutOfRange(error)) throw await this.#whyOutOfRange(topic, partition, from, error);
      throw error;
    }
  }

  /** The broker's answer names no side; never start anew at either end by itself, for that skips or repeats silently. */
  async #whyOutOfRange(topic: string, partition: number, from: number, error: unknown): Promise<unknown> {
    const { start, end } = await this.#bounds(topic, partition);
    const where = `${topic}/${partition} holds ${start} to ${end}, to be read is ${from}`;
    if (from < start) return new Fault('log_gap', `${where}: records are gone that were not read.`, { cause: error });
    if (from > end) {
      return new Fault('log_truncated', `${where}: the log has lost records or is another one.`, { cause: error });
    }
    return error;
  }

  async #bounds(topic: string, partition: number): Promise<LogBounds> {
    const ask = (broker: WireBroker, timestamp: number) =>
      broker.listOffsets({
        isolationLevel: READ_UNCOMMITTED,
        topics: [{ topic, partitions: [{ partition, timestamp }] }],
      });
    const offsetOf = (answer: Awaited<ReturnType<typeof ask>>): number => {
      const offset = Number(answer.responses[0]?.partitions[0]?.offset);
      if (!Number.isSafeInteger(offset)) throw new Error('the broker told no offset');
      return offset;
    };
    return this.#atLeader(topic, partition, async (broker) => {
      const start = offsetOf(await ask(broker, EARLIEST));
      return { start, end: offsetOf(await ask(broker, LATEST)) };
    });
  }

  async #atLeader<T>(topic: string, partition: number, act: (broker: WireBroker) => Promise<T>): Promise<T> {
    const leader = await this.#directory.leaderOf(topic, partition);
    try {
      return await this.#connections.lend(leader, act);
    } catch (error) {
      if (!isOutOfRange(error)) this.#directory.forget(topic);
      throw error;
    }
  }

  /** Tries again what may be answered later, at a leader looked up anew, until the time is up. */
  async #untilServed<T>(at: string, withinMs: number, act: () => Promise<T>): Promise<T> {
    const deadline = performance.now() + withinMs;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await act();
      } catch (error) {
        const again = isFault(error, 'unavailable') || isOutOfRange(error) || isPassing(error);
        if (isFault(error) && !again) throw error;
        if (!again || this.#connections.closed || performance.now() + pause >= deadline) {
          throw isFault(error) ? error : questionFault(at, error);
        }
        await delay(pause);
      }
    }
  }
}
