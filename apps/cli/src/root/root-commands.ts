import { newId } from '@suanpan/identity';
import { changeCatalogue, type ReasonOption } from '../catalogue/change.ts';
import { printList } from '../catalogue/print-list.ts';
import { withCatalogue } from '../catalogue/with-catalogue.ts';
import type { RegisterCommand } from '../command-context.ts';

interface CreateOptions extends ReasonOption {
  readonly name: string;
  readonly id?: string;
  readonly zone: string;
}

/** `root create` and `root list`. */
export const rootCommands: RegisterCommand = (program, context) => {
  const group = program.command('root').description('roots: tenant, billing account and shard in one');
  group
    .command('create')
    .description('create a root with its own account; prints its id')
    .requiredOption('--name <name>', 'for people')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--zone <zone>', 'IANA time zone of its statements', 'UTC')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async ({ name, id = newId('root'), zone, reason }: CreateOptions) => {
      await changeCatalogue(context, reason ?? `root ${name} created`, [
        { act: 'create', entity: 'root', value: { id, name, zone } },
      ]);
      context.terminal.out(id);
    });
  group
    .command('list')
    .description('list roots')
    .option('--json', 'as JSON')
    .action(async (options: { json?: boolean }) => {
      const roots = await withCatalogue(context, (writer) => writer.list('root'));
      printList(context, options.json === true, roots, [
        { title: 'ID', text: (root) => root.id },
        { title: 'SHARD', align: 'right', text: (root) => String(root.shard) },
        { title: 'ZONE', text: (root) => root.zone },
        { title: 'NAME', text: (root) => root.name },
      ]);
    });
};
