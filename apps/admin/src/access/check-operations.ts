import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Instant, Named } from '../shapes/basics.ts';
import { PermissionName } from './person-shapes.ts';

export const checkAccess = operation({
  id: 'checkAccess',
  method: 'POST',
  path: '/v1/access/check',
  tag: 'Roles and grants',
  summary: 'May this actor do this here, and why',
  details: 'About oneself everybody may ask, about others who sees grants there.',
  access: 'signed_in',
  effect: 'read',
  body: z
    .strictObject({
      actor: z
        .strictObject({ kind: z.enum(['person', 'account', 'key']), id: Named })
        .exactOptional()
        .describe('Absent for whoever asks.'),
      permission: PermissionName,
      node: z
        .strictObject({ kind: z.enum(['account', 'project']), id: Named })
        .nullable()
        .describe('Null for the platform.'),
      at: Instant.exactOptional().describe('Grants and keys may have an end; absent for now.'),
    })
    .meta({ id: 'AccessQuestion' }),
  status: 200,
  answer: z
    .strictObject({
      allowed: z.boolean(),
      reason: z.string().describe('Stable.'),
      detail: z.string(),
      grant: z.string().nullable().describe('The grant that decided.'),
      revision: z.int().describe('The state of the catalogue it was decided by.'),
    })
    .meta({ id: 'AccessAnswer' }),
  faults: ['entity_unknown', 'permission_denied'],
  examples: {
    oneself: { body: { permission: 'usage.view', node: { kind: 'project', id: 'prj_chat' } } },
    another: {
      body: {
        actor: { kind: 'account', id: 'bot-research' },
        permission: 'project.manage',
        node: { kind: 'account', id: 'acme-research' },
      },
    },
  },
});
