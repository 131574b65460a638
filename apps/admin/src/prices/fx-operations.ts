import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { platform } from '../frame/target.ts';
import { Amount, Currency, Instant, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { FxRate, RowId } from '../shapes/prices.ts';
import { Withdrawal } from './price-shapes.ts';

const TAG = 'Exchange rates';
const Text = plainText(200);
const RateParams = z.strictObject({ rate: Named });

export const listFxRates = operation({
  id: 'listFxRates',
  method: 'GET',
  path: '/v1/fx-rates',
  tag: TAG,
  summary: 'Dated rates, by id',
  details: "They are everybody's; whoever sees any prices sees them.",
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({
    name: Text.exactOptional(),
    base: Currency.exactOptional(),
    quote: Currency.exactOptional(),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('FxRatePage', FxRate),
  examples: { all: { query: { base: 'USD' } } },
});

export const createFxRate = operation({
  id: 'createFxRate',
  method: 'POST',
  path: '/v1/fx-rates',
  tag: TAG,
  summary: 'Write a rate that holds until the next one of its name and pair',
  access: { needs: 'price.manage', where: () => platform },
  effect: 'new',
  body: z
    .strictObject({
      id: RowId.exactOptional(),
      name: Text,
      base: Currency,
      quote: Currency,
      rate: Amount,
      from: Instant,
      source: Text,
      reason: Reason,
    })
    .meta({ id: 'NewFxRate' }),
  status: 201,
  answer: FxRate,
  faults: ['entity_exists', 'price_ambiguous', 'entity_invalid'],
  examples: {
    november: {
      body: {
        id: 'ecb USD-CNY 2026-11',
        name: 'ecb-reference',
        base: 'USD',
        quote: 'CNY',
        rate: '7.1032',
        from: '2026-11-01T00:00:00Z',
        source: 'ECB euro foreign exchange reference rates',
        reason: 'Monthly.',
      },
    },
  },
});

export const readFxRate = operation({
  id: 'readFxRate',
  method: 'GET',
  path: '/v1/fx-rates/{rate}',
  tag: TAG,
  summary: 'One rate',
  details: 'Needs `price.view` anywhere.',
  access: 'signed_in',
  effect: 'read',
  params: RateParams,
  status: 200,
  answer: FxRate,
  faults: ['entity_unknown'],
  examples: { november: { params: { rate: 'ecb USD-CNY 2026-11' } } },
});

export const endFxRate = operation({
  id: 'endFxRate',
  method: 'POST',
  path: '/v1/fx-rates/{rate}/end',
  tag: TAG,
  summary: 'Take a rate out that was written by mistake',
  details: 'A rate holds until the next one; what ends it is another. What was rated before keeps its amount.',
  access: { needs: 'price.manage', where: ({ params }) => ({ kind: 'fxRate', id: params.rate }) },
  effect: 'new',
  params: RateParams,
  body: Withdrawal,
  status: 200,
  answer: FxRate,
  examples: { mistake: { params: { rate: 'ecb USD-CNY 2026-11' }, body: { reason: 'Read from the wrong column.' } } },
});
