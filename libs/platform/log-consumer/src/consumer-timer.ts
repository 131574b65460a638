import type { Applied, StoreView } from './consumer-parts.ts';
import type { LogConsumer } from './log-consumer.ts';
import type { StoreLog } from './open-fold-store.ts';

/** What a consumer does as time passes. */
export interface ConsumerTimer {
  readonly everyMs: number;
  readonly decide: (now: number, store: StoreView) => Promise<Applied>;
}

/** Lets time pass for a consumer until the answered function is called. A tick that fails is told, and the next one comes. */
export function startTimer(
  consumer: LogConsumer,
  { everyMs, decide }: ConsumerTimer,
  now: () => number,
  log: StoreLog,
): () => void {
  let stopped = false;
  const timer = setInterval(() => {
    consumer
      .applyBeside((store) => decide(now(), store), { stale: () => stopped })
      .catch((error) => log.warn({ err: error }, 'what was due by the clock could not be done'));
  }, everyMs);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
  };
}
