import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { type Admin, adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../output/exit-codes.ts';
import { instantOption } from '../output/instant-option.ts';
import type { Proposal, ProposalLine } from './proposal.ts';
import { type ProposeOptions, printFigures, propose, settle } from './propose.ts';
import { withFeedOptions } from './read-feed.ts';

interface ImportOptions extends ReasonOption, ProposeOptions {
  readonly from?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What can be accepted of a proposal. */
const WRITING = ['new', 'changed', 'artefact'] as const;

/** `price import`: proposes a feed and approves what needs nobody else. */
export function importPricesCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('import')
    .description('import list prices, by default the shipped ones; what is there already stays as it is');
  withFeedOptions(command)
    .option('--root <id>', 'the root whose own prices they are; everybody if left out')
    .option(
      '--from <time>',
      'from when on the prices hold; from ever for what has no price yet, else from now',
      instantOption,
    )
    .option('--dry-run', 'only show what would change')
    .option('--json', 'the figures as JSON')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: ImportOptions) => importPrices(context, options));
}

/**
 * Changes beyond the threshold and damaged numbers need a second person. They are left in a proposal of their own, so that
 * the rest does not wait for them.
 */
async function importPrices(context: CommandContext, options: ImportOptions): Promise<void> {
  const { root, reason = 'price feed imported', json, dryRun } = options;
  const admin = adminOf(context);
  const proposal = await propose(admin, { ...options, reason });
  if (json === true) context.terminal.out(JSON.stringify(proposal, null, 2));
  else printFigures(context, proposal);
  const { id, lines, secondPerson } = proposal;
  const writing = WRITING.reduce((sum, kind) => sum + (lines[kind] ?? 0), 0);
  if (dryRun === true || writing === 0) {
    await settle(admin, { id, root, verb: 'reject', body: { reason: dryRun === true ? 'dry run' : 'no change' } });
    return;
  }
  if (secondPerson < writing) {
    const accept = secondPerson === 0 ? undefined : await linesForOne(admin, proposal, root);
    const effectiveFrom = effectiveFromOf(context, proposal, options);
    const { settled } = await settle(admin, { id, root, verb: 'approve', body: { accept, effectiveFrom, reason } });
    sayRevision(context, { revision: settled?.revision ?? undefined });
  }
  if (secondPerson === 0) return;
  const rest = secondPerson < writing ? await propose(admin, { ...options, reason }) : proposal;
  const count = `${rest.secondPerson} ${rest.secondPerson === 1 ? 'price waits' : 'prices wait'}`;
  context.terminal.say(`${count} for somebody else to \`suanpan price approve ${rest.id}\`.`);
  if (rest === proposal) context.setExitCode(EXIT.failure);
}

/** Prices that stand are never changed from ever: from now, if nobody says from when. */
function effectiveFromOf(context: CommandContext, { lines }: Proposal, { from }: ImportOptions): string | null {
  if (from !== undefined) return formatInstant(from);
  return (lines.changed ?? 0) === 0 ? null : formatInstant(context.now());
}

async function linesForOne(admin: Admin, { id }: Proposal, root: string | undefined): Promise<number[]> {
  const lines = await admin.list<ProposalLine>(at`price-proposals/${id}/lines`, { root, secondPerson: 'false' });
  return lines.filter(({ kind }) => WRITING.some((each) => each === kind)).map(({ line }) => line);
}
