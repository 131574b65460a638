import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { orPlatform } from '../frame/target.ts';
import { Currency, Instant, ListQuery, Named, pageOf, plainText } from '../shapes/basics.ts';
import { Leaf, PriceRow } from '../shapes/prices.ts';
import { EndedPrice, Ending, NewPrices, WrittenPrices } from './price-shapes.ts';

const TAG = 'Prices';
const Text = plainText(200);
const PriceParams = z.strictObject({ price: Named });

export const listPrices = operation({
  id: 'listPrices',
  method: 'GET',
  path: '/v1/prices',
  tag: TAG,
  summary: 'Price rows the caller may see, by id',
  details:
    "Everybody's rows, which whoever sees any prices sees, and those of roots and accounts where the caller sees prices. With `revision`, as of that revision; then `provider` must be named.",
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({
    provider: Text.exactOptional(),
    model: Text.exactOptional().describe("The model's name in its book."),
    name: Text.exactOptional().describe('Rows that are for this name of a model.'),
    leaf: Leaf.exactOptional(),
    book: Text.exactOptional(),
    currency: Currency.exactOptional(),
    root: Named.exactOptional().describe("Only those of one root; `-` for everybody's alone."),
    account: Named.exactOptional(),
    asOf: Instant.exactOptional().describe('Only rows that hold at this time.'),
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
  path: '/v1/prices',
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
  body: NewPrices,
  status: 201,
  answer: WrittenPrices,
  faults: ['price_invalid', 'price_ambiguous', 'entity_exists', 'entity_invalid'],
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

export const readPrice = operation({
  id: 'readPrice',
  method: 'GET',
  path: '/v1/prices/{price}',
  tag: TAG,
  summary: 'One price row',
  details: "Needs `price.view` where the row belongs, or anywhere for a row that is everybody's.",
  access: 'signed_in',
  effect: 'read',
  params: PriceParams,
  status: 200,
  answer: PriceRow,
  faults: ['entity_unknown'],
  examples: { list: { params: { price: 'row-to-end' } } },
});

export const endPrice = operation({
  id: 'endPrice',
  method: 'POST',
  path: '/v1/prices/{price}/end',
  tag: TAG,
  summary: 'End a price row from an instant on, or take it out',
  details:
    'A row is never changed: another one that says the same up to the end takes its place. What was rated before keeps its price until it is priced again.',
  access: { needs: 'price.manage', where: ({ params }) => ({ kind: 'priceRow', id: params.price }) },
  effect: 'new',
  params: PriceParams,
  body: Ending,
  status: 200,
  answer: EndedPrice,
  faults: ['entity_invalid', 'price_ambiguous'],
  examples: {
    mistake: { params: { price: 'row-to-end' }, body: { at: null, reason: 'A digit too many.' } },
  },
});
