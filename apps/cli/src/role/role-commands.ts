import { Fault } from '@suanpan/fault';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { printList } from '../output/print-list.ts';

interface CreateOptions extends ReasonOption {
  readonly root?: string;
  readonly name: string;
  readonly permission: readonly string[];
  readonly id?: string;
}

interface Role {
  readonly id: string;
  /** Null for a role of the whole platform; absent for the built-in ones. */
  readonly root?: string | null;
  readonly name: string;
  readonly permissions: readonly string[];
}

const PERMISSIONS_SHOWN = 4;

/** `role create`, `role list` and `role show`. */
export const roleCommands: RegisterCommand = (program, context) => {
  const group = program.command('role').description('roles: sets of permissions that grants name');
  group
    .command('create')
    .description('make a role of permissions you hold yourself; prints its id')
    .requiredOption('--name <name>', 'for people')
    .requiredOption('--permission <names...>', 'what it permits, e.g. usage.view project.manage')
    .option('--root <id>', 'the root whose own it is; the whole platform if left out')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async ({ root, name, permission, id, reason }: CreateOptions) => {
      const body = { id, root: root ?? null, name, permissions: permission, reason: reason ?? `role ${name} created` };
      const made = await adminOf(context).add<Role>(at`roles`, body);
      sayRevision(context, made);
      context.terminal.out(made.body.id);
    });
  group
    .command('list')
    .description('list the built-in roles and those people made')
    .option('--root <id>', 'own roles of one root only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listRoles(context, options));
  group
    .command('show')
    .description('show all that a role permits')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, options: { json?: boolean }) => showRole(context, id, options.json === true));
};

async function rolesOf(context: CommandContext, root: string | undefined): Promise<Role[]> {
  const admin = adminOf(context);
  const { items: builtIn } = await admin.read<{ readonly items: readonly Role[] }>(at`built-in-roles`);
  return [...builtIn, ...(await admin.list<Role>(at`roles`, { root }))];
}

async function listRoles(context: CommandContext, { root, json }: { root?: string; json?: boolean }): Promise<void> {
  printList(context, json === true, await rolesOf(context, root), [
    { title: 'ID', text: (role) => role.id },
    { title: 'OF', text: (role) => (role.root === undefined ? 'built in' : (role.root ?? 'platform')) },
    { title: 'NAME', text: (role) => role.name },
    { title: 'PERMISSIONS', text: permissionsText },
  ]);
}

function permissionsText({ permissions }: Role): string {
  const more = permissions.length - PERMISSIONS_SHOWN;
  const shown = permissions.slice(0, PERMISSIONS_SHOWN).join(' ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}

async function showRole(context: CommandContext, id: string, json: boolean): Promise<void> {
  const role = (await rolesOf(context, undefined)).find((each) => each.id === id);
  if (role === undefined) throw new Fault('entity_unknown', `role ${id} does not exist.`);
  if (json) context.terminal.out(JSON.stringify(role, null, 2));
  else for (const permission of role.permissions) context.terminal.out(permission);
}
