import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform, platform } from '../frame/target.ts';
import { Id, Instant, ListQuery, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Grant, Permissions, Principal, TreeNode } from './person-shapes.ts';

const TAG = 'Roles and grants';
const GrantParams = z.strictObject({ grant: Named });
const here = ({ params }: { readonly params: { readonly grant: string } }) =>
  ({ kind: 'grant', id: params.grant }) as const;

export const listGrants = operation({
  id: 'listGrants',
  method: 'GET',
  path: '/v1/grants',
  tag: TAG,
  summary: 'Grants the caller may see, by id',
  access: { each: 'grant.view' },
  effect: 'read',
  query: z.strictObject({
    root: Named.exactOptional(),
    principal: Named.exactOptional().describe('Id of the person or service account.'),
    node: Named.exactOptional().describe('Id of the account or project it stands at.'),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('GrantPage', Grant),
  examples: { acme: { query: { root: 'acme' } } },
});

export const createGrant = operation({
  id: 'createGrant',
  method: 'POST',
  path: '/v1/grants',
  tag: TAG,
  summary: 'Allow or deny somebody something at a node and everything below',
  details:
    'An allow hands on what the caller holds. A deny is given by who manages grants of the whole root, and never takes `grant.manage` away: nobody can be locked out for good.',
  access: {
    needs: 'grant.manage',
    where: ({ body }) => (body.node === null ? platform : orPlatform(body.node.kind, body.node.id)),
  },
  effect: 'new',
  body: z
    .strictObject({
      id: Id.exactOptional(),
      node: TreeNode.nullable().describe('Null for the whole platform.'),
      principal: Principal,
      effect: z.enum(['allow', 'deny']),
      role: Id.exactOptional(),
      permissions: Permissions.exactOptional(),
      expiresAt: Instant.nullable(),
      reason: Reason,
    })
    .meta({ id: 'NewGrant' }),
  status: 201,
  answer: Grant,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    role: {
      body: {
        id: 'grt_nightly',
        node: { kind: 'account', id: 'acme-research' },
        principal: { kind: 'account', id: 'bot-research' },
        effect: 'allow',
        role: 'role_watcher',
        expiresAt: '2099-01-01T00:00:00Z',
        reason: 'Until the end of the contract.',
      },
    },
    exception: {
      body: {
        id: 'grt_not_there',
        node: { kind: 'project', id: 'prj_chat' },
        principal: { kind: 'account', id: 'bot-research' },
        effect: 'deny',
        permissions: ['usage.view'],
        expiresAt: null,
        reason: 'Payroll data.',
      },
    },
  },
});

export const readGrant = operation({
  id: 'readGrant',
  method: 'GET',
  path: '/v1/grants/{grant}',
  tag: TAG,
  summary: 'One grant',
  access: { needs: 'grant.view', where: here },
  effect: 'read',
  params: GrantParams,
  status: 200,
  answer: Grant,
  examples: { nightly: { params: { grant: 'grt_nightly' } } },
});

export const endGrant = operation({
  id: 'endGrant',
  method: 'POST',
  path: '/v1/grants/{grant}/end',
  tag: TAG,
  summary: 'Take a grant back',
  details: 'To take a deny back needs what it denies.',
  access: { needs: 'grant.manage', where: here },
  effect: 'change',
  params: GrantParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'GrantEnd' }),
  status: 200,
  answer: Grant.describe('The grant as it was.'),
  examples: {
    end: {
      params: { grant: 'grt_not_there' },
      body: { reason: 'Payroll has moved.' },
      versionAt: '/v1/grants/grt_not_there',
    },
  },
});
