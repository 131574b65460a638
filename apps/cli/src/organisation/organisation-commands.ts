import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';

interface CreateOptions extends ReasonOption {
  readonly name: string;
  readonly root: readonly string[];
  readonly id?: string;
}

interface Organisation {
  readonly id: string;
  readonly name: string;
  readonly roots: readonly string[];
}

/** `organisation create` and `organisation list`. */
export const organisationCommands: RegisterCommand = (program, context) => {
  const group = program.command('organisation').description('views that sum several roots');
  group
    .command('create')
    .description('make a view that sums several roots; prints its id')
    .requiredOption('--name <name>', 'for people')
    .requiredOption('--root <ids...>', 'the roots it sums')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: CreateOptions) => createOrganisation(context, options));
  group
    .command('list')
    .description('list organisations')
    .option('--root <id>', 'those that sum this root')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listOrganisations(context, options));
};

async function createOrganisation(context: CommandContext, options: CreateOptions): Promise<void> {
  const { id, name, root: roots, reason = `organisation ${name} created` } = options;
  const made = await adminOf(context).add<Organisation>(at`organisations`, { id, name, roots, reason });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function listOrganisations(
  context: CommandContext,
  { root, json }: { root?: string; json?: boolean },
): Promise<void> {
  printList(context, json === true, await adminOf(context).list<Organisation>(at`organisations`, { root }), [
    { title: 'ID', text: (organisation) => organisation.id },
    { title: 'ROOTS', text: (organisation) => organisation.roots.join(' ') },
    { title: 'NAME', text: (organisation) => organisation.name },
  ]);
}
