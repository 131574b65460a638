import { Fault, isFault, isTransient } from '@suanpan/fault';
import type { ServiceLog } from '@suanpan/service-runtime';
import { type JobStore, LEASE_MS, type LeasedJob } from '../store/job-store.ts';
import type { JobDesk, JobWorks } from './job-work.ts';

/** Looks for jobs of other processes this often; own ones are rung in. */
const EVERY_MS = 1_000;
const TOLD_EVERY_MS = 500;
/** Jobs at once. */
const HANDS = 2;

/**
 * Works on jobs, whoever they were asked of: a job whose process was killed goes on here. Trouble that passes is tried again
 * for ever, at growing distance; anything else ends the job with its reason.
 */
export class JobRunner {
  readonly #store: JobStore;
  readonly #works: JobWorks;
  readonly #log: ServiceLog;
  readonly #stopping = new AbortController();
  readonly #wakes = new Set<() => void>();
  #hands: Promise<unknown> = Promise.resolve();

  constructor(store: JobStore, works: JobWorks, log: ServiceLog) {
    this.#store = store;
    this.#works = works;
    this.#log = log;
  }

  start(): void {
    this.#hands = Promise.all(Array.from({ length: HANDS }, () => this.#work()));
  }

  /** Tells that a job was stored. */
  ring(): void {
    for (const wake of this.#wakes) wake();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    this.ring();
    await this.#hands;
  }

  async #work(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const job = await this.#take();
      if (job === undefined) await this.#rest();
      else await this.#do(job);
    }
  }

  async #take(): Promise<LeasedJob | undefined> {
    try {
      return await this.#store.take();
    } catch (error) {
      this.#log.warn({ err: error }, 'jobs cannot be looked for now; trying again');
      return undefined;
    }
  }

  async #do(job: LeasedJob): Promise<void> {
    const lost = new AbortController();
    const state = { share: job.share, toldAt: 0 };
    // Work that is busy for long, in another thread or in one query, tells nothing itself.
    const pulse = setInterval(() => {
      this.#store.alive(job, state.share).catch((error: unknown) => {
        if (isFault(error, 'claim_superseded')) lost.abort(error);
      });
    }, LEASE_MS / 3);
    try {
      const work = this.#works[job.kind];
      if (work === undefined) throw new Fault('internal', `Nobody knows how to do a ${job.kind}.`);
      const signal = AbortSignal.any([this.#stopping.signal, lost.signal]);
      await this.#store.finish(job, await work(job, this.#deskOf(job, state, signal)));
    } catch (error) {
      clearInterval(pulse);
      await this.#gaveUp(job, lost.signal.aborted ? lost.signal.reason : error).catch((more: unknown) => {
        this.#log.warn({ err: more, job: job.id }, 'what became of a job could not be stored; it is taken up again');
      });
    } finally {
      clearInterval(pulse);
    }
  }

  async #gaveUp(job: LeasedJob, error: unknown): Promise<void> {
    if (isFault(error, 'claim_superseded')) return;
    if (this.#stopping.signal.aborted || (isTransient(error) && !isFault(error, 'internal'))) {
      if (!this.#stopping.signal.aborted) this.#log.warn({ err: error, job: job.id }, 'a job is tried again later');
      await this.#store.letGo(job);
      return;
    }
    const { code, detail } = isFault(error) ? error : new Fault('internal', 'Something went wrong on our side.');
    this.#log[code === 'internal' ? 'error' : 'warn']({ err: error, job: job.id }, 'a job has failed');
    await this.#store.fail(job, { code, detail });
  }

  #deskOf(job: LeasedJob, state: { share: number; toldAt: number }, signal: AbortSignal): JobDesk {
    return {
      signal,
      step: (step, work) => {
        state.share = step.share;
        return this.#store.step(job, step, work);
      },
      told: async (share) => {
        state.share = share;
        const now = performance.now();
        if (now - state.toldAt < TOLD_EVERY_MS) return;
        state.toldAt = now;
        await this.#store.alive(job, share);
      },
    };
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        this.#wakes.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, EVERY_MS);
      this.#wakes.add(wake);
    });
  }
}
