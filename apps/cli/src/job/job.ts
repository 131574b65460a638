import { setTimeout as delay } from 'node:timers/promises';
import { FAULTS, Fault, type FaultCode } from '@suanpan/fault';
import { at } from '../admin/address.ts';
import type { Admin } from '../admin/admin.ts';
import type { CommandContext } from '../command-context.ts';
import { Progress } from '../output/progress.ts';
import type { JobResult } from './job-text.ts';

/** A job of the admin service as the API shows it. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  /** How much is done, 0 to 1. */
  readonly share: number;
  readonly result?: JobResult;
  readonly error?: { readonly code: string; readonly detail: string };
}

const ASK_EVERY_MS = 250;
const PERCENT = 100;

/**
 * Shows how far a job is until it is done, and answers it. Interrupted, the job goes its way at the service; the command that
 * shows it again is said. A job that failed is thrown as the fault it names.
 */
export async function followJob(context: CommandContext, admin: Admin, job: Job): Promise<Job> {
  const progress = new Progress(context.terminal, `${job.kind}, in %`, PERCENT);
  let newest = job;
  while (newest.state === 'waiting' || newest.state === 'running') {
    await pause(context, job.id);
    newest = await admin.read<Job>(at`jobs/${job.id}`);
    progress.update(Math.floor(newest.share * PERCENT));
  }
  if (newest.state === 'failed') {
    if (context.terminal.isInteractive) context.terminal.redraw('');
    throw failure(newest);
  }
  progress.end(PERCENT);
  return newest;
}

async function pause({ signal }: CommandContext, id: string): Promise<void> {
  try {
    await delay(ASK_EVERY_MS, undefined, { signal });
  } catch (cause) {
    const detail = `Waiting was interrupted. The job goes on; \`suanpan job show ${id}\` shows it.`;
    throw new Fault('unavailable', detail, { cause });
  }
}

function failure({ id, error }: Job): Fault {
  const code = error !== undefined && error.code in FAULTS ? (error.code as FaultCode) : 'job_failed';
  return new Fault(code, `Job ${id} has failed. ${error?.detail ?? ''}`.trimEnd());
}
