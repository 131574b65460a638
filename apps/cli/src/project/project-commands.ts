import { newId } from '@suanpan/identity';
import { changeCatalogue, type ReasonOption } from '../catalogue/change.ts';
import { printList } from '../catalogue/print-list.ts';
import { withCatalogue } from '../catalogue/with-catalogue.ts';
import type { RegisterCommand } from '../command-context.ts';

interface CreateOptions extends ReasonOption {
  readonly root: string;
  readonly account?: string;
  readonly name: string;
  readonly id?: string;
}

/** `project create` and `project list`. */
export const projectCommands: RegisterCommand = (program, context) => {
  const group = program.command('project').description('projects: what usage is booked on');
  group
    .command('create')
    .description('create a project; prints its id')
    .requiredOption('--root <id>', 'the root it belongs to')
    .requiredOption('--name <name>', 'for people')
    .option('--account <id>', 'the account it belongs to; the root itself if left out')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async ({ root, name, account = root, id = newId('prj'), reason }: CreateOptions) => {
      await changeCatalogue(context, reason ?? `project ${name} created`, [
        { act: 'create', entity: 'project', value: { id, root, account, name } },
      ]);
      context.terminal.out(id);
    });
  group
    .command('list')
    .description('list projects')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action(async (options: { root?: string; json?: boolean }) => {
      const projects = await withCatalogue(context, (writer) => writer.list('project', options.root));
      printList(context, options.json === true, projects, [
        { title: 'ID', text: (project) => project.id },
        { title: 'ROOT', text: (project) => project.root },
        { title: 'ACCOUNT', text: (project) => project.account },
        { title: 'NAME', text: (project) => project.name },
      ]);
    });
};
