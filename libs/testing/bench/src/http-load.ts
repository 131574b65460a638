import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type EventBatch, eventBatch, renumber } from './event-batch.ts';

/** What to send and how hard. */
export interface LoadPlan {
  readonly host: string;
  readonly port: number;
  /** Keys of several roots, taken in turn by the connections, so that the load spreads over the shards. */
  readonly keys: readonly string[];
  readonly connections: number;
  readonly eventsPerRequest: number;
  readonly seconds: number;
  /** Requests per second over all connections, or 0 for as fast as answers come. */
  readonly requestsPerSecond: number;
  /** First number for ids, so that two loads never repeat an id. */
  readonly firstNumber: number;
}

/** What came of it. */
export interface LoadResult {
  readonly accepted: number;
  readonly failed: number;
  readonly seconds: number;
  /** Milliseconds from the first byte sent to the last byte of the answer. */
  readonly latenciesMs: readonly number[];
  /** For each accepted request, in order of the answers: when it was answered (epoch ms) and its events. */
  readonly answeredAt: readonly number[];
}

interface Progress {
  number: number;
  accepted: number;
  failed: number;
  readonly latenciesMs: number[];
  readonly answeredAt: number[];
  readonly endsAt: number;
  nextAt: number;
}

/**
 * Sends batches over plain keep-alive sockets: a load generator must cost less than what it measures, so requests are
 * bytes made once and only their ids are written anew.
 */
export async function sendLoad(plan: LoadPlan, time: string): Promise<LoadResult> {
  const startedAt = performance.now();
  const progress: Progress = {
    number: plan.firstNumber,
    accepted: 0,
    failed: 0,
    latenciesMs: [],
    answeredAt: [],
    endsAt: startedAt + plan.seconds * 1000,
    nextAt: startedAt,
  };
  const lanes = Array.from({ length: plan.connections }, (_, lane) => runLane(plan, lane, time, progress));
  await Promise.all(lanes);
  const { accepted, failed, latenciesMs, answeredAt } = progress;
  return { accepted, failed, latenciesMs, answeredAt, seconds: (performance.now() - startedAt) / 1000 };
}

async function runLane(plan: LoadPlan, lane: number, time: string, progress: Progress): Promise<void> {
  const batch = eventBatch(plan.eventsPerRequest, time);
  const head = requestHead(plan, plan.keys[lane % plan.keys.length] ?? '', batch);
  const socket = connect({ host: plan.host, port: plan.port, noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  const answers = new AnswerReader(socket);
  while (await due(plan, progress)) {
    renumber(batch, progress.number++);
    const sentAt = performance.now();
    socket.write(Buffer.concat([head, batch.body]));
    const status = await answers.next();
    progress.latenciesMs.push(performance.now() - sentAt);
    if (status === 200 || status === 202) {
      progress.accepted += plan.eventsPerRequest;
      progress.answeredAt.push(Date.now());
    } else progress.failed += 1;
  }
  socket.destroy();
}

async function due(plan: LoadPlan, progress: Progress): Promise<boolean> {
  if (plan.requestsPerSecond > 0) {
    const at = progress.nextAt;
    progress.nextAt += 1000 / plan.requestsPerSecond;
    const wait = at - performance.now();
    if (wait > 0) await delay(wait);
  }
  return performance.now() < progress.endsAt;
}

function requestHead(plan: LoadPlan, key: string, batch: EventBatch): Buffer {
  return Buffer.from(
    [
      'POST /v1/events HTTP/1.1',
      `Host: ${plan.host}:${plan.port}`,
      `Authorization: Bearer ${key}`,
      'Content-Type: application/cloudevents-batch+json',
      `Content-Length: ${batch.body.length}`,
      '',
      '',
    ].join('\r\n'),
  );
}

/** Reads answers off a keep-alive socket one by one; bodies are passed over by their length. */
class AnswerReader {
  #pending = Buffer.alloc(0);
  #waiting: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  constructor(socket: Socket) {
    socket.on('data', (bytes) => {
      this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
      this.#settle();
    });
    socket.on('error', (error) => this.#waiting?.reject(error));
    socket.on('close', () => this.#waiting?.reject(new Error('The service closed the connection.')));
  }

  next(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#settle();
    });
  }

  #settle(): void {
    const end = this.#pending.indexOf('\r\n\r\n');
    if (end < 0 || this.#waiting === undefined) return;
    const head = this.#pending.toString('latin1', 0, end);
    const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#pending.length < end + 4 + length) return;
    this.#pending = this.#pending.subarray(end + 4 + length);
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve(Number(head.slice(9, 12)));
  }
}
