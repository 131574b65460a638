import type { Catalogue } from '@suanpan/catalogue';
import { Fault, isTransient } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { backoffMs, type Deferred, deferred, pause } from './signal.ts';
import { TopicEnd } from './topic-end.ts';

interface Wait {
  /** What is waited for; absent for all that is on the topic. */
  readonly revision: number | undefined;
  /** Where the topic ended when it was asked after the wait began; not known at first. */
  end: number | undefined;
  readonly done: Deferred<void>;
}

/**
 * Those who wait for a revision. A revision that anybody knows is on the topic already, so the topic's end, asked after
 * the wait began, tells when there is nothing left to wait for. Offsets are not revisions: a revision may be repeated.
 */
export class RevisionWaits {
  readonly #catalogue: Catalogue;
  readonly #signal: AbortSignal;
  readonly #waits = new Set<Wait>();
  readonly #topicEnd: TopicEnd;
  #position = 0;
  #ended: Error | undefined;

  constructor(log: Log, catalogue: Catalogue, signal: AbortSignal) {
    this.#catalogue = catalogue;
    this.#signal = signal;
    this.#topicEnd = new TopicEnd(log, signal);
  }

  async wait(revision: number, timeoutMs: number): Promise<void> {
    if (this.#catalogue.revision >= revision) return;
    await this.#wait(revision, timeoutMs, `Revision ${revision} did not arrive`);
  }

  /** Until everything is applied that is on the topic now. */
  waitForAll(timeoutMs: number): Promise<void> {
    return this.#wait(undefined, timeoutMs, 'It did not become known what the catalogue is');
  }

  async #wait(revision: number | undefined, timeoutMs: number, late: string): Promise<void> {
    if (this.#ended !== undefined) throw this.#ended;
    const wait: Wait = { revision, end: undefined, done: deferred() };
    this.#waits.add(wait);
    const timer = setTimeout(() => {
      wait.done.reject(new Fault('unavailable', `${late} within ${timeoutMs} ms.`));
    }, timeoutMs);
    try {
      this.#askEnd(wait).catch((error: unknown) => wait.done.reject(error));
      await wait.done.promise;
    } finally {
      clearTimeout(timer);
      this.#waits.delete(wait);
    }
  }

  /** Everything below the position has been applied. */
  progressed(position: number): void {
    this.#position = position;
    for (const wait of this.#waits) this.#settle(wait);
  }

  /** Nothing more will be applied. */
  ended(error: Error): void {
    this.#ended = error;
    for (const wait of this.#waits) wait.done.reject(error);
  }

  async #askEnd(wait: Wait): Promise<void> {
    for (let tries = 1; this.#waits.has(wait) && !this.#signal.aborted; tries += 1) {
      try {
        wait.end = await this.#topicEnd.asked();
        this.#settle(wait);
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        await pause(backoffMs(tries), this.#signal);
      }
    }
  }

  #settle({ revision, end, done }: Wait): void {
    const isAtEnd = end !== undefined && this.#position >= end;
    if (revision === undefined) {
      if (isAtEnd) done.resolve();
    } else if (this.#catalogue.revision >= revision) done.resolve();
    else if (isAtEnd) {
      done.reject(
        new Fault(
          'revision_unknown',
          `Revision ${revision} is not on the topic; the newest is ${this.#catalogue.revision}.`,
        ),
      );
    }
  }
}
