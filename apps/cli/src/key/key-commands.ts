import { formatInstant } from '@suanpan/time';
import { type Command, Option } from 'commander';
import { at } from '../admin/address.ts';
import { adminOf } from '../admin/admin.ts';
import { listOfRoots } from '../admin/list-of-roots.ts';
import { type ReasonOption, sayRevision } from '../admin/say-revision.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { durationOption } from '../output/duration-option.ts';
import { instantOption } from '../output/instant-option.ts';
import { printList } from '../output/print-list.ts';

interface CreateOptions extends ReasonOption {
  readonly root: string;
  readonly account?: string;
  readonly project?: string;
  readonly scope: readonly string[];
  readonly expires?: number;
  readonly network?: readonly string[];
  readonly id?: string;
  readonly test?: boolean;
}

interface RotateOptions extends ReasonOption {
  readonly overlap: number;
  readonly expires?: number;
  readonly id?: string;
  readonly test?: boolean;
}

/** The public part of a key as the API shows it. */
export interface Key {
  readonly id: string;
  readonly root: string;
  readonly account: string;
  readonly project: string | null;
  readonly display: string;
  readonly scopes: readonly string[];
  readonly status: 'active' | 'revoked';
  readonly expiresAt: string | null;
}

/** A key together with its text, which is answered once. */
export interface IssuedKey {
  readonly key: Key;
  readonly secret: string;
}

/** `key create`, `rotate`, `revoke`, `list` and `use`. */
export const keyCommands: RegisterCommand = (program, context) => {
  const group = program.command('key').description('API keys');
  createCommand(group, context);
  group
    .command('rotate')
    .description('issue a successor; both keys are good during the overlap')
    .argument('<id>', 'the id of the old key')
    .option('--overlap <duration>', 'how long the old key stays good, e.g. 24h, 30m, 7d', durationOption, 86_400)
    .option(
      '--expires <time>',
      'RFC 3339 time of the end of the new key; that of the old one if left out',
      instantOption,
    )
    .option('--id <id>', 'chosen id of the new key; a random one if left out')
    .option('--test', 'a key for trying things out, told apart by its prefix')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((id: string, options: RotateOptions) => rotateKey(context, id, options));
  group
    .command('revoke')
    .description('revoke a key at once and for good')
    .argument('<id>', 'the id of the key, not the key itself')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((id: string, { reason }: ReasonOption) => revokeKey(context, id, reason ?? `key ${id} revoked`));
  group
    .command('list')
    .description('list keys; the keys themselves are stored nowhere')
    .option('--root <id>', 'of one root only')
    .option('--json', 'as JSON')
    .action((options: { root?: string; json?: boolean }) => listKeys(context, options));
  group
    .command('use')
    .description('show when a key was used last')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, { json }: { json?: boolean }) => showUse(context, id, json === true));
};

function createCommand(group: Command, context: CommandContext): void {
  group
    .command('create')
    .description('create a key; it is printed once and stored nowhere')
    .requiredOption('--root <id>', 'the root it belongs to')
    .option('--account <id>', 'the account it belongs to; the root itself if left out')
    .option('--project <id>', 'the project that events without one are booked on')
    .addOption(
      new Option('--scope <scope...>', 'what it may do').choices(['ingest', 'read', 'admin']).default(['ingest']),
    )
    .option('--expires <time>', 'RFC 3339 time of its end; no end if left out', instantOption)
    .option('--network <cidr...>', 'networks it may be used from, e.g. 10.0.0.0/8; any if left out')
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--test', 'a key for trying things out, told apart by its prefix')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: CreateOptions) => createKey(context, options));
}

async function createKey(context: CommandContext, options: CreateOptions): Promise<void> {
  const { root, account = root, project, scope: scopes, network: networks, id } = options;
  const expiresAt = options.expires === undefined ? null : formatInstant(options.expires);
  const kind = options.test === true ? 'test' : 'live';
  const reason = options.reason ?? `key for ${project ?? account} created`;
  const body = { id, account, project, scopes, expiresAt, networks, kind, reason };
  const issued = await adminOf(context).add<IssuedKey>(at`keys`, body);
  sayRevision(context, issued);
  printKey(context, issued.body);
}

async function rotateKey(context: CommandContext, old: string, options: RotateOptions): Promise<void> {
  const { id, overlap: overlapSeconds, reason = `key ${old} rotated` } = options;
  const expiresAt = options.expires === undefined ? undefined : formatInstant(options.expires);
  const kind = options.test === true ? 'test' : 'live';
  const issued = await adminOf(context).change<IssuedKey>({
    ...{ kind: 'key', id: old, method: 'POST', readAt: at`keys/${old}`, sendTo: at`keys/${old}/rotate` },
    body: { id, overlapSeconds, expiresAt, kind, reason },
  });
  sayRevision(context, issued);
  printKey(context, issued.body);
}

/** The key alone is data, so that a script can take it. */
function printKey({ terminal }: CommandContext, { key, secret }: IssuedKey): void {
  terminal.say(`Key ${key.id}. This is the only time it is shown:`);
  terminal.out(secret);
}

async function revokeKey(context: CommandContext, id: string, reason: string): Promise<void> {
  const admin = adminOf(context);
  const { status } = await admin.read<Key>(at`keys/${id}`);
  if (status === 'revoked') context.terminal.say(`Key ${id} was revoked before.`);
  else sayRevision(context, await admin.add(at`keys/${id}/revoke`, { reason }));
}

async function listKeys(context: CommandContext, options: { root?: string; json?: boolean }): Promise<void> {
  const keys = await listOfRoots<Key>(adminOf(context), at`keys`, options.root);
  printList(context, options.json === true, keys, [
    { title: 'ID', text: (key) => key.id },
    { title: 'KEY', text: (key) => `${key.display}…` },
    { title: 'STATUS', text: (key) => key.status },
    { title: 'ROOT', text: (key) => key.root },
    { title: 'ACCOUNT', text: (key) => key.account },
    { title: 'PROJECT', text: (key) => key.project ?? '-' },
    { title: 'SCOPES', text: (key) => key.scopes.join(',') },
    { title: 'EXPIRES', text: (key) => key.expiresAt ?? '-' },
  ]);
}

interface KeyUse {
  readonly call: string | null;
  readonly since: string;
  readonly admin: string | null;
}

async function showUse(context: CommandContext, id: string, json: boolean): Promise<void> {
  const use = await adminOf(context).read<KeyUse>(at`keys/${id}/use`);
  if (json) {
    context.terminal.out(JSON.stringify(use, null, 2));
    return;
  }
  context.terminal.out(`last call   ${use.call ?? `none since ${use.since}`}`);
  context.terminal.out(`last admin  ${use.admin ?? 'never'}`);
}
