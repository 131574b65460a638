import { setTimeout as delay } from 'node:timers/promises';

/** A promise with its handles, whose rejection is not an unhandled one where nobody happens to await it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: unknown): void;
}

/** Makes a {@link Deferred}. Settling it twice is harmless: the first one counts. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // The rejection is reported through `failed` as well, so that a caller who never awaits this one misses nothing.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** Waits for a time, or less if the signal fires. It never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  // Nothing but the signal makes it reject.
  await delay(ms, undefined, { signal }).catch(() => undefined);
}

/** The delay before try number `tries` (from 1): doubles from 50 ms, at most 5 s. */
export function backoffMs(tries: number): number {
  return Math.min(50 * 2 ** Math.min(tries - 1, 10), 5_000);
}
