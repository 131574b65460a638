import { LEAVES } from '@suanpan/facts';
import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform } from '../frame/target.ts';
import { Amount, Currency, Id, Instant, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { Leaf, ModelMatcher, PriceConditions, PriceRow, RowId, Span } from '../shapes/prices.ts';

const TAG = 'Prices';
const Text = plainText(200);

const Quote = z
  .strictObject({
    amount: Amount,
    per: z.int().min(1).exactOptional().describe('A whole number of units; 1 if not named.'),
  })
  .meta({ id: 'QuotedPrice', description: '`{ "amount": "0.002", "per": 1000 }` is 0.000002 for one.' });

const Window = z
  .strictObject({
    zone: z.string().min(1).max(60),
    fromTime: z.string().max(8).describe('`00:30`, inclusive.'),
    toTime: z.string().max(8).describe('`08:30`, exclusive; `24:00` is the end of the day. It may wrap midnight.'),
    weekdays: z.array(z.int().min(0).max(6)).min(1).max(7).exactOptional().describe("The zone's own; 0 is Sunday."),
    horizon: Instant.describe('How far ahead the clocks of the zone are relied on; the window is UTC from then on.'),
  })
  .meta({ id: 'ZonedWindow' });

export const listPriceRows = operation({
  id: 'listPriceRows',
  method: 'GET',
  path: '/v1/price-rows',
  tag: TAG,
  summary: 'Price rows the caller may see, by id',
  details:
    "Everybody's rows and those of roots and accounts where the caller sees prices. With `revision`, as of that revision; then `provider` must be named.",
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({
    provider: Text.exactOptional(),
    model: Text.exactOptional().describe("The model's name in its book."),
    name: Text.exactOptional().describe('Rows that are for this name of a model.'),
    leaf: Leaf.exactOptional(),
    book: Text.exactOptional(),
    currency: Currency.exactOptional(),
    root: Named.exactOptional().describe("Only those of one root; `none` for everybody's alone."),
    account: Named.exactOptional(),
    at: Instant.exactOptional().describe('Only rows that hold at this time.'),
    revision: z.coerce.number().int().min(1).exactOptional(),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('PriceRowPage', PriceRow),
  faults: ['entity_unknown'],
  examples: { model: { query: { provider: 'openai', name: 'gpt-4o', leaf: 'output_text' } } },
});

export const createPrices = operation({
  id: 'createPrices',
  method: 'POST',
  path: '/v1/price-rows',
  tag: TAG,
  summary: 'Write own prices of one model',
  details:
    'A row for each leaf, and for each UTC part of a window in a zone. Rows are appended; a new price is a row with a later start. A row that would contend with another is refused as `price_ambiguous`.',
  access: {
    needs: 'price.manage',
    where: ({ body }) =>
      body.account === undefined ? orPlatform('root', body.root) : { kind: 'account', id: body.account },
  },
  effect: 'new',
  body: z
    .strictObject({
      root: Named.nullable().describe('Null for everybody.'),
      account: Id.exactOptional().describe('Of the root: for it and everything below; absent for the whole root.'),
      provider: Text,
      model: Text,
      matcher: ModelMatcher.exactOptional().describe("Absent for the model's own name."),
      currency: Currency,
      prices: z.partialRecord(z.enum(LEAVES), Quote),
      ...Span,
      window: Window.exactOptional(),
      aboveInputTokens: PriceConditions.aboveInputTokens.exactOptional(),
      serviceTier: PriceConditions.serviceTier.exactOptional(),
      region: PriceConditions.region.exactOptional(),
      source: z.strictObject({ feed: Text, version: Text }).exactOptional().describe('Where the numbers came from.'),
      reason: Reason,
    })
    .meta({ id: 'NewPrices' }),
  status: 201,
  answer: z.strictObject({ items: z.array(PriceRow), revision: z.int() }).meta({ id: 'WrittenPrices' }),
  faults: ['price_invalid', 'price_ambiguous', 'entity_exists'],
  examples: {
    negotiated: {
      body: {
        root: 'acme',
        account: 'acme-research',
        provider: 'openai',
        model: 'gpt-4o',
        currency: 'USD',
        prices: {
          uncached_input: { amount: '2.10', per: 1_000_000 },
          output_text: { amount: '8.40', per: 1_000_000 },
        },
        effectiveFrom: '2026-06-01T00:00:00Z',
        effectiveTo: null,
        source: { feed: 'contract', version: '2026-118' },
        reason: 'Framework contract 2026-118.',
      },
    },
    night: {
      body: {
        root: null,
        provider: 'deepseek',
        model: 'deepseek-night',
        currency: 'CNY',
        prices: { output_text: { amount: '4', per: 1_000_000 } },
        effectiveFrom: null,
        effectiveTo: null,
        window: { zone: 'Asia/Shanghai', fromTime: '00:30', toTime: '08:30', horizon: '2030-01-01T00:00:00Z' },
        reason: "The provider's off-peak hours.",
      },
    },
  },
});

export const endPriceRow = operation({
  id: 'endPriceRow',
  method: 'POST',
  path: '/v1/price-rows/end',
  tag: TAG,
  summary: 'Take a price row out of the catalogue',
  details: 'For rows written by mistake. What was rated before keeps its price until it is priced again.',
  access: { needs: 'price.manage', where: ({ body }) => ({ kind: 'priceRow', id: body.id }) },
  effect: 'new',
  body: z.strictObject({ id: RowId, reason: Reason }).meta({ id: 'PriceRowEnd' }),
  status: 200,
  answer: PriceRow,
  examples: { mistake: { body: { id: 'row-to-end', reason: 'A digit too many.' } } },
});
