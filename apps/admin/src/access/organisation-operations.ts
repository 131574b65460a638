import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { platform } from '../frame/target.ts';
import { Id, ListQuery, Name, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Organisation } from './person-shapes.ts';

const TAG = 'Organisations';
const OrganisationParams = z.strictObject({ organisation: Named });

export const listOrganisations = operation({
  id: 'listOrganisations',
  method: 'GET',
  path: '/v1/organisations',
  tag: TAG,
  summary: 'Organisations all of whose roots the caller sees',
  access: { each: 'organisation.view' },
  effect: 'read',
  query: z.strictObject({ root: Named.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('OrganisationPage', Organisation),
  examples: { all: { query: {} } },
});

export const createOrganisation = operation({
  id: 'createOrganisation',
  method: 'POST',
  path: '/v1/organisations',
  tag: TAG,
  summary: 'Make a view that sums several roots',
  access: { needs: 'organisation.manage', where: () => platform },
  effect: 'new',
  body: z
    .strictObject({ id: Id.exactOptional(), name: Name, roots: z.array(Id).min(1).max(1_000), reason: Reason })
    .meta({ id: 'NewOrganisation' }),
  status: 201,
  answer: Organisation,
  faults: ['entity_exists', 'entity_invalid', 'entity_unknown'],
  examples: {
    group: {
      body: { id: 'org_group', name: 'Acme Group', roots: ['acme', 'umbrella'], reason: 'Billed together from 2027.' },
    },
  },
});

export const readOrganisation = operation({
  id: 'readOrganisation',
  method: 'GET',
  path: '/v1/organisations/{organisation}',
  tag: TAG,
  summary: 'One organisation',
  access: { needs: 'organisation.view', where: ({ params }) => ({ kind: 'organisation', id: params.organisation }) },
  effect: 'read',
  params: OrganisationParams,
  status: 200,
  answer: Organisation,
  examples: { group: { params: { organisation: 'org_group' } } },
});

export const changeOrganisation = operation({
  id: 'changeOrganisation',
  method: 'PATCH',
  path: '/v1/organisations/{organisation}',
  tag: TAG,
  summary: 'Rename an organisation, or choose other roots',
  access: { needs: 'organisation.manage', where: () => platform },
  effect: 'change',
  params: OrganisationParams,
  body: z
    .strictObject({ name: Name.exactOptional(), roots: z.array(Id).min(1).max(1_000).exactOptional(), reason: Reason })
    .meta({ id: 'OrganisationChange' }),
  status: 200,
  answer: Organisation,
  faults: ['entity_invalid', 'entity_unknown'],
  examples: {
    rename: { params: { organisation: 'org_group' }, body: { name: 'Acme & Umbrella', reason: 'As asked.' } },
  },
});
