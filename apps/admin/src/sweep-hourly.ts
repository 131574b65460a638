import type { Service } from '@suanpan/service-runtime';
import type { SignIn } from '@suanpan/sign-in';
import type { Clock } from '@suanpan/time';
import { IDEMPOTENCY } from './frame/parts.ts';
import type { Idempotency } from './store/idempotency.ts';

const EVERY_MS = 3_600_000;

/** Forgets what is over, every hour: sessions, counts of tries, stored answers. Two replicas may both do it. */
export function sweepHourly({ app, log }: Service, signIn: SignIn, clock: Clock): { close(): Promise<void> } {
  const idempotency = app.get<Idempotency>(IDEMPOTENCY);
  let running: Promise<unknown> = Promise.resolve();
  const sweep = () => {
    running = Promise.all([signIn.sweep({ now: clock.now() }), idempotency.sweep()]).catch((error: unknown) =>
      log.warn({ err: error }, 'what is over could not be forgotten; trying again in an hour'),
    );
  };
  const timer = setInterval(sweep, EVERY_MS);
  sweep();
  return {
    close: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
