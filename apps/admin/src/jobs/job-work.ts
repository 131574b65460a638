import type { EntityManager } from 'typeorm';
import type { LeasedJob, Step } from '../store/job-store.ts';

/** What a job has while it is worked on. */
export interface JobDesk {
  /** Fires when the process stops, or has lost the job to another: work ends soon and goes on elsewhere. */
  readonly signal: AbortSignal;
  /** Stores a step, and what it writes with it. */
  step(step: Step, work?: (tables: EntityManager) => Promise<void>): Promise<void>;
  /** Tells how far it is; not every time is stored. */
  told(share: number): Promise<void>;
}

/** How jobs of one kind are done. Begins at the cursor, and answers the result. */
export type JobWork = (job: LeasedJob, desk: JobDesk) => Promise<unknown>;

/** Kinds of jobs by name. */
export type JobWorks = Readonly<Record<string, JobWork>>;
