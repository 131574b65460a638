import { formatInstant } from '@suanpan/time';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import { wholeNumber } from '../catalogue/catalogue-commands.ts';
import type { CommandContext } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';
import { importPricesCommand } from './import-prices.ts';
import { cellsOf, type Proposal, type ProposalLine } from './proposal.ts';
import { type ProposeOptions, printFigures, propose, settle } from './propose.ts';
import { withFeedOptions } from './read-feed.ts';

interface DiffOptions extends ReasonOption, ProposeOptions {
  readonly kind?: string;
  readonly limit: number;
  readonly json?: boolean;
}

interface ApproveOptions extends ReasonOption {
  readonly root?: string;
  readonly accept?: readonly number[];
  readonly from?: number;
}

const KINDS = ['new', 'changed', 'artefact', 'vanished', 'scheduled', 'conflicting', 'skipped'];
const ROOT = ['--root <id>', 'the root whose own prices they are; everybody if left out'] as const;

/** `price import`, `diff`, `proposals`, `approve` and `reject`. */
export function proposalCommands(group: Command, context: CommandContext): void {
  importPricesCommand(group, context);
  const diff = group
    .command('diff')
    .description('compare a price feed with what stands and keep it as a proposal, or show one that is there')
    .argument('[proposal]', 'the id of a proposal that is there');
  withFeedOptions(diff)
    .option(...ROOT)
    .addOption(new Option('--kind <kind>', 'lines of one kind only').choices(KINDS))
    .option('--limit <count>', 'lines shown at most', wholeNumber, 50)
    .option('--json', 'as JSON')
    .option('--reason <text>', 'why, for people who decide')
    .action((id: string | undefined, options: DiffOptions) => showDiff(context, id, options));
  group
    .command('proposals')
    .description('list proposals, newest first')
    .option(...ROOT)
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listProposals(context, options));
  settleCommands(group, context);
}

function settleCommands(group: Command, context: CommandContext): void {
  group
    .command('approve')
    .description('approve a proposal and write its prices; large changes need somebody else than who proposed them')
    .argument('<proposal>')
    .option(...ROOT)
    .option('--accept <lines...>', 'only these lines; all that can be if left out', lineNumbers)
    .option(
      '--from <time>',
      'from when on the prices hold; from ever if left out, for what has no price yet',
      instantOption,
    )
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async (id: string, options: ApproveOptions) => {
      const { root, accept, from, reason = `proposal ${id} approved` } = options;
      const effectiveFrom = from === undefined ? null : formatInstant(from);
      const body = { accept, effectiveFrom, reason };
      const { settled } = await settle(adminOf(context), { id, root, verb: 'approve', body });
      context.terminal.say(`${settled?.accepted ?? 0} lines were accepted, ${settled?.rows ?? 0} rows written.`);
      sayRevision(context, { revision: settled?.revision ?? undefined });
    });
  group
    .command('reject')
    .description('refuse a proposal')
    .argument('<proposal>')
    .option(...ROOT)
    .option('--reason <text>', 'why')
    .action(async (id: string, { root, reason = `proposal ${id} rejected` }: { root?: string } & ReasonOption) => {
      await settle(adminOf(context), { id, root, verb: 'reject', body: { reason } });
      context.terminal.say(`Proposal ${id} is rejected.`);
    });
}

async function showDiff(context: CommandContext, given: string | undefined, options: DiffOptions): Promise<void> {
  const admin = adminOf(context);
  const { root, kind, limit, json } = options;
  const id = given ?? (await propose(admin, options)).id;
  const proposal = await admin.read<Proposal>(at`price-proposals/${id}`, { root });
  const lines = await admin.list<ProposalLine>(at`price-proposals/${id}/lines`, { root, kind }, limit);
  if (json === true) {
    context.terminal.out(JSON.stringify({ proposal, lines }, null, 2));
    return;
  }
  printLines(context, lines);
  printFigures(context, proposal);
  context.terminal.say(`Proposal ${id} is ${proposal.state}.`);
  if (proposal.state === 'open') context.terminal.say(`\`suanpan price approve ${id}\` writes it.`);
}

function printLines(context: CommandContext, lines: readonly ProposalLine[]): void {
  const shown = lines.map((line) => ({ line, cells: cellsOf(line) }));
  printList(context, false, shown, [
    { title: 'LINE', align: 'right', text: ({ line }) => String(line.line) },
    { title: 'KIND', text: ({ line }) => line.kind },
    { title: 'MODEL', text: ({ cells }) => cells.subject },
    { title: 'LEAF', text: ({ cells }) => cells.leaf },
    { title: 'PER MILLION', text: ({ cells }) => cells.change },
    { title: 'APPROVAL', text: ({ line }) => (line.secondPerson === true ? 'second person' : '-') },
  ]);
}

async function listProposals(
  context: CommandContext,
  { root, json }: { root?: string; json?: boolean },
): Promise<void> {
  printList(context, json === true, await adminOf(context).list<Proposal>(at`price-proposals`, { root }), [
    { title: 'ID', text: (proposal) => proposal.id },
    { title: 'STATE', text: (proposal) => proposal.state },
    { title: 'AT', text: (proposal) => proposal.proposedAt },
    { title: 'BY', text: (proposal) => proposal.proposedBy },
    { title: 'FEEDS', text: ({ feeds }) => feeds.map(({ feed, version }) => `${feed} ${version}`).join(', ') },
    { title: 'NEW', align: 'right', text: ({ lines }) => String(lines.new ?? 0) },
    { title: 'CHANGED', align: 'right', text: ({ lines }) => String(lines.changed ?? 0) },
    { title: 'SECOND PERSON', align: 'right', text: (proposal) => String(proposal.secondPerson) },
  ]);
}

function lineNumbers(text: string, before: readonly number[] = []): number[] {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be the number of a line.');
  return [...before, Number(text)];
}
