import type { Answer } from '../frame/answer.ts';
import type { ChangeCall, Changes } from '../frame/changes.ts';
import type { Job, JobStore, NewJob } from '../store/job-store.ts';
import type { JobRunner } from './job-runner.ts';

/** Takes jobs in together with the answer to the request that asks for them, and tells how far they are. */
export class Jobs {
  readonly #changes: Changes;
  readonly #store: JobStore;
  readonly #runner: JobRunner;

  constructor(changes: Changes, store: JobStore, runner: JobRunner) {
    this.#changes = changes;
    this.#store = store;
    this.#runner = runner;
  }

  async accept(call: ChangeCall, job: NewJob, answer: (job: Job) => Answer): Promise<Answer> {
    const answered = await this.#changes.store(call, async (tables) => answer(await this.#store.add(tables, job)));
    this.#runner.ring();
    return answered;
  }

  find(id: string): Promise<Job | undefined> {
    return this.#store.find(id);
  }
}
