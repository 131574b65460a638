import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Job } from '../jobs/job-shapes.ts';
import { Id, Instant, plainText, Reason } from '../shapes/basics.ts';
import { atRoot, RootParams } from './money-shapes.ts';

export const priceAgain = operation({
  id: 'priceAgain',
  method: 'POST',
  path: '/v1/roots/{root}/price-again',
  tag: 'Corrections',
  summary: 'Price a range of calls again after prices were corrected',
  details:
    'A job. A dry run shows per model and month what would change and sends nothing. Otherwise reversing and new entries are posted to the open month; quantities and tiers stay as they were. Run again, it changes nothing more. Calls without a price are priced by rating itself as soon as there is one.',
  access: { needs: 'reprice.make', where: atRoot },
  effect: 'new',
  params: RootParams,
  body: z
    .strictObject({
      id: Id.exactOptional().describe('Of the job.'),
      from: Instant.describe('When the calls finished; inclusive.'),
      to: Instant.describe('Exclusive.'),
      provider: plainText(200).exactOptional(),
      model: plainText(200)
        .exactOptional()
        .describe('As the ledger has it: the one that answered, else the one asked for.'),
      dryRun: z.boolean(),
      reason: Reason,
    })
    .meta({ id: 'PriceAgain' }),
  status: 202,
  answer: Job,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    check: {
      params: { root: 'acme' },
      body: {
        id: 'job_check',
        from: '2026-11-01T00:00:00.000Z',
        to: '2026-12-01T00:00:00.000Z',
        model: 'gpt-4o',
        dryRun: true,
        reason: 'The list price of gpt-4o was imported wrongly on 3 November.',
      },
    },
  },
});
