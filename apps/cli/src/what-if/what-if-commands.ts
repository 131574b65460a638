import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { ReasonOption } from '../admin/say-revision.ts';
import { wholeNumber } from '../catalogue/catalogue-commands.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { followJob, type Job } from '../job/job.ts';
import { printJob } from '../job/job-commands.ts';
import { readPlanTerms } from '../plan/read-plan-terms.ts';
import { type HistoryOptions, historyOf, withHistoryOptions } from './history-options.ts';

interface WhatIfOptions extends ReasonOption, HistoryOptions {
  readonly plan?: readonly string[];
  readonly planFile?: readonly string[];
  readonly listPrices?: boolean;
  readonly book?: readonly string[];
  readonly json?: boolean;
}

interface BestOptions extends ReasonOption, HistoryOptions {
  readonly plan?: string;
  readonly planFile?: string;
  readonly component: string;
  readonly unitFee: string;
  readonly step: number;
  readonly json?: boolean;
}

/** How the history as it was is called among suppositions. */
export const AS_IT_WAS = 'as it was';

/** `what-if` and `best-commitment`. */
export const whatIfCommands: RegisterCommand = (program, context) => {
  const whatIf = program
    .command('what-if')
    .description('show what the real history of an account would have cost under other plans or prices, side by side')
    .argument('<account>')
    .option('--plan <versions...>', 'plans that are there, e.g. standard@1')
    .option('--plan-file <paths...>', 'plans that nobody has written yet, as JSON')
    .option('--list-prices', 'list prices without any plan')
    .option('--book <names...>', 'only list prices of these books, e.g. genai-prices');
  withHistoryOptions(whatIf)
    .option('--json', 'as JSON')
    .option('--reason <text>', 'why, for the log of jobs')
    .action((account: string, options: WhatIfOptions) => askWhatIf(context, whatIf, account, options));
  const best = program
    .command('best-commitment')
    .description('show how much of a commitment would have cost least on the real history of an account')
    .argument('<account>')
    .option('--plan <version>', 'the plan that would hold, e.g. reserved@1')
    .option('--plan-file <path>', 'the same as JSON, if nobody has written it yet')
    .requiredOption('--component <id>', 'which commitment of the plan')
    .requiredOption('--unit-fee <amount>', 'monthly fee for one unit of the quantity')
    .option('--step <units>', 'it is sold in steps of so many units', wholeNumber, 1);
  withHistoryOptions(best)
    .option('--json', 'as JSON')
    .option('--reason <text>', 'why, for the log of jobs')
    .action((account: string, options: BestOptions) => askBest(context, best, account, options));
};

async function askWhatIf(
  context: CommandContext,
  command: Command,
  account: string,
  options: WhatIfOptions,
): Promise<void> {
  const { plan = [], planFile = [], listPrices, book, reason = `what if, for ${account}`, json } = options;
  const scenarios = [
    { name: AS_IT_WAS },
    ...(book === undefined ? [] : [{ name: book.join(' + '), books: book }]),
    ...plan.map((id) => ({ name: id, plan: id })),
    ...planFile.map((file) => ({ name: file, plan: readPlanTerms(file).terms })),
    ...(listPrices === true ? [{ name: 'list prices', plan: null }] : []),
  ];
  if (scenarios.length === 1)
    command.error('error: give --plan, --plan-file, --list-prices or --book to set beside what was');
  const admin = adminOf(context);
  const { root, ...history } = await historyOf(context, admin, account, options);
  const { body: job } = await admin.add<Job>(at`roots/${root}/what-if`, { ...history, scenarios, reason });
  printJob(context, await followJob(context, admin, job), json === true);
}

async function askBest(
  context: CommandContext,
  command: Command,
  account: string,
  options: BestOptions,
): Promise<void> {
  const { planFile, component, unitFee, step: stepUnits, reason = `best commitment of ${account}`, json } = options;
  const plan = planFile === undefined ? options.plan : readPlanTerms(planFile).terms;
  if (plan === undefined) command.error('error: give --plan or --plan-file');
  const admin = adminOf(context);
  const { root, ...history } = await historyOf(context, admin, account, options);
  const body = { ...history, plan, component, unitFee, stepUnits, reason };
  const { body: job } = await admin.add<Job>(at`roots/${root}/best-commitment`, body);
  printJob(context, await followJob(context, admin, job), json === true);
}
