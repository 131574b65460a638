import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Id, ListQuery, Name, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Project, ProjectSettings } from '../shapes/tree.ts';

const TAG = 'Projects';
const ProjectParams = z.strictObject({ project: Named });
const here = ({ params }: { readonly params: { readonly project: string } }) =>
  ({ kind: 'project', id: params.project }) as const;
const { budget, concurrencyMax, qpsMax, ...settings } = ProjectSettings;

export const listProjects = operation({
  id: 'listProjects',
  method: 'GET',
  path: '/v1/projects',
  tag: TAG,
  summary: 'Projects of a root that the caller may see, by id',
  access: { each: 'project.view' },
  effect: 'read',
  query: z.strictObject({
    root: Named,
    account: Named.exactOptional().describe('Only those of this very account.'),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('ProjectPage', Project),
  examples: { all: { query: { root: 'acme', limit: '20' } } },
});

export const createProject = operation({
  id: 'createProject',
  method: 'POST',
  path: '/v1/projects',
  tag: TAG,
  summary: 'Create a project',
  details: 'A budget or a limit of calls needs `quota.edit` as well.',
  access: { needs: 'project.manage', where: ({ body }) => ({ kind: 'account', id: body.account }) },
  effect: 'new',
  body: z
    .strictObject({ id: Id.exactOptional(), account: Named, name: Name, ...ProjectSettings, reason: Reason })
    .meta({ id: 'NewProject' }),
  status: 201,
  answer: Project,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    small: {
      body: { id: 'prj_notes', account: 'acme-research', name: 'Notes', reason: 'A trial.' },
    },
    governed: {
      body: {
        id: 'prj_assistant',
        account: 'acme-research',
        name: 'Assistant',
        models: [
          { model: 'gpt-4o-mini', tier: 'basic' },
          { model: 'gpt-4o', tier: 'pro', versions: ['gpt-4o-2024-08-06'] },
        ],
        concurrencyMax: 32,
        qpsMax: 10,
        budget: { amount: '900', currency: 'USD', period: 'month', thresholdPercents: [80, 100], hard: true },
        budgetClass: 'innovation',
        defaultPriority: 'normal',
        tags: { team: 'assist', stage: 'pilot' },
        reason: 'Pilot approved by the steering group.',
      },
    },
  },
});

export const readProject = operation({
  id: 'readProject',
  method: 'GET',
  path: '/v1/projects/{project}',
  tag: TAG,
  summary: 'One project',
  access: { needs: 'project.view', where: here },
  effect: 'read',
  params: ProjectParams,
  status: 200,
  answer: Project,
  examples: { chat: { params: { project: 'prj_chat' } } },
});

export const changeProject = operation({
  id: 'changeProject',
  method: 'PATCH',
  path: '/v1/projects/{project}',
  tag: TAG,
  summary: 'Change a project, or move it to another account of its root',
  details:
    'Null takes a setting away; what is absent stays. To move it needs `project.manage` at the new account as well.',
  access: { needs: 'project.manage', where: here },
  effect: 'change',
  params: ProjectParams,
  body: z
    .strictObject({
      name: Name.exactOptional(),
      account: Named.exactOptional(),
      models: settings.models.unwrap().nullable().exactOptional(),
      budgetClass: settings.budgetClass.unwrap().nullable().exactOptional(),
      defaultPriority: settings.defaultPriority.unwrap().nullable().exactOptional(),
      tags: settings.tags.unwrap().nullable().exactOptional(),
      reason: Reason,
    })
    .meta({ id: 'ProjectChange' }),
  status: 200,
  answer: Project,
  faults: ['entity_invalid'],
  examples: {
    retag: {
      params: { project: 'prj_chat' },
      body: { tags: { team: 'search', stage: 'live' }, budgetClass: 'core', reason: 'Out of the pilot.' },
    },
  },
});

export const limitProject = operation({
  id: 'limitProject',
  method: 'PATCH',
  path: '/v1/projects/{project}/limits',
  tag: TAG,
  summary: 'Set or lift the budget and the limits of a project',
  details: 'Null lifts a limit; what is absent stays.',
  access: { needs: 'quota.edit', where: here },
  effect: 'change',
  params: ProjectParams,
  body: z
    .strictObject({
      budget: budget.unwrap().nullable().exactOptional(),
      concurrencyMax: concurrencyMax.unwrap().nullable().exactOptional(),
      qpsMax: qpsMax.unwrap().nullable().exactOptional(),
      reason: Reason,
    })
    .meta({ id: 'ProjectLimits' }),
  status: 200,
  answer: Project,
  faults: ['entity_invalid'],
  examples: {
    limit: {
      params: { project: 'prj_chat' },
      body: {
        budget: { amount: '5000', currency: 'USD', period: 'month', thresholdPercents: [80], hard: false },
        qpsMax: 50,
        reason: 'Agreed for the launch.',
      },
      versionAt: '/v1/projects/prj_chat',
    },
  },
});

export const archiveProject = operation({
  id: 'archiveProject',
  method: 'POST',
  path: '/v1/projects/{project}/archive',
  tag: TAG,
  summary: 'Archive a project',
  details: 'Usage that still arrives for it is booked on it.',
  access: { needs: 'project.manage', where: here },
  effect: 'change',
  params: ProjectParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'ProjectArchiving' }),
  status: 200,
  answer: Project,
  faults: ['entity_invalid'],
  examples: {
    archive: {
      params: { project: 'prj_notes' },
      body: { reason: 'The trial is over.' },
      versionAt: '/v1/projects/prj_notes',
    },
  },
});
