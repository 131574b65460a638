import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { wholeNumber } from '../catalogue/catalogue-commands.ts';
import type { CommandContext } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { type Money, moneyText } from '../output/money-text.ts';
import { readPlanTerms } from './read-plan-terms.ts';

interface PreviewOptions {
  readonly account: string;
  readonly plan?: string;
  readonly planFile?: string;
  readonly provider: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly times: number;
  readonly priority?: string;
  readonly batch?: boolean;
  readonly at?: number;
  readonly soFar?: boolean;
  readonly json?: boolean;
}

interface Preview {
  readonly plan: string | null;
  readonly calls: readonly {
    readonly charged: number;
    readonly uncharged: readonly { readonly reason: string; readonly detail: string | null; readonly calls: number }[];
    readonly entries: readonly (Money & {
      readonly component: string | null;
      readonly explanation: readonly string[];
    })[];
  }[];
  readonly totals: readonly Money[];
  readonly fees: readonly (Money & { readonly component: string; readonly period: string })[];
}

/** `plan preview`: what calls would be charged under a plan, and why. */
export function previewPlanCommand(group: Command, context: CommandContext): void {
  group
    .command('preview')
    .description('show what a call of an account would be charged, with the arithmetic; nothing is booked')
    .requiredOption('--account <id>', 'whose call')
    .option('--plan <version>', 'under this plan; the one in force if left out')
    .option('--plan-file <path>', 'under a plan that nobody has written yet, as JSON')
    .requiredOption('--provider <name>', 'who answers')
    .requiredOption('--model <name>', 'the model asked for')
    .requiredOption('--input-tokens <count>', 'all of the input', count)
    .requiredOption('--output-tokens <count>', 'all of the output', count)
    .option('--times <count>', 'how often it is made', wholeNumber, 1)
    .option('--priority <name>', 'the priority an admission would grant')
    .option('--batch', 'granted as a batch call')
    .option('--at <time>', 'when it is made; now if left out', instantOption)
    .option('--so-far', 'upon what the account used in the month so far, instead of as if it began')
    .option('--json', 'as JSON')
    .action((options: PreviewOptions) => preview(context, options));
}

function count(text: string): number {
  return text === '0' ? 0 : wholeNumber(text);
}

async function preview(context: CommandContext, options: PreviewOptions): Promise<void> {
  const { account, plan, planFile, provider, model, inputTokens, outputTokens, times, priority, batch } = options;
  const time = options.at === undefined ? undefined : formatInstant(options.at);
  const call = { provider, model, inputTokens, outputTokens, times, time, granted: { priority, batch } };
  const question = {
    ...{ account, plan, calls: [call] },
    terms: planFile === undefined ? undefined : readPlanTerms(planFile).terms,
    fromCounters: options.soFar === true ? 'now' : 'empty',
  };
  const answer = await adminOf(context).ask<Preview>(at`plans/preview`, question);
  if (options.json === true) context.terminal.out(JSON.stringify(answer, null, 2));
  else print(context, answer);
}

function print({ terminal }: CommandContext, { plan, calls, totals, fees }: Preview): void {
  terminal.out(plan === null ? 'list prices' : `plan ${plan}`);
  for (const { entries, uncharged } of calls) {
    for (const entry of entries) {
      terminal.out(`  ${entry.component ?? 'list'}: ${moneyText(entry)}`);
      for (const line of entry.explanation) terminal.out(`    ${line}`);
    }
    for (const { calls: waiting, reason, detail } of uncharged) {
      terminal.out(`  ${waiting} would wait: ${detail ?? reason} [${reason}]`);
    }
  }
  terminal.out(`total: ${totals.length === 0 ? 'nothing' : totals.map(moneyText).join(' + ')}`);
  for (const fee of fees) terminal.out(`and ${moneyText(fee)} for ${fee.component} in ${fee.period}, whatever is used`);
}
