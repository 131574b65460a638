import { BUILT_IN_ROLES, PERMISSION_NAMES, type Permission } from '@suanpan/permissions';
import { z } from 'zod';
import { Id, Instant, Name } from '../shapes/basics.ts';

export const PermissionName = z.enum(PERMISSION_NAMES as [Permission, ...Permission[]]).meta({ id: 'Permission' });

export const Permissions = z
  .array(PermissionName)
  .max(100)
  .meta({ id: 'Permissions', description: 'Each once; the order does not matter.' });

export const Person = z
  .strictObject({ id: Id, name: Name, status: z.enum(['active', 'suspended']) })
  .meta({ id: 'Person', description: 'Somebody who signs in.' });

export const Role = z
  .strictObject({
    id: Id,
    root: Id.nullable().describe("The root whose own it is; null for everybody's."),
    name: Name,
    permissions: z.array(z.string()),
  })
  .meta({ id: 'Role', description: 'A role that people made.' });

export const BuiltInRole = z
  .strictObject({
    id: z.enum([...BUILT_IN_ROLES.keys()] as [string, ...string[]]),
    name: z.string(),
    text: z.string().describe('Whom it is for.'),
    permissions: z.array(z.string()),
  })
  .meta({ id: 'BuiltInRole' });

export const TreeNode = z
  .strictObject({ kind: z.enum(['account', 'project']), id: Id })
  .meta({ id: 'TreeNode', description: "A node of a root's tree." });

export const Principal = z
  .strictObject({ kind: z.enum(['person', 'account']), id: Id })
  .meta({ id: 'Principal', description: 'A person, or a service account and with it its keys.' });

export const Grant = z
  .strictObject({
    id: Id,
    root: Id.nullable(),
    node: TreeNode.nullable().describe('Null for the whole platform.'),
    principal: Principal,
    effect: z.enum(['allow', 'deny']).describe('A deny here or above beats every allow.'),
    role: Id.nullable().describe('Id of a built-in or custom role.'),
    permissions: z.array(z.string()).describe('Named one by one, beside those of the role.'),
    expiresAt: Instant.nullable(),
  })
  .meta({ id: 'Grant', description: 'It holds at its node and everything below.' });

export const Organisation = z
  .strictObject({ id: Id, name: Name, roots: z.array(Id) })
  .meta({ id: 'Organisation', description: 'A view that sums several roots.' });
