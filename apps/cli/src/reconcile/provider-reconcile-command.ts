import { readFileSync } from 'node:fs';
import { Fault } from '@suanpan/fault';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { type Comparison, comparisonText } from './comparison-text.ts';

interface ProviderOptions {
  readonly root: readonly string[];
  readonly file: readonly string[];
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `provider-reconcile`: a provider's own figures beside the ledger. */
export const providerReconcileCommand: RegisterCommand = (program, context) => {
  program
    .command('provider-reconcile')
    .description(
      "compare a provider's usage or cost export with the ledger, per day and model; exit code 3 if they differ",
    )
    .requiredOption('--root <ids...>', "the roots whose calls go to the provider's account")
    .requiredOption(
      '--file <paths...>',
      'exports of OpenAI or Anthropic: JSON pages of their APIs, or CSV of their consoles',
    )
    .option('--all', 'also the days that agree')
    .option('--json', 'as JSON')
    .action((options: ProviderOptions) => compare(context, options));
};

async function compare(context: CommandContext, { root: roots, file, all, json }: ProviderOptions): Promise<void> {
  const [root = '', ...alsoRoots] = roots;
  const body = { exports: file.map(readText), alsoRoots };
  const found = await adminOf(context).ask<Comparison>(at`roots/${root}/provider-reconcile`, body);
  if (json === true) context.terminal.out(JSON.stringify(found, null, 2));
  else for (const line of comparisonText(found, all === true)) context.terminal.out(line);
  if (!found.agrees) context.setExitCode(EXIT.mismatch);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Fault('config_invalid', `${file} cannot be read.`, { cause });
  }
}
