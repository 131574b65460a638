import type { z } from 'zod';
import type { Frozen } from '../frame/answer.ts';
import type { Job as StoredJob } from '../store/job-store.ts';
import type { Job } from './job-shapes.ts';

/** A job as the API shows it. What its kind and result are is checked when it is written. */
export function shownJob({ request: _, cursor: __, ...job }: StoredJob): Frozen<z.output<typeof Job>> {
  return job as Frozen<z.output<typeof Job>>;
}
