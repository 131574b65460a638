import { newId } from '@suanpan/identity';
import { Option } from 'commander';
import { changeCatalogue, type ReasonOption } from '../catalogue/change.ts';
import { printList } from '../catalogue/print-list.ts';
import { withCatalogue } from '../catalogue/with-catalogue.ts';
import type { RegisterCommand } from '../command-context.ts';

interface CreateOptions extends ReasonOption {
  readonly root: string;
  readonly parent?: string;
  readonly kind: 'department' | 'service';
  readonly name: string;
  readonly id?: string;
}

/** `account create` and `account list`. */
export const accountCommands: RegisterCommand = (program, context) => {
  const group = program.command('account').description('departments and service accounts below a root');
  group
    .command('create')
    .description('create an account below a root; prints its id')
    .requiredOption('--root <id>', 'the root it belongs to')
    .requiredOption('--name <name>', 'for people')
    .option('--parent <id>', 'the account it lies below; the root itself if left out')
    .addOption(new Option('--kind <kind>', 'what it is').choices(['department', 'service']).default('department'))
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async ({ root, name, parent = root, kind, id = newId('acc'), reason }: CreateOptions) => {
      await changeCatalogue(context, reason ?? `account ${name} created`, [
        { act: 'create', entity: 'account', value: { id, root, parent, kind, name } },
      ]);
      context.terminal.out(id);
    });
  group
    .command('list')
    .description('list accounts')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action(async (options: { root?: string; json?: boolean }) => {
      const accounts = await withCatalogue(context, (writer) => writer.list('account', options.root));
      printList(context, options.json === true, accounts, [
        { title: 'ID', text: (account) => account.id },
        { title: 'ROOT', text: (account) => account.root },
        { title: 'PARENT', text: (account) => account.parent ?? '-' },
        { title: 'KIND', text: (account) => account.kind },
        { title: 'NAME', text: (account) => account.name },
      ]);
    });
};
