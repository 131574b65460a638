import { Controller, Inject } from '@nestjs/common';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { type Answer, answerOf } from '../frame/answer.ts';
import type { Call } from '../frame/call.ts';
import { existing } from '../frame/existing.ts';
import { Serves } from '../frame/operation-decorator.ts';
import { JOBS } from '../jobs/job-parts.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { shownJob } from '../jobs/shown-job.ts';
import { accountOf } from '../money/of-root.ts';
import { planOf, supposed } from './scenarios.ts';
import { askBestCommitment, askWhatIf } from './what-if-operations.ts';

type QuestionCall = Call<typeof askWhatIf> | Call<typeof askBestCommitment>;

/** Questions are checked before they become jobs: what is wrong with them is told at once. */
@Controller()
export class WhatIfRoutes {
  constructor(@Inject(JOBS) private readonly jobs: Jobs) {}

  @Serves(askWhatIf)
  whatIf(call: Call<typeof askWhatIf>) {
    const { view, params, body } = call;
    const names = new Set(body.scenarios.map(({ name }) => name));
    if (names.size < body.scenarios.length) throw new Fault('entity_invalid', 'Each scenario needs a name of its own.');
    for (const asked of body.scenarios) supposed(view, [], { root: params.root, account: body.account }, asked);
    return this.#ask(call, 'what-if');
  }

  @Serves(askBestCommitment)
  bestCommitment(call: Call<typeof askBestCommitment>) {
    const { view, params, body } = call;
    const plan = planOf(view, params.root, body.plan);
    const component = plan.components.find(({ id }) => id === body.component);
    if (component?.kind !== 'commitment') {
      throw new Fault('plan_invalid', `${body.component} is no commitment of the plan.`);
    }
    return this.#ask(call, 'best-commitment');
  }

  #ask(call: QuestionCall, kind: 'what-if' | 'best-commitment'): Promise<Answer> {
    const { id = newId('job'), reason, ...request } = call.body;
    const root = existing(call.view.root(call.params.root), 'root', call.params.root);
    const account = accountOf(call.view, root, request.account).id;
    if (request.from >= request.to) throw new Fault('entity_invalid', 'from must be before to.');
    const job = { id, kind, root: root.id, account, actor: call.caller.label, reason, request };
    return this.jobs.accept(call, job, (stored) =>
      answerOf(askWhatIf, shownJob(stored), { headers: { location: `/v1/jobs/${id}` } }),
    );
  }
}
