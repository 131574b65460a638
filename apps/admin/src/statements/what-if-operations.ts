import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Job } from '../jobs/job-shapes.ts';
import { Named } from '../shapes/basics.ts';
import { BestCommitmentQuestion, WhatIfQuestion } from './what-if-shapes.ts';

const TAG = 'What-if';
const RootParams = z.strictObject({ root: Named });
const ofAccount = ({ body }: { readonly body: { readonly account: string } }) =>
  ({ kind: 'account', id: body.account }) as const;

export const askWhatIf = operation({
  id: 'askWhatIf',
  method: 'POST',
  path: '/v1/roots/{root}/what-if',
  tag: TAG,
  summary: 'What the real history would have cost under other plans or prices',
  details:
    'A job: months of all scenarios side by side. A scenario without plan and prices is the history as it was charged. Prepaid credits are left out.',
  access: { needs: 'whatif.view', where: ofAccount },
  effect: 'new',
  params: RootParams,
  body: WhatIfQuestion,
  status: 202,
  answer: Job,
  faults: ['entity_exists', 'entity_invalid', 'plan_invalid', 'price_invalid'],
  examples: {
    twoPlans: {
      params: { root: 'acme' },
      body: {
        id: 'job_what_if',
        account: 'acme-research',
        from: '2026-10-01T00:00:00Z',
        to: '2026-12-01T00:00:00Z',
        scenarios: [
          { name: 'as it was' },
          {
            name: 'tiers',
            plan: {
              name: 'Tiers',
              currency: 'USD',
              components: [
                {
                  id: 'tiers',
                  kind: 'tiers',
                  mode: 'graduated',
                  per: 'total',
                  bands: [
                    { upTo: '1000000', price: { unitPrice: '0.000004' } },
                    { upTo: null, price: { unitPrice: '0.000003' } },
                  ],
                },
              ],
            },
          },
          {
            name: 'cheaper list',
            plan: null,
            prices: [
              {
                provider: 'openai',
                model: 'gpt-4o',
                currency: 'USD',
                prices: {
                  uncached_input: { amount: '2', per: 1_000_000 },
                  output_text: { amount: '8', per: 1_000_000 },
                },
              },
            ],
          },
        ],
        reason: 'Talks about the plan for 2027.',
      },
    },
  },
});

export const askBestCommitment = operation({
  id: 'askBestCommitment',
  method: 'POST',
  path: '/v1/roots/{root}/best-commitment',
  tag: TAG,
  summary: 'How much of a commitment would have cost least',
  details: 'A job: the cost of the history for each quantity where the curve bends, and the least of them.',
  access: { needs: 'whatif.view', where: ofAccount },
  effect: 'new',
  params: RootParams,
  body: BestCommitmentQuestion,
  status: 202,
  answer: Job,
  faults: ['entity_exists', 'entity_invalid', 'plan_invalid'],
  examples: {
    tokens: {
      params: { root: 'acme' },
      body: {
        id: 'job_best',
        account: 'acme-research',
        from: '2026-10-01T00:00:00Z',
        to: '2026-12-01T00:00:00Z',
        plan: {
          name: 'Reserved',
          currency: 'USD',
          components: [
            {
              ...{ id: 'base', kind: 'commitment', unit: 'token', quantity: '1000', feeAmount: '0' },
              ...{ rollover: 'none', proration: 'none' },
            },
            { id: 'more', kind: 'rate', unitPrices: { token: '0.000004' } },
          ],
        },
        component: 'base',
        unitFee: '0.000003',
        stepUnits: 100,
        reason: 'Talks about the plan for 2027.',
      },
    },
  },
});
