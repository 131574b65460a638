import { setTimeout as delay } from 'node:timers/promises';

/** Asks again and again until `ask` says yes, or `failed` names a reason, which throws. False when the time is over. */
export async function waitUntil(
  ask: () => Promise<boolean>,
  limits: { readonly timeoutMs: number; readonly everyMs: number; readonly failed: () => Error | undefined },
): Promise<boolean> {
  const end = performance.now() + limits.timeoutMs;
  while (!(await ask())) {
    const failure = limits.failed();
    if (failure !== undefined) throw failure;
    if (performance.now() > end) return false;
    await delay(limits.everyMs);
  }
  return true;
}
