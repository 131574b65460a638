import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform } from '../frame/target.ts';
import { Amount, Instant, Named, plainText } from '../shapes/basics.ts';
import { Leaf, PriceRow } from '../shapes/prices.ts';

const Text = plainText(200);

const FoundPrice = z
  .strictObject({
    leaf: Leaf,
    row: PriceRow.describe('The row such usage would be billed by.'),
    because: z.array(z.string()).describe('Why this row and no other, for people.'),
  })
  .meta({ id: 'FoundPrice' });

const MissingPrice = z
  .strictObject({ leaf: Leaf, reason: z.string().describe('Stable.'), detail: z.string() })
  .meta({ id: 'MissingPrice', description: 'Such usage would wait for a price; it is never free.' });

export const lookUpPrices = operation({
  id: 'lookUpPrices',
  method: 'POST',
  path: '/v1/prices/look-up',
  tag: 'Prices',
  summary: 'By which row each kind of usage of a call would be billed, and why',
  details: 'With an account: its own prices and mark-up first. Plans are not asked; `previewPlan` asks them.',
  access: { needs: 'price.view', where: ({ body }) => orPlatform('account', body.account) },
  effect: 'read',
  body: z
    .strictObject({
      account: Named.exactOptional(),
      provider: Text,
      model: Text,
      time: Instant.exactOptional().describe("The call's own time; absent for now."),
      inputTokens: z.int().min(0).exactOptional().describe('All of the input: context tiers go by it. 0 if not named.'),
      serviceTier: Text.exactOptional(),
      region: Text.exactOptional(),
    })
    .meta({ id: 'PriceQuestion' }),
  status: 200,
  answer: z
    .strictObject({
      revision: z.int().describe('The state of the catalogue it was looked up in.'),
      time: Instant,
      prices: z.array(FoundPrice),
      missing: z.array(MissingPrice),
      markup: z
        .strictObject({ id: z.string(), ratio: Amount })
        .nullable()
        .describe('What list prices are multiplied by; null for nothing.'),
    })
    .meta({ id: 'PriceAnswer' }),
  faults: ['price_ambiguous'],
  examples: {
    account: {
      body: { account: 'acme-research', provider: 'openai', model: 'gpt-4o', inputTokens: 1_200 },
    },
    everybody: { body: { provider: 'openai', model: 'gpt-4o', time: '2026-11-01T00:00:00Z' } },
  },
});
