import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';

interface InviteOptions extends ReasonOption {
  readonly name: string;
  readonly email?: string;
  readonly login?: string;
  readonly account?: string;
  readonly role?: string;
}

interface Person {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

interface FirstPassword {
  readonly login: string;
  readonly password: string;
}

/** `person invite`, `list`, `suspend`, `readmit` and `renew-password`. */
export const personCommands: RegisterCommand = (program, context) => {
  const group = program.command('person').description('people who sign in');
  inviteCommand(group, context);
  group
    .command('list')
    .description('list people')
    .option('--root <id>', 'those to whom something was granted in this root')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listPeople(context, options));
  for (const [verb, status, what] of [
    ['suspend', 'suspended', 'keep a person out at once, sessions included'],
    ['readmit', 'active', 'let a suspended person in again'],
  ] as const) {
    group
      .command(verb)
      .description(what)
      .argument('<id>')
      .option('--reason <text>', 'why, for the catalogue log')
      .action(async (id: string, { reason = `person ${id}: ${status}` }: ReasonOption) => {
        const body = { status, reason };
        const change = { kind: 'person', id, method: 'PATCH', readAt: at`people/${id}`, body } as const;
        sayRevision(context, await adminOf(context).change(change));
      });
  }
  group
    .command('renew-password')
    .description('replace a forgotten password by one that must be changed, and end the sessions of the person')
    .argument('<id>')
    .option('--reason <text>', 'why, for the log')
    .action(async (id: string, { reason = `password of person ${id} renewed` }: ReasonOption) => {
      const { body } = await adminOf(context).add<FirstPassword>(at`people/${id}/password`, { reason });
      printPassword(context, body);
    });
};

function inviteCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('invite')
    .description('let a further person sign in; prints their id, or with --login their first password')
    .requiredOption('--name <name>', 'for people')
    .option('--email <address>', 'the verified address that the identity provider must bring')
    .option('--login <name>', 'what they sign in by without an identity provider')
    .option('--account <id>', 'where they get a role')
    .option('--role <id>', 'the role they get there')
    .option('--reason <text>', 'why, for the catalogue log');
  command.action((options: InviteOptions) => {
    if ((options.email === undefined) === (options.login === undefined)) {
      command.error('error: give either --email or --login');
    }
    if ((options.account === undefined) !== (options.role === undefined)) {
      command.error('error: --account and --role belong together');
    }
    return invitePerson(context, options);
  });
}

async function invitePerson(context: CommandContext, options: InviteOptions): Promise<void> {
  const { name, email, login, account, role, reason = `${name} invited` } = options;
  const grant = account === undefined ? undefined : { account, role };
  const invited = await adminOf(context).add<{ person: Person; firstPassword: FirstPassword | null }>(at`people`, {
    ...{ name, email, login, grant, reason },
  });
  sayRevision(context, invited);
  const { person, firstPassword } = invited.body;
  if (firstPassword === null) {
    context.terminal.out(person.id);
    return;
  }
  context.terminal.say(`Person ${person.id}.`);
  printPassword(context, firstPassword);
}

function printPassword({ terminal }: CommandContext, { login, password }: FirstPassword): void {
  terminal.say(`Password of ${login}. This is the only time it is shown; it must be changed at the first sign-in:`);
  terminal.out(password);
}

async function listPeople(context: CommandContext, { root, json }: { root?: string; json?: boolean }): Promise<void> {
  printList(context, json === true, await adminOf(context).list<Person>(at`people`, { root }), [
    { title: 'ID', text: (person) => person.id },
    { title: 'STATUS', text: (person) => person.status },
    { title: 'NAME', text: (person) => person.name },
  ]);
}
