import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { ReasonOption } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { followJob, type Job } from '../job/job.ts';
import { printJob } from '../job/job-commands.ts';
import { instantOption } from '../output/instant-option.ts';

interface AgainOptions extends ReasonOption {
  readonly root: string;
  readonly from: number;
  readonly to: number;
  readonly provider?: string;
  readonly model?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `price again`: prices a range of calls again after prices were corrected. */
export function priceAgainCommand(group: Command, context: CommandContext): void {
  group
    .command('again')
    .description('price a range of calls again after prices were corrected; run again it changes nothing more')
    .requiredOption('--root <id>', 'whose calls')
    .requiredOption('--from <time>', 'day or time of the first', instantOption)
    .requiredOption('--to <time>', 'day or time they end before', instantOption)
    .option('--provider <name>', 'calls of one provider only')
    .option('--model <name>', 'calls of one model only')
    .option('--dry-run', 'only show what would change')
    .option('--json', 'as JSON')
    .option('--reason <text>', 'why, for those who read the ledger later')
    .action((options: AgainOptions) => priceAgain(context, options));
}

async function priceAgain(context: CommandContext, options: AgainOptions): Promise<void> {
  const { root, provider, model, reason = 'prices were corrected', json } = options;
  const admin = adminOf(context);
  const { body: job } = await admin.add<Job>(at`roots/${root}/price-again`, {
    ...{ provider, model, dryRun: options.dryRun === true, reason },
    from: formatInstant(options.from),
    to: formatInstant(options.to),
  });
  printJob(context, await followJob(context, admin, job), json === true);
}
