import { z } from 'zod';
import { Currency, Decimal, Month } from '../shapes/basics.ts';

const Change = z.strictObject({
  provider: z.string(),
  model: z.string(),
  month: Month.describe('UTC month of the calls.'),
  currency: Currency,
  calls: z.int().describe('Calls that cost something else now.'),
  before: Decimal,
  after: Decimal,
  difference: Decimal,
});

export const PriceAgainResult = z
  .strictObject({
    kind: z.literal('price-again'),
    dryRun: z.boolean(),
    revision: z.int().describe('The catalogue it was worked out by.'),
    calls: z.int().describe('Charged calls of the range.'),
    changed: z.int(),
    directives: z.int().describe('What was sent; each holds up to 100 calls.'),
    changes: z
      .array(Change)
      .describe('Charges before credits and what commitments of money cover; those are applied anew when it is sent.'),
    unchanged: z.record(z.string(), z.int()).describe('Calls that stay as they are, by the reason.'),
  })
  .meta({ id: 'PriceAgainResult' });
