import { InvalidArgumentError } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { printList } from '../output/print-list.ts';
import { withCatalogue } from './with-catalogue.ts';

const HASH_DIGITS_SHOWN = 12;

/** `catalogue log`, `catalogue verify` and `catalogue publish`. */
export const catalogueCommands: RegisterCommand = (program, context) => {
  const group = program.command('catalogue').description('the catalogue as a whole: its log and its proof');
  group
    .command('log')
    .description('list revisions, newest first')
    .option('--limit <count>', 'how many', wholeNumber, 20)
    .option('--json', 'as JSON')
    .action((options: { limit: number; json?: boolean }) => printLog(context, options));
  group
    .command('verify')
    .description('fold revisions and topic anew and compare them with the tables; exit code 3 if they differ')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => verify(context, options.json === true));
  group
    .command('publish')
    .description('append to the topic what it does not have yet')
    .option('--republish', 'also what a topic has lost that was re-created on purpose')
    .action(async (options: { republish?: boolean }) => {
      const republish = options.republish === true;
      const count = await withCatalogue(context, (writer) => writer.publish({ republish }));
      context.terminal.say(`Published ${count} ${count === 1 ? 'revision' : 'revisions'}.`);
    });
};

/** Reads an option that is a whole number above 0. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError('It must be a whole number above 0.');
  }
  return number;
}

interface Revision {
  readonly revision: number;
  readonly at: string;
  readonly actor: string;
  readonly reason: string;
  readonly hash: string;
  readonly published: boolean;
}

async function printLog(context: CommandContext, options: { limit: number; json?: boolean }): Promise<void> {
  const revisions = await adminOf(context).list<Revision>(at`revisions`, {}, options.limit);
  printList(context, options.json === true, revisions, [
    { title: 'REVISION', align: 'right', text: (r) => String(r.revision) },
    { title: 'AT', text: (r) => r.at },
    { title: 'ACTOR', text: (r) => r.actor },
    { title: 'HASH', text: (r) => r.hash.slice(0, HASH_DIGITS_SHOWN) },
    { title: 'PUBLISHED', text: (r) => (r.published ? 'yes' : 'no') },
    { title: 'REASON', text: (r) => r.reason },
  ]);
}

async function verify(context: CommandContext, json: boolean): Promise<void> {
  const report = await withCatalogue(context, (writer) => writer.verify());
  if (json) context.terminal.out(JSON.stringify(report, null, 2));
  else {
    context.terminal.out(`database  revision ${report.databaseRevision}  ${report.hash}`);
    context.terminal.out(`topic     revision ${report.topicRevision}  ${report.unpublished} to publish`);
    for (const flaw of report.flaws) context.terminal.out(`differs   ${flaw}`);
    context.terminal.say(report.flaws.length === 0 ? 'Everything agrees.' : 'Things do not agree.');
  }
  if (report.flaws.length > 0) context.setExitCode(EXIT.mismatch);
}
