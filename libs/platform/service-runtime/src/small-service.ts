// A service as small as can be, for tests that need a process of their own. `SPEC_ACT` tells what it does once it runs.
import { runService } from './run-service.ts';

class Nothing {}

function act(): void {
  if (process.env.SPEC_ACT === 'throw') throw new Error('nobody catches this');
  if (process.env.SPEC_ACT === 'reject') void Promise.reject(new Error('nobody catches this'));
}

await runService({
  name: 'small',
  module: { module: Nothing },
  host: process.env.SPEC_HOST ?? '127.0.0.1',
  port: Number(process.env.SPEC_PORT ?? '0'),
  portSetting: 'SPEC_PORT',
  stopWithinMs: 1_500,
  onReady: ({ log, url }) => {
    log.info({ at: url }, 'listening');
    setTimeout(act, 10);
  },
  onStop: async ({ log }) => {
    if (process.env.SPEC_ACT === 'hang') await new Promise(() => {});
    log.info('drained');
  },
});
