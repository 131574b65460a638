import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Ending } from '../prices/price-shapes.ts';
import { Id, Instant, ListQuery, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Plan, PlanAssignment } from '../shapes/plans.ts';

const TAG = 'Plans of accounts';
const AccountParams = z.strictObject({ account: Named });
const AssignmentParams = z.strictObject({ assignment: Named });
const ofAccount = ({ params }: { readonly params: { readonly account: string } }) =>
  ({ kind: 'account', id: params.account }) as const;
const here = ({ params }: { readonly params: { readonly assignment: string } }) =>
  ({ kind: 'assignment', id: params.assignment }) as const;

export const listPlanAssignments = operation({
  id: 'listPlanAssignments',
  method: 'GET',
  path: '/v1/accounts/{account}/plan-assignments',
  tag: TAG,
  summary: 'The plans an account itself was put on, by id',
  access: { needs: 'plan.view', where: ofAccount },
  effect: 'read',
  params: AccountParams,
  query: z.strictObject({ at: Instant.exactOptional().describe('Only what is in force at this time.'), ...ListQuery }),
  status: 200,
  answer: pageOf('PlanAssignmentPage', PlanAssignment),
  examples: { research: { params: { account: 'acme-research' } } },
});

export const assignPlan = operation({
  id: 'assignPlan',
  method: 'POST',
  path: '/v1/accounts/{account}/plan-assignments',
  tag: TAG,
  summary: 'Put an account, and all below it that has no plan of its own, on a plan',
  details:
    'Assignments of one account never overlap; with `follows`, the one named ends where this one begins, in the same revision. A start in the past needs `adjustment.make` as well, and what was charged by then stays as it is until it is priced again.',
  access: { needs: 'plan.assign', where: ofAccount },
  effect: 'new',
  params: AccountParams,
  body: z
    .strictObject({
      id: Id.exactOptional(),
      plan: Named.describe('A version: `standard@1`.'),
      effectiveFrom: Instant,
      effectiveTo: Instant.nullable().exactOptional().describe('Exclusive; absent or null for no end.'),
      follows: Named.exactOptional().describe('An assignment of the account that this one takes over from.'),
      reason: Reason,
    })
    .meta({ id: 'NewPlanAssignment' }),
  status: 201,
  answer: PlanAssignment,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    research: {
      params: { account: 'acme-research' },
      body: {
        id: 'asg_research',
        plan: 'standard@1',
        effectiveFrom: '2099-01-01T00:00:00Z',
        reason: 'Everybody is on the standard plan.',
      },
    },
    next: {
      params: { account: 'acme-research' },
      body: {
        id: 'asg_research_2',
        plan: 'standard@1',
        effectiveFrom: '2099-02-01T00:00:00Z',
        effectiveTo: '2099-03-01T00:00:00Z',
        follows: 'asg_research',
        reason: 'For one month.',
      },
    },
  },
});

export const readPlanAssignment = operation({
  id: 'readPlanAssignment',
  method: 'GET',
  path: '/v1/plan-assignments/{assignment}',
  tag: TAG,
  summary: 'One assignment of a plan',
  access: { needs: 'plan.view', where: here },
  effect: 'read',
  params: AssignmentParams,
  status: 200,
  answer: PlanAssignment,
  examples: { research: { params: { assignment: 'asg_research' } } },
});

export const endPlanAssignment = operation({
  id: 'endPlanAssignment',
  method: 'POST',
  path: '/v1/plan-assignments/{assignment}/end',
  tag: TAG,
  summary: 'Take an account off a plan from an instant on, or take the assignment out',
  details: 'In the past, or of an assignment that has begun taken out, it needs `adjustment.make` as well.',
  access: { needs: 'plan.assign', where: here },
  effect: 'change',
  params: AssignmentParams,
  body: Ending,
  status: 200,
  answer: PlanAssignment,
  faults: ['entity_invalid'],
  examples: {
    never: {
      params: { assignment: 'asg_research_2' },
      body: { at: null, reason: 'It goes on as it was.' },
      versionAt: '/v1/plan-assignments/asg_research_2',
    },
  },
});

export const readPlanInForce = operation({
  id: 'readPlanInForce',
  method: 'GET',
  path: '/v1/accounts/{account}/plan',
  tag: TAG,
  summary: 'By which plan usage of an account is charged, and where it has it from',
  details: 'The nearest account upwards that is on a plan decides; without one, list prices hold.',
  access: { needs: 'plan.view', where: ofAccount },
  effect: 'read',
  params: AccountParams,
  query: z.strictObject({ at: Instant.exactOptional().describe("The usage's own time; absent for now.") }),
  status: 200,
  answer: z
    .strictObject({
      at: Instant,
      assignment: PlanAssignment.nullable(),
      plan: Plan.nullable(),
      from: z.string().nullable().describe('The account that was put on the plan.'),
    })
    .meta({ id: 'PlanInForce' }),
  examples: {
    now: { params: { account: 'acme-research' } },
    later: { params: { account: 'bot-research' }, query: { at: '2099-01-15T00:00:00Z' } },
  },
});
