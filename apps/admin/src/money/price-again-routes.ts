import { Controller, Inject } from '@nestjs/common';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { JOBS } from '../jobs/job-parts.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { shownJob } from '../jobs/shown-job.ts';
import { priceAgain } from './price-again-operations.ts';
import type { PriceAgainRequest } from './price-again-work.ts';

@Controller()
export class PriceAgainRoutes {
  constructor(@Inject(JOBS) private readonly jobs: Jobs) {}

  /** What is priced by is the catalogue as of the request: a job that goes on later says the same. */
  @Serves(priceAgain)
  price(call: Call<typeof priceAgain>) {
    const { id = newId('job'), reason, ...range } = call.body;
    const root = existing(call.view.root(call.params.root), 'root', call.params.root);
    if (range.from >= range.to) throw new Fault('entity_invalid', 'from must be before to.');
    const request: PriceAgainRequest = { ...range, revision: call.view.revision };
    const job = { id, kind: 'price-again', root: root.id, account: root.id, actor: call.caller.label, reason, request };
    return this.jobs.accept(call, job, (stored) =>
      answerOf(priceAgain, shownJob(stored), { headers: { location: `/v1/jobs/${id}` } }),
    );
  }
}
