import { CATALOGUE_CHANGES } from '@suanpan/facts';
import type { Log } from '@suanpan/kafka';
import { pause } from './signal.ts';

/** A stranger who sends made-up keys must not make us ask the broker at the rate of the requests. */
const ASK_EVERY_MS = 20;

/** Where the topic ends. Those who ask while a question is under way share the next one, which begins after they asked. */
export class TopicEnd {
  readonly #log: Pick<Log, 'bounds'>;
  readonly #signal: AbortSignal;
  #running: Promise<number> | undefined;
  #next: Promise<number> | undefined;

  constructor(log: Pick<Log, 'bounds'>, signal: AbortSignal) {
    this.#log = log;
    this.#signal = signal;
  }

  /** The end, asked after this was called. */
  asked(): Promise<number> {
    if (this.#running === undefined) return this.#start();
    this.#next ??= this.#running
      .then(
        () => undefined,
        // Those who asked are told; the next question is another one.
        () => undefined,
      )
      .then(() => pause(ASK_EVERY_MS, this.#signal))
      .then(() => this.#start());
    return this.#next;
  }

  #start(): Promise<number> {
    this.#next = undefined;
    const running = this.#log
      .bounds(CATALOGUE_CHANGES.name, 0)
      .then(({ end }) => end)
      .finally(() => {
        if (this.#running === running) this.#running = undefined;
      });
    this.#running = running;
    return running;
  }
}
