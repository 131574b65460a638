import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform } from '../frame/target.ts';
import { Id, ListQuery, Named, pageOf, Reason } from '../shapes/basics.ts';
import { Plan, PlanTerms } from '../shapes/plans.ts';

const TAG = 'Plans';
const PlanParams = z.strictObject({ plan: Named.describe('A version: `standard@1`.') });

export const listPlans = operation({
  id: 'listPlans',
  method: 'GET',
  path: '/v1/plans',
  tag: TAG,
  summary: 'Versions of plans the caller may see, by id',
  details: "Everybody's plans, which whoever sees any plans sees, and those of roots where the caller sees plans.",
  access: { each: 'plan.view' },
  effect: 'read',
  query: z.strictObject({
    root: Named.exactOptional().describe("Only a root's own."),
    plan: Named.exactOptional().describe('Only versions of this plan.'),
    newest: z.enum(['true']).exactOptional().describe('Of each plan the newest version alone.'),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('PlanPage', Plan),
  examples: { newest: { query: { newest: 'true' } } },
});

export const createPlan = operation({
  id: 'createPlan',
  method: 'POST',
  path: '/v1/plans',
  tag: TAG,
  summary: 'Write a plan, or a new version of one',
  details:
    'Versions are appended, never changed; accounts stay on the version they were put on. `plan_invalid` names the place that is wrong.',
  access: { needs: 'plan.manage', where: ({ body }) => orPlatform('root', body.root) },
  effect: 'new',
  body: z
    .strictObject({
      plan: Id.max(60).describe('What the versions have in common.'),
      version: z.int().min(1).max(9_999).exactOptional().describe('Absent for the next one.'),
      root: Named.nullable().describe("The root whose own plan it is; null for everybody's."),
      ...PlanTerms,
      reason: Reason,
    })
    .meta({ id: 'NewPlan' }),
  status: 201,
  answer: Plan,
  faults: ['plan_invalid', 'entity_exists', 'entity_invalid'],
  examples: {
    payAsYouGo: {
      body: {
        plan: 'standard',
        root: null,
        name: 'Pay as you go',
        currency: 'USD',
        components: [{ id: 'usage', kind: 'list' }],
        multipliers: [
          { id: 'normal', condition: { on: 'priority', priority: 'normal' }, ratio: '0.7' },
          { id: 'batch', condition: { on: 'batch' }, ratio: '0.85' },
          { id: 'load', condition: { on: 'series', series: 'load', floor: '0.8', ceiling: '1.5' } },
        ],
        reason: 'The plan everybody begins with.',
      },
    },
    reserved: {
      body: {
        plan: 'acme-reserved',
        root: 'acme',
        name: 'Reserved with graduated overage',
        currency: 'USD',
        components: [
          {
            id: 'reserved',
            kind: 'commitment',
            unit: 'token',
            quantity: '100000000',
            feeAmount: '150',
            rollover: 'next_period',
            proration: 'by_time',
          },
          {
            id: 'beyond',
            kind: 'tiers',
            mode: 'graduated',
            per: 'total',
            bands: [
              { upTo: '50000000', price: { unitPrice: '0.000002' } },
              { upTo: null, price: { unitPrice: '0.0000015' } },
            ],
          },
        ],
        minimumAmount: '200',
        sla: [
          {
            id: 'uptime',
            measure: 'availability',
            percent: '99.9',
            credits: [{ belowPercent: '99.9', creditPercent: '10' }],
          },
        ],
        reason: 'Framework contract 2026-118.',
      },
    },
  },
});

export const readPlan = operation({
  id: 'readPlan',
  method: 'GET',
  path: '/v1/plans/{plan}',
  tag: TAG,
  summary: 'One version of a plan',
  details: "Needs `plan.view` at the root whose plan it is, or anywhere for a plan that is everybody's.",
  access: 'signed_in',
  effect: 'read',
  params: PlanParams,
  status: 200,
  answer: Plan,
  faults: ['entity_unknown'],
  examples: { standard: { params: { plan: 'standard@1' } } },
});

export const endPlan = operation({
  id: 'endPlan',
  method: 'POST',
  path: '/v1/plans/{plan}/end',
  tag: TAG,
  summary: 'Take a version of a plan out on which no account ever was',
  access: { needs: 'plan.manage', where: ({ params }) => ({ kind: 'plan', id: params.plan }) },
  effect: 'new',
  params: PlanParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'PlanEnd' }),
  status: 200,
  answer: Plan,
  faults: ['entity_invalid'],
  examples: { reserved: { params: { plan: 'acme-reserved@1' }, body: { reason: 'Never signed.' } } },
});
