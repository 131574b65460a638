import type { Service } from '@suanpan/service-runtime';
import { JOB_RUNNER } from './job-parts.ts';
import type { JobRunner } from './job-runner.ts';

/** Works on jobs in the background until it is closed. */
export function keepWorking({ app }: Service): { close(): Promise<void> } {
  const runner = app.get<JobRunner>(JOB_RUNNER);
  runner.start();
  return { close: () => runner.close() };
}
