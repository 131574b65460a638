import { keyDisplay, keyHash, mintKey, type Scope } from '@suanpan/api-keys';
import type { ApiKey } from '@suanpan/catalogue';
import { Fault } from '@suanpan/fault';
import { newId } from '@suanpan/identity';
import { formatInstant } from '@suanpan/time';
import { Option } from 'commander';
import { applyChanges, changeCatalogue, type ReasonOption, sayRevisions } from '../catalogue/change.ts';
import { printList } from '../catalogue/print-list.ts';
import { withCatalogue } from '../catalogue/with-catalogue.ts';
import type { CommandContext, RegisterCommand } from '../command-context.ts';
import { instantOption } from '../output/instant-option.ts';

interface CreateOptions extends ReasonOption {
  readonly root: string;
  readonly account?: string;
  readonly project?: string;
  readonly scope: readonly Scope[];
  readonly expires?: number;
  readonly id?: string;
  readonly test?: boolean;
}

/** `key create`, `key revoke` and `key list`. */
export const keyCommands: RegisterCommand = (program, context) => {
  const group = program.command('key').description('API keys');
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
    .option('--id <id>', 'chosen id; a random one if left out')
    .option('--test', 'a key for trying things out, told apart by its prefix')
    .option('--reason <text>', 'why, for the catalogue log')
    .action((options: CreateOptions) => createKey(context, options));
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
};

/** A fresh key and what the catalogue may know of it. */
export function newKey(options: Omit<CreateOptions, 'reason'>): { readonly text: string; readonly key: ApiKey } {
  const text = mintKey(options.test === true ? 'test' : 'live');
  const key: ApiKey = {
    id: options.id ?? newId('key'),
    root: options.root,
    account: options.account ?? options.root,
    project: options.project ?? null,
    hash: keyHash(text),
    display: keyDisplay(text),
    scopes: [...options.scope],
    status: 'active',
    expiresAt: options.expires ?? null,
  };
  return { text, key };
}

async function createKey(context: CommandContext, options: CreateOptions): Promise<void> {
  const { text, key } = newKey(options);
  const reason = options.reason ?? `key ${key.display}… created`;
  await changeCatalogue(context, reason, [{ act: 'create', entity: 'key', value: key }]);
  context.terminal.say(`Key ${key.id}. This is the only time it is shown:`);
  context.terminal.out(text);
}

async function revokeKey(context: CommandContext, id: string, reason: string): Promise<void> {
  const revisions = await withCatalogue(context, async (writer) => {
    const key = (await writer.list('key')).find((each) => each.id === id);
    if (key === undefined) throw new Fault('entity_unknown', `key ${id} does not exist.`);
    if (key.status === 'revoked') return [];
    const value: ApiKey = { ...key, status: 'revoked' };
    return applyChanges(context, writer, reason, [{ act: 'change', entity: 'key', value }]);
  });
  if (revisions.length === 0) context.terminal.say(`Key ${id} was revoked before.`);
  else sayRevisions(context, revisions);
}

async function listKeys(context: CommandContext, options: { root?: string; json?: boolean }): Promise<void> {
  const keys = await withCatalogue(context, (writer) => writer.list('key', options.root));
  printList(context, options.json === true, keys, [
    { title: 'ID', text: (key) => key.id },
    { title: 'KEY', text: (key) => `${key.display}…` },
    { title: 'STATUS', text: (key) => key.status },
    { title: 'ROOT', text: (key) => key.root },
    { title: 'PROJECT', text: (key) => key.project ?? '-' },
    { title: 'SCOPES', text: (key) => key.scopes.join(',') },
    { title: 'EXPIRES', text: (key) => (key.expiresAt === null ? '-' : formatInstant(key.expiresAt)) },
  ]);
}
