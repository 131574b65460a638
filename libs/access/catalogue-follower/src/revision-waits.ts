import type { Catalogue } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { Fault, isTransient } from '@suanpan/fault';
import type { Log } from '@suanpan/kafka';
import { backoffMs, type Deferred, deferred, pause } from './signal.ts';

interface Wait {
  readonly revision: number;
  /** Where the topic ended when it was asked after the wait began; not known at first. */
  end: number | undefined;
  readonly done: Deferred<void>;
}

/**
 * Those who wait for a revision. A revision that anybody knows is on the topic already, so the topic's end, asked after
 * the wait began, tells when there is nothing left to wait for. Offsets are not revisions: a revision may be repeated.
 */
export class RevisionWaits {
  readonly #log: Log;
  readonly #catalogue: Catalogue;
  readonly #signal: AbortSignal;
  readonly #waits = new Set<Wait>();
  #position = 0;
  #ended: Error | undefined;

  constructor(log: Log, catalogue: Catalogue, signal: AbortSignal) {
    this.#log = log;
    this.#catalogue = catalogue;
    this.#signal = signal;
  }

  async wait(revision: number, timeoutMs: number): Promise<void> {
    if (this.#catalogue.revision >= revision) return;
    if (this.#ended !== undefined) throw this.#ended;
    const wait: Wait = { revision, end: undefined, done: deferred() };
    this.#waits.add(wait);
    const timer = setTimeout(() => {
      wait.done.reject(new Fault('unavailable', `Revision ${revision} did not arrive within ${timeoutMs} ms.`));
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
        wait.end = (await this.#log.bounds(CATALOGUE_CHANGES.name, 0)).end;
        this.#settle(wait);
        return;
      } catch (error) {
        if (!isTransient(error)) throw error;
        await pause(backoffMs(tries), this.#signal);
      }
    }
  }

  #settle(wait: Wait): void {
    if (this.#catalogue.revision >= wait.revision) wait.done.resolve();
    else if (wait.end !== undefined && this.#position >= wait.end) {
      wait.done.reject(
        new Fault(
          'revision_unknown',
          `Revision ${wait.revision} is not on the topic; the newest is ${this.#catalogue.revision}.`,
        ),
      );
    }
  }
}
