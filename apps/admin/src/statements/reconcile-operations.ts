import { DIFFERENCE_REASONS, type DifferenceReason } from '@suanpan/provider-reconcile';
import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Named } from '../shapes/basics.ts';

const REASONS = Object.keys(DIFFERENCE_REASONS) as DifferenceReason[];

const Figure = z
  .strictObject({ provider: z.string(), ledger: z.string(), difference: z.string() })
  .meta({ id: 'ReconcileFigure', description: 'Difference is provider minus ledger: above 0 is missing here.' });

const Row = z
  .strictObject({
    day: z.string().describe('UTC day.'),
    model: z.string().describe('Empty for all models of the day.'),
    names: z.strictObject({ provider: z.array(z.string()), ledger: z.array(z.string()) }).exactOptional(),
    calls: Figure.exactOptional(),
    tokens: z.strictObject({ input: Figure, cacheRead: Figure, cacheWrite: Figure, output: Figure }).exactOptional(),
    money: z.record(z.string(), Figure).exactOptional().describe('By currency.'),
    reason: z.enum(REASONS),
    detail: z.string(),
  })
  .meta({ id: 'ReconcileRow' });

export const ProviderComparison = z
  .strictObject({
    provider: z.enum(['openai', 'anthropic']),
    isComplete: z.boolean().describe('Whether the last page was among what was sent.'),
    agrees: z.boolean(),
    reasons: z.partialRecord(z.enum(REASONS), z.int()).describe('How many rows each reason explains.'),
    rows: z.array(Row),
  })
  .meta({ id: 'ProviderComparison', description: 'Both sides of a bill per day and model, and the likely reason.' });

const USAGE = JSON.stringify({
  object: 'page',
  has_more: false,
  data: [
    {
      object: 'bucket',
      start_time: 1_793_491_200,
      end_time: 1_793_577_600,
      results: [
        {
          object: 'organization.usage.completions.result',
          ...{ input_tokens: 1000, output_tokens: 100, input_cached_tokens: 0, num_model_requests: 1, model: 'gpt-4o' },
        },
      ],
    },
  ],
});

export const reconcileProvider = operation({
  id: 'reconcileProvider',
  method: 'POST',
  path: '/v1/roots/{root}/provider-reconcile',
  tag: 'Statements',
  summary: "Compare a provider's own figures with the ledger",
  details:
    'Exports of usage, of costs, or both, as text: answers of the organisation APIs of OpenAI and Anthropic (a page, or a list of pages), or CSV files of their consoles. Nothing is changed and nothing is kept.',
  access: { needs: 'reconcile.make', where: ({ params }) => ({ kind: 'root', id: params.root }) },
  effect: 'read',
  params: z.strictObject({ root: Named }),
  body: z
    .strictObject({
      exports: z.array(z.string().min(1)).min(1).max(20).describe('Each file as it is.'),
      alsoRoots: z
        .array(Named)
        .max(100)
        .exactOptional()
        .describe("Other roots whose calls go to the same provider's account."),
    })
    .meta({ id: 'ProviderExports' }),
  status: 200,
  answer: ProviderComparison,
  faults: ['export_malformed', 'ledger_unavailable'],
  examples: { openai: { params: { root: 'acme' }, body: { exports: [USAGE] } } },
});

/** Bytes a body may have where a month of a provider's figures is sent. */
export const RECONCILE_BODY_LIMITS: Readonly<Record<string, number>> = {
  '/v1/roots/:root/provider-reconcile': 16 * 1024 * 1024,
};
