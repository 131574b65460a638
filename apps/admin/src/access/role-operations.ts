import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform } from '../frame/target.ts';
import { Id, ListQuery, Name, Named, pageOf, Reason } from '../shapes/basics.ts';
import { BuiltInRole, Permissions, Role } from './person-shapes.ts';

const TAG = 'Roles and grants';
const RoleParams = z.strictObject({ role: Named });
const here = ({ params }: { readonly params: { readonly role: string } }) =>
  ({ kind: 'role', id: params.role }) as const;

export const listBuiltInRoles = operation({
  id: 'listBuiltInRoles',
  method: 'GET',
  path: '/v1/built-in-roles',
  tag: TAG,
  summary: 'The roles everybody has, with their permissions',
  access: 'signed_in',
  effect: 'read',
  status: 200,
  answer: z.strictObject({ items: z.array(BuiltInRole) }).meta({ id: 'BuiltInRoles' }),
  examples: { all: {} },
});

export const listRoles = operation({
  id: 'listRoles',
  method: 'GET',
  path: '/v1/roles',
  tag: TAG,
  summary: 'Custom roles the caller may see, by id',
  access: { each: 'role.view' },
  effect: 'read',
  query: z.strictObject({ root: Named.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('RolePage', Role),
  examples: { acme: { query: { root: 'acme' } } },
});

export const createRole = operation({
  id: 'createRole',
  method: 'POST',
  path: '/v1/roles',
  tag: TAG,
  summary: 'Make a role of permissions one holds oneself',
  access: { needs: 'role.manage', where: ({ body }) => orPlatform('root', body.root) },
  effect: 'new',
  body: z
    .strictObject({
      id: Id.exactOptional(),
      root: Named.nullable().describe('Null for a role of the whole platform.'),
      name: Name,
      permissions: Permissions.min(1),
      reason: Reason,
    })
    .meta({ id: 'NewRole' }),
  status: 201,
  answer: Role,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    watcher: {
      body: {
        id: 'role_watcher',
        root: 'acme',
        name: 'Watcher',
        permissions: ['usage.view', 'account.view', 'project.view'],
        reason: 'For the evening shift.',
      },
    },
  },
});

export const changeRole = operation({
  id: 'changeRole',
  method: 'PATCH',
  path: '/v1/roles/{role}',
  tag: TAG,
  summary: 'Rename a role, or change what it permits',
  details: 'Everybody who holds the role is affected; what is added must be held by the caller.',
  access: { needs: 'role.manage', where: here },
  effect: 'change',
  params: RoleParams,
  body: z
    .strictObject({ name: Name.exactOptional(), permissions: Permissions.min(1).exactOptional(), reason: Reason })
    .meta({ id: 'RoleChange' }),
  status: 200,
  answer: Role,
  faults: ['entity_invalid'],
  examples: {
    more: {
      params: { role: 'role_watcher' },
      body: { permissions: ['account.view', 'project.view', 'quota.view', 'usage.view'], reason: 'Budgets, too.' },
    },
  },
});

export const readRole = operation({
  id: 'readRole',
  method: 'GET',
  path: '/v1/roles/{role}',
  tag: TAG,
  summary: 'One custom role',
  access: { needs: 'role.view', where: here },
  effect: 'read',
  params: RoleParams,
  status: 200,
  answer: Role,
  examples: { watcher: { params: { role: 'role_watcher' } } },
});
