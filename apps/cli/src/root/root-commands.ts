import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';

interface CreateOptions extends ReasonOption {
  readonly name: string;
  readonly id?: string;
  readonly zone: string;
}

interface ChangeOptions extends ReasonOption {
  readonly name?: string;
  readonly zone?: string;
}

interface Root {
  readonly id: string;
  readonly name: string;
  readonly shard: number;
  readonly zone: string;
}

/** `root create`, `root change` and `root list`. */
export const rootCommands: RegisterCommand = (program, context) => {
  const group = program.command('root').description('roots: tenant, billing account and shard in one');
  group
    .command('create')
    .description('create a root with its own account and calendar; prints its id')
    .requiredOption('--name <name>', 'for people')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--zone <zone>', 'IANA time zone of its statements', 'UTC')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: CreateOptions) => createRoot(context, options));
  group
    .command('change')
    .description('rename a root, or change its time zone for months that have not begun')
    .argument('<id>')
    .option('--name <name>', 'for people')
    .option('--zone <zone>', 'IANA time zone of its statements')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((id: string, options: ChangeOptions) => changeRoot(context, id, options));
  group
    .command('list')
    .description('list roots')
    .option('--json', 'as JSON')
    .action((options: { json?: boolean }) => listRoots(context, options.json === true));
};

async function createRoot(context: CommandContext, options: CreateOptions): Promise<void> {
  const { reason = `root ${options.name} created`, ...root } = options;
  const made = await adminOf(context).add<Root>(at`roots`, { ...root, reason });
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

async function changeRoot(context: CommandContext, id: string, options: ChangeOptions): Promise<void> {
  const { reason = `root ${id} changed`, ...change } = options;
  const readAt = at`roots/${id}`;
  const body = { ...change, reason };
  sayRevision(context, await adminOf(context).change({ kind: 'root', id, method: 'PATCH', readAt, body }));
}

async function listRoots(context: CommandContext, json: boolean): Promise<void> {
  printList(context, json, await adminOf(context).list<Root>(at`roots`), [
    { title: 'ID', text: (root) => root.id },
    { title: 'SHARD', align: 'right', text: (root) => String(root.shard) },
    { title: 'ZONE', text: (root) => root.zone },
    { title: 'NAME', text: (root) => root.name },
  ]);
}
