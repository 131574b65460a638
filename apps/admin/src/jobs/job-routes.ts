import { Controller, Inject } from '@nestjs/common';
import { Fault } from '@suanpan/fault';
import type { Permission } from '@suanpan/permissions';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { readJob } from './job-operations.ts';
import { JOBS } from './job-parts.ts';
import type { Jobs } from './jobs.ts';
import { shownJob } from './shown-job.ts';

/** What one must hold at a job's account to see it: what asking for it needs. */
const NEEDS: Readonly<Record<string, Permission>> = {
  'price-again': 'reprice.make',
  'what-if': 'whatif.view',
  'best-commitment': 'whatif.view',
};

@Controller()
export class JobRoutes {
  constructor(@Inject(JOBS) private readonly jobs: Jobs) {}

  /** A job one may not see is answered for as one that does not exist. */
  @Serves(readJob)
  async read(call: Call<typeof readJob>) {
    const job = await this.jobs.find(call.params.job);
    const needed = job === undefined ? undefined : NEEDS[job.kind];
    const seen = needed !== undefined && call.may(needed, { kind: 'account', id: job?.account ?? '' }).allowed;
    if (job === undefined || !seen) throw new Fault('entity_unknown', `job ${call.params.job} does not exist.`);
    return answerOf(readJob, shownJob(job));
  }
}
