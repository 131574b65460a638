import { isTransient } from '@suanpan/fault';
import type { CatalogueWriter } from './writer.ts';

export interface PublishingOptions {
  /** Ends publishing when it fires. What is committed by then is published by whoever publishes next. */
  readonly signal: AbortSignal;
  /** Looks for revisions of other writers this often, milliseconds; own commits are published at once. 5,000 if not named. */
  readonly everyMs?: number;
  /** Called for each passing fault, before the next try. */
  readonly onRetry?: (error: Error, tries: number) => void;
}

const EVERY_MS = 5_000;
const BACKOFF_FIRST_MS = 50;
const BACKOFF_MAX_MS = 5_000;

/**
 * Publishes after each commit until the signal fires, and tries again for ever while broker or database are away. Rejects
 * with a fault that does not pass: going on from a broken chain, or a database behind its topic, would be a guess.
 */
export async function keepPublishing(
  writer: Pick<CatalogueWriter, 'publish' | 'onCommit'>,
  { signal, everyMs = EVERY_MS, onRetry }: PublishingOptions,
): Promise<void> {
  const bell = new Bell(signal);
  const stopListening = writer.onCommit(() => bell.ring());
  try {
    for (let tries = 0; !signal.aborted; ) {
      try {
        await writer.publish();
        tries = 0;
        await bell.wait(everyMs);
      } catch (error) {
        if (!isTransient(error)) throw error;
        tries += 1;
        onRetry?.(error as Error, tries);
        await bell.pause(Math.min(BACKOFF_FIRST_MS * 2 ** Math.min(tries - 1, 10), BACKOFF_MAX_MS));
      }
    }
  } finally {
    stopListening();
  }
}

/** Wakes one who waits; a ring while nobody waits is not lost. */
class Bell {
  readonly #signal: AbortSignal;
  #rung = false;
  #wake: (() => void) | undefined;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Until it rings, the time is up, or the signal fires. */
  async wait(ms: number): Promise<void> {
    if (!this.#rung) await this.#sleep(ms, (wake) => (this.#wake = wake));
    this.#rung = false;
  }

  /** Until the time is up or the signal fires, however often it rings: a broker that is away is not asked at every commit. */
  pause(ms: number): Promise<void> {
    return this.#sleep(ms, () => undefined);
  }

  #sleep(ms: number, onStart: (wake: () => void) => void): Promise<void> {
    if (this.#signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#signal.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#signal.addEventListener('abort', done, { once: true });
      onStart(done);
    });
  }
}
