import { keyDisplay, keyHash, mintKey } from '@suanpan/api-keys';
import type { ApiKey } from '@suanpan/catalogue';
import type { CatalogueWriter, ChangeRequest } from '@suanpan/catalogue-postgres';
import type { Leaf } from '@suanpan/facts';
import { ownPriceRow } from '@suanpan/price-book';
import type { SignIn } from '@suanpan/sign-in';

/** Machines by what they may do: everything, all of Acme, one department of it, another tenant, nothing. */
export const HOLDERS = ['operator', 'acme', 'research', 'umbrella', 'nobody'] as const;
export type Holder = (typeof HOLDERS)[number];
export type Keys = Readonly<Record<Holder, string>>;

export function mintKeys(): Keys {
  return Object.fromEntries(HOLDERS.map((holder) => [holder, mintKey('test')])) as Record<Holder, string>;
}

/** What a board is seeded with. */
export interface Seeded {
  readonly writer: CatalogueWriter;
  readonly signIn: SignIn;
  readonly keys: Keys;
  readonly now: () => number;
}

/** Two tenants with departments and projects, a key for each holder, and a person who signs in. */
export async function seed(
  { writer, signIn, keys, now }: Seeded,
  sql: (text: string) => Promise<unknown>,
): Promise<string> {
  const make = (...changes: ChangeRequest[]) => writer.commit({ actor: 'system', reason: 'Spec.', changes });
  await make(
    { act: 'create', entity: 'root', value: { id: 'acme', name: 'Acme', zone: 'UTC' } },
    { act: 'create', entity: 'root', value: { id: 'umbrella', name: 'Umbrella', zone: 'Asia/Shanghai' } },
  );
  await make(
    account('acme-research', 'acme', 'department'),
    account('acme-sales', 'acme', 'department'),
    account('umbrella-lab', 'umbrella', 'department'),
    ...(['operator', 'acme', 'nobody'] as const).map((holder) => account(`bot-${holder}`, 'acme', 'service')),
    account('bot-research', 'acme', 'service', 'acme-research'),
    account('bot-umbrella', 'umbrella', 'service'),
    project('prj_chat', 'acme', 'acme-research'),
    project('prj_leads', 'acme', 'acme-sales'),
    project('prj_foreign', 'umbrella', 'umbrella-lab'),
  );
  await make(
    ...HOLDERS.map((holder) => key(holder, keys[holder])),
    grant('operator', null, 'platform_operator'),
    grant('acme', 'acme', 'root'),
    grant('research', 'acme-research', 'department', 'acme'),
    grant('umbrella', 'umbrella', 'root'),
  );
  await make({ act: 'create', entity: 'person', value: { id: 'per_known', name: 'Known', status: 'active' } });
  const price = { provider: 'openai', model: 'gpt-4o', currency: 'USD', book: 'list' } as const;
  const row = (leaf: Leaf, amount: string) => ownPriceRow({ ...price, leaf, price: { amount, per: 1_000_000 } });
  await make(
    ...[row('uncached_input', '2.50'), row('output_text', '10'), { ...row('reasoning', '9'), id: 'row-to-end' }].map(
      (value) => ({ act: 'create', entity: 'priceRow', value }) as const,
    ),
  );
  const made = await signIn.addByPassword({ name: 'Known', login: 'known', now: now() });
  await sql(`UPDATE access.person SET id = 'per_known' WHERE id = '${made.person.id}'`);
  return made.password;
}

function account(id: string, root: string, kind: 'department' | 'service', parent = root): ChangeRequest {
  return { act: 'create', entity: 'account', value: { id, root, parent, kind, name: id } };
}

function project(id: string, root: string, owner: string): ChangeRequest {
  return { act: 'create', entity: 'project', value: { id, root, account: owner, name: id } };
}

function key(holder: Holder, text: string): ChangeRequest {
  const value: ApiKey = {
    id: `key_${holder}`,
    root: holder === 'umbrella' ? 'umbrella' : 'acme',
    account: `bot-${holder}`,
    project: null,
    hash: keyHash(text),
    display: keyDisplay(text),
    // To hand on api.call a key must hold it, too.
    scopes: ['admin', 'read', 'ingest'],
    status: 'active',
    expiresAt: null,
  };
  return { act: 'create', entity: 'key', value };
}

function grant(holder: Holder, node: string | null, role: string, root = node): ChangeRequest {
  return {
    act: 'create',
    entity: 'grant',
    value: {
      ...{ id: `grt_${holder}`, root, node: node === null ? null : { kind: 'account', id: node } },
      ...{ principal: { kind: 'account', id: `bot-${holder}` }, effect: 'allow', role },
      ...{ permissions: [], expiresAt: null },
    },
  };
}
