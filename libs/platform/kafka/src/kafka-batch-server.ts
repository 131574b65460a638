import { setTimeout as delay } from 'node:timers/promises';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import { Fault, isTransient } from '@suanpan/fault';
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import { BatchContext } from './batch-context.ts';
import { KAFKA_BATCH } from './batch-handler.ts';
import type { BatchServerSettings } from './batch-server-settings.ts';
import { errorText } from './broker-faults.ts';
import { type FullKafkaSettings, withDefaults } from './kafka-settings.ts';
import { newKafkajs } from './kafkajs-client.ts';
import { LagCommits } from './lag-commits.ts';
import type { LogRecord } from './log.ts';
import { oneMemberAssigner } from './one-member-assigner.ts';
import { type Halt, PartitionDesk } from './partition-desk.ts';

const MIB = 1024 * 1024;
const FETCH_BYTES_MAX = 32 * MIB;
/** A partition that is paused or sought during a long fetch waits for its end, so fetches are short. */
const FETCH_WAIT_MS = 250;
/** A member learns of a rebalance by its heartbeat, and all wait for the last one. */
const HEARTBEAT_MS = 1_000;
/** After these retries kafkajs ends the consumer and starts it anew, which it tells. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 20 };
/** kafkajs ends its retries before it leaves; without a broker that would outlast every patience. */
const LEAVE_WITHIN_MS = 5_000;
const NOTHING = Buffer.alloc(0);
const COORDINATOR_WITHIN_MS = 15_000;
const COORDINATOR_PAUSE_MS = 50;
const REASSIGNING = new Set(['REBALANCE_IN_PROGRESS', 'UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION']);

/** Nest transport that hands whole batches of a topic's partition to one handler, positioned by the handler itself. */
export class KafkaBatchServer extends Server implements CustomTransportStrategy {
  override readonly transportId = KAFKA_BATCH;
  override readonly propagatesEventHandlerErrors = true;
  readonly #settings: BatchServerSettings;
  readonly #kafka: FullKafkaSettings;
  readonly #consumer: Consumer;
  readonly #desks = new Map<string, PartitionDesk>();
  readonly #commits: LagCommits;
  readonly #heartbeatMs: number;
  #assigned = new Set<string>();
  #generation = 0;
  #reassigning = false;
  #closing = false;
  #closed: Promise<void> | undefined;

  constructor(settings: BatchServerSettings) {
    super();
    const sessionTimeout = settings.sessionTimeoutMs ?? 10_000;
    const bytesPerPartition = settings.bytesPerPartitionMax ?? 4 * MIB;
    this.#settings = settings;
    this.#kafka = withDefaults(settings.kafka);
    this.#heartbeatMs = Math.min(HEARTBEAT_MS, Math.round(sessionTimeout / 10));
    this.#consumer = newKafkajs(this.#kafka).consumer({
      groupId: settings.groupId,
      ...(settings.oneMember === true ? { partitionAssigners: [oneMemberAssigner] } : {}),
      sessionTimeout,
      heartbeatInterval: this.#heartbeatMs,
      maxBytesPerPartition: bytesPerPartition,
      maxBytes: Math.min(FETCH_BYTES_MAX, bytesPerPartition * settings.partitions),
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      readUncommitted: true,
      retry: RETRY,
    });
    this.#commits = new LagCommits(this.#consumer, this.#kafka.logger);
  }

  /** Partitions that are halted, with the reasons. */
  get halts(): readonly Halt[] {
    return [...this.#desks.values()].flatMap(({ halt }) => (halt === undefined ? [] : [halt]));
  }

  /** How often the group has assigned partitions to this member. */
  get generation(): number {
    return this.#generation;
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const topics = this.#topics();
      this.#observe();
      await this.#consumer.connect();
      await this.#consumer.subscribe({ topics, fromBeginning: true });
      await this.#meetCoordinator();
      await this.#consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: this.#settings.partitions,
        eachBatch: (payload) => this.#onBatch(payload),
      });
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Lets the batches in hand end, then leaves the group. Doing it twice does it once. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing = true;
    for (const desk of this.#desks.values()) clearTimeout(desk.backOff);
    // A batch in hand may still note a position; it is told before the group is left.
    await Promise.all([...this.#desks.values()].map((desk) => desk.inTurn(async () => {})));
    await Promise.race([this.#commits.flush(), delay(LEAVE_WITHIN_MS, undefined, { ref: false })]);
    const left = this.#consumer.disconnect().then(() => true);
    const inTime = await Promise.race([left, delay(LEAVE_WITHIN_MS, false, { ref: false })]);
    if (!inTime) this.#kafka.logger.warn({ groupId: this.#settings.groupId }, 'the group was not left in time');
  }

  /** Nothing of the client is passed on as Nest events. */
  override on(): never {
    throw new Fault('config_invalid', 'KafkaBatchServer has no events; see onHalt and onCrash.');
  }

  override unwrap<T>(): T {
    return this.#consumer as T;
  }

  /**
   * A cluster that never had a group makes the coordinator's topic on first contact. kafkajs would crash on the
   * answers of those moments and start anew, so they are waited for; if they do not end, the consumer itself tells.
   */
  async #meetCoordinator(): Promise<void> {
    const deadline = performance.now() + COORDINATOR_WITHIN_MS;
    while (performance.now() < deadline) {
      try {
        await this.#consumer.describeGroup();
        return;
      } catch (error) {
        this.#kafka.logger.debug({ error: errorText(error) }, 'the group coordinator is not ready');
        await delay(COORDINATOR_PAUSE_MS);
      }
    }
  }

  #topics(): string[] {
    for (const [topic, handler] of this.messageHandlers) {
      if (handler.next !== undefined) {
        throw new Fault('config_invalid', `${topic} has two batch handlers; a partition has one position.`);
      }
    }
    return [...this.messageHandlers.keys()];
  }

  #observe(): void {
    const { events } = this.#consumer;
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => this.#onAssignment(payload.memberAssignment));
    this.#consumer.on(events.CRASH, ({ payload }) => {
      this.#generation++;
      if (!payload.restart && !this.#closing) this.#settings.onCrash(payload.error);
    });
  }

  #onAssignment(assignment: Readonly<Record<string, number[]>>): void {
    this.#generation++;
    this.#reassigning = false;
    this.#commits.drop();
    const places = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => [topic, partition] as const),
    );
    this.#assigned = new Set(places.map(([topic, partition]) => `${topic}/${partition}`));
    for (const [topic, partition] of places) {
      const desk = this.#deskOf(topic, partition);
      desk.expect(undefined);
      desk.welcomed = false;
      this.#welcome(desk);
    }
  }

  /** The delivery without records that follows an assignment. */
  #welcome(desk: PartitionDesk): void {
    const generation = this.#generation;
    void desk.inTurn(async () => {
      if (this.#closing || desk.welcomed || desk.resting || generation !== this.#generation) return;
      await this.#handle(desk, [], this.#contextOf(desk, generation));
    });
  }

  async #onBatch(payload: EachBatchPayload): Promise<void> {
    const desk = this.#deskOf(payload.batch.topic, payload.batch.partition);
    const generation = this.#generation;
    const beat = setInterval(() => void this.#heartbeat(payload), this.#heartbeatMs);
    try {
      await desk.inTurn(() => this.#deliver(desk, generation, payload));
    } finally {
      clearInterval(beat);
    }
  }

  async #deliver(desk: PartitionDesk, generation: number, payload: EachBatchPayload): Promise<void> {
    const context = this.#contextOf(desk, generation, payload);
    const first = payload.batch.messages[0];
    if (first === undefined || context.stale()) return;
    // What was fetched before the pause took effect is fetched again after it.
    if (desk.resting) return this.#pause(desk);
    const continuity = desk.continuity(Number(first.offset));
    if (continuity === 'again') return context.seek(desk.expected ?? 0);
    if (continuity instanceof Fault) return this.#halt(desk, continuity);
    const records = payload.batch.messages.map(({ offset, timestamp, value }) => ({
      offset: Number(offset),
      appendedAt: Number(timestamp),
      value: value ?? NOTHING,
    }));
    if (!(await this.#handle(desk, records, context)) || context.stale()) return;
    payload.resolveOffset(payload.batch.lastOffset());
    desk.expect(Number(payload.batch.lastOffset()) + 1);
  }

  /** Tells whether the handler dealt with the batch; if not, the partition rests. */
  async #handle(desk: PartitionDesk, records: readonly LogRecord[], context: BatchContext): Promise<boolean> {
    try {
      const handler = this.messageHandlers.get(desk.topic) as MessageHandler<readonly LogRecord[], BatchContext>;
      const answer: unknown = await handler(records, context);
      if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
      desk.attempts = 0;
      desk.welcomed = true;
      return true;
    } catch (error) {
      if (isTransient(error)) this.#backOff(desk, error);
      else this.#halt(desk, error);
      return false;
    }
  }

  #backOff(desk: PartitionDesk, error: unknown): void {
    if (this.#closing) return;
    const { retryPauseMs = 100, retryPauseMaxMs = 10_000 } = this.#settings;
    const pauseMs = Math.min(retryPauseMs * 2 ** Math.min(desk.attempts, 30), retryPauseMaxMs);
    const { topic, partition } = desk;
    desk.attempts++;
    this.#pause(desk);
    desk.backOff = setTimeout(() => {
      desk.backOff = undefined;
      this.#withConsumer(() => this.#consumer.resume([{ topic, partitions: [partition] }]));
      if (!desk.welcomed) this.#welcome(desk);
    }, pauseMs);
    this.#settings.onRetry?.({ topic, partition, error, attempt: desk.attempts, pauseMs });
  }

  #halt(desk: PartitionDesk, error: unknown): void {
    const { topic, partition } = desk;
    desk.halt = { topic, partition, error };
    this.#pause(desk);
    this.#settings.onHalt(desk.halt);
  }

  #pause({ topic, partition }: PartitionDesk): void {
    this.#withConsumer(() => this.#consumer.pause([{ topic, partitions: [partition] }]));
  }

  /** While kafkajs starts the consumer anew, it has no group to pause in; the next delivery pauses again. */
  #withConsumer(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#kafka.logger.debug({ error: errorText(error) }, 'the consumer is between two starts');
    }
  }

  async #heartbeat(payload: EachBatchPayload): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      // kafkajs meets the same answer after the batch and joins anew; until then the handler can know it is stale.
      if (REASSIGNING.has(String((error as { type?: string }).type))) this.#reassigning = true;
      this.#kafka.logger.debug({ error: errorText(error) }, 'a heartbeat was not answered well');
    }
  }

  #contextOf(desk: PartitionDesk, generation: number, payload?: EachBatchPayload): BatchContext {
    const { topic, partition } = desk;
    const first = payload?.batch.messages[0];
    const place = {
      topic,
      partition,
      generation,
      firstOffset: first === undefined ? undefined : Number(first.offset),
      endOffset: payload === undefined ? undefined : Number(payload.batch.highWatermark),
    };
    const lost = () => generation !== this.#generation || !this.#assigned.has(`${topic}/${partition}`);
    const stale = () =>
      lost() ||
      this.#closing ||
      this.#reassigning ||
      (payload !== undefined && (payload.isStale() || !payload.isRunning()));
    return new BatchContext(place, {
      heartbeat: async () => {
        if (payload !== undefined) await this.#heartbeat(payload);
      },
      stale,
      seek: (offset) => {
        if (lost()) return;
        desk.expect(offset);
        this.#withConsumer(() => this.#consumer.seek({ topic, partition, offset: String(offset) }));
      },
      commit: async (offset) => {
        if (!lost()) this.#commits.note(topic, partition, offset);
      },
    });
  }

  #deskOf(topic: string, partition: number): PartitionDesk {
    const key = `${topic}/${partition}`;
    const known = this.#desks.get(key);
    if (known !== undefined) return known;
    const desk = new PartitionDesk(topic, partition);
    this.#desks.set(key, desk);
    return desk;
  }
}
