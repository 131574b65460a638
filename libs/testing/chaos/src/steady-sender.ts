import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@suanpan/fault';
import { formatInstant } from '@suanpan/time';

/** Where to send and as whom. */
export interface SenderPlan {
  readonly url: string;
  readonly key: string;
  readonly lanes: number;
  readonly eventsPerRequest: number;
  /** Pause of a lane between an answer and its next request, milliseconds. */
  readonly pauseMs: number;
}

/** What was sent and answered. Every request is repeated until it is acknowledged, as a sender must. */
export interface Sent {
  /** Events acknowledged, each counted once. */
  readonly events: number;
  readonly inputTokens: bigint;
  /** Requests that had to be sent again. */
  readonly repeats: number;
}

const RETRY_MS = 100;
const ANSWER_WITHIN_MS = 10_000;
const LAST_ACKNOWLEDGED_WITHIN_MS = 60_000;

/** Sends until told to stop; then every lane ends with the acknowledgement of its last request. */
export class SteadySender {
  readonly #plan: SenderPlan;
  readonly #lanes: Promise<void>[];
  #stopping = false;
  #giveUpAt = Number.POSITIVE_INFINITY;
  #events = 0;
  #inputTokens = 0n;
  #repeats = 0;
  #refusal = '';

  constructor(plan: SenderPlan) {
    this.#plan = plan;
    this.#lanes = Array.from({ length: plan.lanes }, (_, lane) => this.#run(lane));
  }

  /** Fails with `unavailable` when the last requests are not acknowledged in time. */
  async stop(): Promise<Sent> {
    this.#stopping = true;
    this.#giveUpAt = performance.now() + LAST_ACKNOWLEDGED_WITHIN_MS;
    await Promise.all(this.#lanes);
    return { events: this.#events, inputTokens: this.#inputTokens, repeats: this.#repeats };
  }

  async #run(lane: number): Promise<void> {
    for (let request = 0; !this.#stopping; request += 1) {
      const { body, tokens } = this.#request(lane, request);
      while (!(await this.#send(body))) {
        this.#repeats += 1;
        if (performance.now() > this.#giveUpAt) {
          throw new Fault('unavailable', `The last requests were not acknowledged: ${this.#refusal}.`);
        }
        await delay(RETRY_MS);
      }
      this.#events += this.#plan.eventsPerRequest;
      this.#inputTokens += tokens;
      await delay(this.#plan.pauseMs);
    }
  }

  #request(lane: number, request: number): { body: string; tokens: bigint } {
    let tokens = 0n;
    const events = Array.from({ length: this.#plan.eventsPerRequest }, (_, index) => {
      const inputTokens = 1 + ((lane * 31 + request * 17 + index * 7) % 1000);
      tokens += BigInt(inputTokens);
      return {
        specversion: '1.0',
        type: 'suanpan.usage.v1',
        source: `chaos/${lane}`,
        id: `${request}-${index}`,
        time: formatInstant(Date.now()),
        data: { provider: 'demo', model: 'chaos', operation: 'chat', inputTokens, outputTokens: 0 },
      };
    });
    return { body: JSON.stringify(events), tokens };
  }

  /** Whether the request was acknowledged. Whatever else came of it, it is sent again with the same ids. */
  async #send(body: string): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#plan.url}/v1/events`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.#plan.key}`, 'content-type': 'application/cloudevents-batch+json' },
        body,
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      await answer.arrayBuffer();
      if (!answer.ok) this.#refusal = `status ${answer.status}`;
      return answer.ok;
    } catch (error) {
      // Refused, cut off or late: a sender cannot know more, and must send again.
      this.#refusal = String(error);
      return false;
    }
  }
}
