import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { platform } from '../frame/target.ts';
import { Id, ListQuery, Name, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Root } from '../shapes/tree.ts';

const TAG = 'Roots';
const Zone = z
  .string()
  .min(1)
  .max(60)
  .describe('IANA time zone of its statements; it never moves a month that has begun.');
export const RootParams = z.strictObject({ root: Named });

export const listRoots = operation({
  id: 'listRoots',
  method: 'GET',
  path: '/v1/roots',
  tag: TAG,
  summary: 'Roots the caller may see',
  access: { each: 'account.view' },
  effect: 'read',
  query: z.strictObject(ListQuery),
  status: 200,
  answer: pageOf('RootPage', Root),
  examples: { first: { query: { limit: '10' } } },
});

export const createRoot = operation({
  id: 'createRoot',
  method: 'POST',
  path: '/v1/roots',
  tag: TAG,
  summary: 'Create a root',
  details: 'Its shard is chosen here, once. Its own account, and its calendar of billing months, come with it.',
  access: { needs: 'root.create', where: () => platform },
  effect: 'new',
  body: z.strictObject({ id: Id.exactOptional(), name: Name, zone: Zone, reason: Reason }).meta({ id: 'NewRoot' }),
  status: 201,
  answer: Root,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    root: { body: { id: 'globex', name: 'Globex', zone: 'Asia/Shanghai', reason: 'Signed contract 2026-118.' } },
  },
});

export const readRoot = operation({
  id: 'readRoot',
  method: 'GET',
  path: '/v1/roots/{root}',
  tag: TAG,
  summary: 'One root',
  access: { needs: 'account.view', where: ({ params }) => ({ kind: 'root', id: params.root }) },
  effect: 'read',
  params: RootParams,
  status: 200,
  answer: Root,
  examples: { acme: { params: { root: 'acme' } } },
});

export const changeRoot = operation({
  id: 'changeRoot',
  method: 'PATCH',
  path: '/v1/roots/{root}',
  tag: TAG,
  summary: 'Rename a root, or change its time zone',
  details: 'A new zone holds for months that have not begun.',
  access: { needs: 'account.manage', where: ({ params }) => ({ kind: 'root', id: params.root }) },
  effect: 'change',
  params: RootParams,
  body: z
    .strictObject({ name: Name.exactOptional(), zone: Zone.exactOptional(), reason: Reason })
    .meta({ id: 'RootChange' }),
  status: 200,
  answer: Root,
  faults: ['entity_invalid'],
  examples: { rename: { params: { root: 'acme' }, body: { name: 'Acme Holdings', reason: 'New name since May.' } } },
});
