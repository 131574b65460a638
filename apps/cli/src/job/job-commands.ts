import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { followJob, type Job } from './job.ts';
import { resultText } from './job-text.ts';

/** `job show`: how far long work is, and what came of it. */
export const jobCommands: RegisterCommand = (program, context) => {
  const group = program.command('job').description('work of the admin service that takes longer than a request');
  group
    .command('show')
    .description('wait for a job and show what came of it')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const admin = adminOf(context);
      printJob(context, await followJob(context, admin, await admin.read<Job>(at`jobs/${id}`)), json === true);
    });
};

/** Prints what came of a job. */
export function printJob({ terminal }: CommandContext, { result }: Job, json: boolean): void {
  if (result === undefined) return;
  if (json) terminal.out(JSON.stringify(result, null, 2));
  else for (const line of resultText(result)) terminal.out(line);
}
