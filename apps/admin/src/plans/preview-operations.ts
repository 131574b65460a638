import { operation } from '../frame/operation.ts';
import { PlanPreview, PreviewQuestion } from './preview-shapes.ts';

const terms = {
  name: 'Reserved, then graduated',
  currency: 'USD',
  components: [
    { id: 'free', kind: 'allowance', unit: 'token', quantity: '1000' },
    {
      ...{ id: 'tiers', kind: 'tiers', mode: 'graduated', per: 'total' },
      bands: [
        { upTo: '2000', price: { unitPrice: '0.000002' } },
        { upTo: null, price: { unitPrice: '0.000001' } },
      ],
    },
  ],
  multipliers: [{ id: 'batch', condition: { on: 'batch' }, ratio: '0.85' }],
};

export const previewPlan = operation({
  id: 'previewPlan',
  method: 'POST',
  path: '/v1/plans/preview',
  tag: 'Plans',
  summary: 'What calls of an account would be charged under a plan, explained line by line',
  details:
    'It is the real charging: which component takes what, in which band, multiplied by what and in which order. Nothing is booked.',
  access: { needs: 'plan.view', where: ({ body }) => ({ kind: 'account', id: body.account }) },
  effect: 'read',
  body: PreviewQuestion,
  status: 200,
  answer: PlanPreview,
  faults: ['plan_invalid', 'ledger_unavailable'],
  examples: {
    planned: {
      body: {
        account: 'acme-research',
        terms,
        calls: [
          { provider: 'openai', model: 'gpt-4o', inputTokens: 3_000, outputTokens: 500, granted: { batch: true } },
        ],
      },
    },
    inForce: {
      body: {
        account: 'acme-research',
        calls: [{ provider: 'openai', model: 'gpt-4o', inputTokens: 1_200, outputTokens: 300, times: 100 }],
      },
    },
  },
});
