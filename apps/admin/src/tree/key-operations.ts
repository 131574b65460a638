import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Id, Instant, ListQuery, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Key, Networks, Scopes } from '../shapes/tree.ts';

const TAG = 'API keys';
const KeyParams = z.strictObject({ key: Named });
const here = ({ params }: { readonly params: { readonly key: string } }) => ({ kind: 'key', id: params.key }) as const;

export const IssuedKey = z
  .strictObject({ key: Key, secret: z.string().describe('The key itself. It is shown here once and stored nowhere.') })
  .meta({ id: 'IssuedKey' });

export const listKeys = operation({
  id: 'listKeys',
  method: 'GET',
  path: '/v1/keys',
  tag: TAG,
  summary: 'API keys of a root that the caller may see, by id',
  access: { each: 'key.view' },
  effect: 'read',
  query: z.strictObject({
    root: Named,
    account: Named.exactOptional().describe('Only those of this very account.'),
    status: z.enum(['active', 'revoked']).exactOptional(),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('KeyPage', Key),
  examples: { active: { query: { root: 'acme', status: 'active' } } },
});

export const createKey = operation({
  id: 'createKey',
  method: 'POST',
  path: '/v1/keys',
  tag: TAG,
  summary: 'Issue an API key',
  details: 'Whoever issues a key for an account that holds grants must hold all that the key could do.',
  access: { needs: 'key.manage', where: ({ body }) => ({ kind: 'account', id: body.account }) },
  effect: 'new',
  body: z
    .strictObject({
      id: Id.exactOptional(),
      account: Named,
      project: Named.exactOptional().describe('Binds the key to a project of the same root.'),
      scopes: Scopes,
      expiresAt: Instant.nullable().describe('Null for no end; a machine is better off with one.'),
      networks: Networks.exactOptional(),
      kind: z.enum(['live', 'test']).describe('Both work alike; leak scanners tell them apart.'),
      reason: Reason,
    })
    .meta({ id: 'NewKey' }),
  status: 201,
  answer: IssuedKey,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    gateway: {
      body: {
        id: 'key_gateway',
        account: 'acme-research',
        project: 'prj_chat',
        scopes: ['ingest'],
        expiresAt: '2099-01-01T00:00:00Z',
        networks: ['10.0.0.0/8', '2001:db8::/32'],
        kind: 'test',
        reason: 'The new gateway.',
      },
    },
  },
});

export const readKey = operation({
  id: 'readKey',
  method: 'GET',
  path: '/v1/keys/{key}',
  tag: TAG,
  summary: 'The public part of one API key',
  access: { needs: 'key.view', where: here },
  effect: 'read',
  params: KeyParams,
  status: 200,
  answer: Key,
  examples: { gateway: { params: { key: 'key_gateway' } } },
});

export const changeKey = operation({
  id: 'changeKey',
  method: 'PATCH',
  path: '/v1/keys/{key}',
  tag: TAG,
  summary: 'Change the end or the networks of an API key',
  access: { needs: 'key.manage', where: here },
  effect: 'change',
  params: KeyParams,
  body: z
    .strictObject({
      expiresAt: Instant.nullable().exactOptional(),
      networks: Networks.nullable().exactOptional().describe('Null for any.'),
      reason: Reason,
    })
    .meta({ id: 'KeyChange' }),
  status: 200,
  answer: Key,
  faults: ['entity_invalid'],
  examples: {
    narrow: { params: { key: 'key_gateway' }, body: { networks: ['10.1.0.0/16'], reason: 'One site is enough.' } },
  },
});

export const rotateKey = operation({
  id: 'rotateKey',
  method: 'POST',
  path: '/v1/keys/{key}/rotate',
  tag: TAG,
  summary: 'Issue a successor; both keys are good during the overlap',
  access: { needs: 'key.manage', where: here },
  effect: 'change',
  params: KeyParams,
  body: z
    .strictObject({
      id: Id.exactOptional().describe('Of the new key.'),
      overlapSeconds: z.int().min(0).max(7_776_000).describe('How long the old key stays good, at most 90 days.'),
      expiresAt: Instant.nullable().exactOptional().describe('End of the new key; absent for that of the old one.'),
      kind: z.enum(['live', 'test']),
      reason: Reason,
    })
    .meta({ id: 'KeyRotation' }),
  status: 201,
  answer: IssuedKey,
  faults: ['entity_exists', 'credential_revoked', 'credential_expired'],
  examples: {
    quarterly: {
      params: { key: 'key_gateway' },
      body: { id: 'key_gateway_2', overlapSeconds: 86_400, kind: 'test', reason: 'Quarterly rotation.' },
      versionAt: '/v1/keys/key_gateway',
    },
  },
});

export const revokeKey = operation({
  id: 'revokeKey',
  method: 'POST',
  path: '/v1/keys/{key}/revoke',
  tag: TAG,
  summary: 'Revoke an API key for good',
  details: 'It asks for no version: a key that leaked is revoked whatever else happens to it.',
  access: { needs: 'key.manage', where: here },
  effect: 'new',
  params: KeyParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'KeyRevocation' }),
  status: 200,
  answer: Key,
  examples: { leaked: { params: { key: 'key_gateway' }, body: { reason: 'It was pasted into a ticket.' } } },
});

export const readKeyUse = operation({
  id: 'readKeyUse',
  method: 'GET',
  path: '/v1/keys/{key}/use',
  tag: TAG,
  summary: 'When an API key was used last',
  access: { needs: 'key.view', where: here },
  effect: 'read',
  params: KeyParams,
  status: 200,
  answer: z
    .strictObject({
      call: Instant.nullable().describe('When the newest call sent with it was received, by the ledger.'),
      since: Instant.describe('How far back calls were looked for.'),
      admin: Instant.nullable().describe('When it was used at this API last, to the minute.'),
    })
    .meta({ id: 'KeyUse' }),
  faults: ['ledger_unavailable'],
  examples: { operator: { params: { key: 'key_operator' } } },
});
