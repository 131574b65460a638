import { ENTITY_KINDS } from '@suanpan/catalogue';
import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { platform } from '../frame/target.ts';
import { Instant, ListQuery, Named, pageOf } from '../shapes/basics.ts';

const TAG = 'Revisions';
const Kind = z.enum(ENTITY_KINDS).meta({ id: 'EntityKind' });
const Entity = z.record(z.string(), z.unknown()).nullable();

const step = {
  revision: z.int(),
  at: Instant.describe("By the writer's clock, for people."),
  actor: z.string(),
  reason: z.string(),
};

export const RevisionSummary = z
  .strictObject({
    ...step,
    hash: z.string(),
    prev: z.string().describe('Hash of the revision before.'),
    published: z.boolean().describe('Whether it is on `catalogue.changes`.'),
  })
  .meta({ id: 'RevisionSummary' });

export const RevisionDetails = z
  .strictObject({
    ...step,
    hash: z.string(),
    prev: z.string(),
    changes: z.array(
      z.strictObject({ kind: Kind, id: z.string(), before: Entity, after: Entity }).meta({ id: 'EntityChange' }),
    ),
  })
  .meta({ id: 'RevisionDetails' });

export const HistoryItem = z.strictObject({ ...step, before: Entity, after: Entity }).meta({ id: 'HistoryItem' });

export const listRevisions = operation({
  id: 'listRevisions',
  method: 'GET',
  path: '/v1/revisions',
  tag: TAG,
  summary: 'Revisions of the whole catalogue, newest first',
  access: { needs: 'catalogue.view', where: () => platform },
  effect: 'read',
  query: z.strictObject(ListQuery),
  status: 200,
  answer: pageOf('RevisionPage', RevisionSummary),
  examples: { newest: { query: { limit: '5' } } },
});

export const readRevision = operation({
  id: 'readRevision',
  method: 'GET',
  path: '/v1/revisions/{revision}',
  tag: TAG,
  summary: 'One revision with all it changed',
  access: { needs: 'catalogue.view', where: () => platform },
  effect: 'read',
  params: z.strictObject({ revision: z.coerce.number().int().min(1) }),
  status: 200,
  answer: RevisionDetails,
  faults: ['entity_unknown'],
  examples: { first: { params: { revision: '1' } } },
});

export const readHistory = operation({
  id: 'readHistory',
  method: 'GET',
  path: '/v1/history/{kind}',
  tag: TAG,
  summary: 'What became of one entity, newest first: who, when, why, before and after',
  access: { needs: 'audit.view', where: ({ params, query }) => ({ kind: params.kind, id: query.id }) },
  effect: 'read',
  params: z.strictObject({ kind: Kind }),
  query: z.strictObject({ id: Named, ...ListQuery }),
  status: 200,
  answer: pageOf('HistoryPage', HistoryItem),
  examples: { account: { params: { kind: 'account' }, query: { id: 'acme-research' } } },
});
