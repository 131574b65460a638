import { formatInstant } from '@suanpan/time';
import type { Command } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';

interface AddOptions extends ReasonOption {
  readonly person?: string;
  readonly serviceAccount?: string;
  readonly account?: string;
  readonly project?: string;
  readonly platform?: boolean;
  readonly role?: string;
  readonly permission?: readonly string[];
  readonly deny?: boolean;
  readonly expires?: number;
  readonly id?: string;
}

interface Node {
  readonly kind: 'account' | 'project';
  readonly id: string;
}

interface Grant {
  readonly id: string;
  readonly node: Node | null;
  readonly principal: { readonly kind: string; readonly id: string };
  readonly effect: 'allow' | 'deny';
  readonly role: string | null;
  readonly permissions: readonly string[];
  readonly expiresAt: string | null;
}

/** `grant add`, `grant list` and `grant end`. */
export const grantCommands: RegisterCommand = (program, context) => {
  const group = program.command('grant').description('who may do what, at a node and everything below');
  addCommand(group, context);
  group
    .command('list')
    .description('list grants')
    .option('--root <id>', 'of one root only')
    .option('--principal <id>', 'of one person or service account only')
    .option('--node <id>', 'at one account or project only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; principal?: string; node?: string; json?: boolean }) =>
      listGrants(context, options),
    );
  group
    .command('end')
    .description('take a grant back')
    .argument('<id>')
    .option('--reason <text>', 'why, for the catalogue log')
    .action(async (id: string, { reason = `grant ${id} ended` }: ReasonOption) => {
      const readAt = at`grants/${id}`;
      const change = {
        kind: 'grant',
        id,
        method: 'POST',
        readAt,
        sendTo: at`grants/${id}/end`,
        body: { reason },
      } as const;
      sayRevision(context, await adminOf(context).change(change));
    });
};

function addCommand(group: Command, context: CommandContext): void {
  const command = group
    .command('add')
    .description('allow or deny somebody something; prints the id of the grant')
    .option('--person <id>', 'a person')
    .option('--service-account <id>', 'a service account, and with it its keys')
    .option('--account <id>', 'at this account')
    .option('--project <id>', 'at this project')
    .option('--platform', 'for the whole platform')
    .option('--role <id>', 'a built-in role or one people made')
    .option('--permission <names...>', 'single permissions, e.g. usage.view')
    .option('--deny', 'deny instead of allow; a deny here or above beats every allow')
    .option('--expires <time>', 'RFC 3339 time of its end; no end if left out', instantOption)
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--reason <text>', 'why, for the catalogue log');
  command.action((options: AddOptions) => {
    const { person, serviceAccount, account, project, platform, role, permission } = options;
    if ((person === undefined) === (serviceAccount === undefined)) {
      command.error('error: give either --person or --service-account');
    }
    if ([account, project, platform].filter((place) => place !== undefined).length !== 1) {
      command.error('error: give one of --account, --project and --platform');
    }
    if (role === undefined && permission === undefined) command.error('error: give --role or --permission');
    return addGrant(context, options);
  });
}

async function addGrant(context: CommandContext, options: AddOptions): Promise<void> {
  const { person, serviceAccount, role, permission: permissions, id, expires } = options;
  const who = person ?? serviceAccount ?? '';
  const effect = options.deny === true ? 'deny' : 'allow';
  const reason = options.reason ?? `${effect} ${who} ${role ?? permissions?.join(' ')}`;
  const body = {
    ...{ id, node: nodeOf(options), effect, role, permissions, reason },
    principal: { kind: person === undefined ? 'account' : 'person', id: who },
    expiresAt: expires === undefined ? null : formatInstant(expires),
  };
  const made = await adminOf(context).add<Grant>(at`grants`, body);
  sayRevision(context, made);
  context.terminal.out(made.body.id);
}

/** The node that options name; null for the platform. */
export function nodeOf({ account, project }: { readonly account?: string; readonly project?: string }): Node | null {
  if (account !== undefined) return { kind: 'account', id: account };
  return project === undefined ? null : { kind: 'project', id: project };
}

async function listGrants(
  context: CommandContext,
  { json, ...query }: { root?: string; principal?: string; node?: string; json?: boolean },
): Promise<void> {
  printList(context, json === true, await adminOf(context).list<Grant>(at`grants`, query), [
    { title: 'ID', text: (grant) => grant.id },
    { title: 'WHO', text: ({ principal }) => `${principal.kind} ${principal.id}` },
    { title: 'EFFECT', text: (grant) => grant.effect },
    { title: 'WHAT', text: ({ role, permissions }) => [...(role === null ? [] : [role]), ...permissions].join(' ') },
    { title: 'AT', text: ({ node }) => (node === null ? 'platform' : `${node.kind} ${node.id}`) },
    { title: 'EXPIRES', text: (grant) => grant.expiresAt ?? '-' },
  ]);
}
