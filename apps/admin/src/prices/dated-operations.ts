import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { platform } from '../frame/target.ts';
import { Amount, Currency, Instant, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { FxRate, Markup, ModelAlias, ModelMatcher, RowId, SeriesPoint, Span } from '../shapes/prices.ts';

const Text = plainText(200);
const EndBody = z.strictObject({ id: RowId, reason: Reason }).meta({ id: 'RowEnd' });

export const listMarkups = operation({
  id: 'listMarkups',
  method: 'GET',
  path: '/v1/markups',
  tag: 'Mark-ups',
  summary: 'Mark-ups the caller may see, by id',
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({ root: Named.exactOptional(), account: Named.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('MarkupPage', Markup),
  examples: { acme: { query: { root: 'acme' } } },
});

export const createMarkup = operation({
  id: 'createMarkup',
  method: 'POST',
  path: '/v1/markups',
  tag: 'Mark-ups',
  summary: 'Multiply list prices for an account and everything below it',
  details:
    'The nearest account wins, then a named model, then a named provider; two of one rank are `price_ambiguous`.',
  access: { needs: 'price.manage', where: ({ body }) => ({ kind: 'account', id: body.account }) },
  effect: 'new',
  body: z
    .strictObject({
      id: RowId.exactOptional(),
      account: Named,
      provider: Text.nullable(),
      model: ModelMatcher.nullable(),
      ratio: Amount,
      ...Span,
      reason: Reason,
    })
    .meta({ id: 'NewMarkup' }),
  status: 201,
  answer: Markup,
  faults: ['entity_exists', 'price_ambiguous', 'entity_invalid'],
  examples: {
    margin: {
      body: {
        id: 'mu_sales',
        account: 'acme-sales',
        provider: null,
        model: null,
        ratio: '1.15',
        effectiveFrom: '2026-01-01T00:00:00Z',
        effectiveTo: null,
        reason: 'Internal margin of IT.',
      },
    },
  },
});

export const endMarkup = operation({
  id: 'endMarkup',
  method: 'POST',
  path: '/v1/markups/end',
  tag: 'Mark-ups',
  summary: 'Take a mark-up out of the catalogue',
  access: { needs: 'price.manage', where: ({ body }) => ({ kind: 'markup', id: body.id }) },
  effect: 'new',
  body: EndBody,
  status: 200,
  answer: Markup,
  examples: { end: { body: { id: 'mu_sales', reason: 'The margin is gone.' } } },
});

export const listAliases = operation({
  id: 'listAliases',
  method: 'GET',
  path: '/v1/model-aliases',
  tag: 'Moving names',
  summary: 'Moving names such as `-latest`, by id',
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({ provider: Text.exactOptional(), at: Instant.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('ModelAliasPage', ModelAlias),
  examples: { openai: { query: { provider: 'openai' } } },
});

export const createAlias = operation({
  id: 'createAlias',
  method: 'POST',
  path: '/v1/model-aliases',
  tag: 'Moving names',
  summary: 'Say what a moving name means, from when to when',
  access: { needs: 'price.manage', where: () => platform },
  effect: 'new',
  body: z
    .strictObject({ id: RowId.exactOptional(), provider: Text, alias: Text, target: Text, ...Span, reason: Reason })
    .meta({ id: 'NewModelAlias' }),
  status: 201,
  answer: ModelAlias,
  faults: ['entity_exists', 'price_ambiguous', 'entity_invalid'],
  examples: {
    latest: {
      body: {
        id: 'al_latest_1',
        provider: 'openai',
        alias: 'gpt-4o-latest',
        target: 'gpt-4o-2024-08-06',
        effectiveFrom: null,
        effectiveTo: '2026-09-01T00:00:00Z',
        reason: "The provider's model page.",
      },
    },
  },
});

export const endAlias = operation({
  id: 'endAlias',
  method: 'POST',
  path: '/v1/model-aliases/end',
  tag: 'Moving names',
  summary: 'Take a moving name out of the catalogue',
  access: { needs: 'price.manage', where: () => platform },
  effect: 'new',
  body: EndBody,
  status: 200,
  answer: ModelAlias,
  faults: ['entity_unknown'],
  examples: { end: { body: { id: 'al_latest_1', reason: 'Written twice.' } } },
});

export const listFxRates = operation({
  id: 'listFxRates',
  method: 'GET',
  path: '/v1/fx-rates',
  tag: 'Exchange rates',
  summary: 'Dated rates, by id',
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
  tag: 'Exchange rates',
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
        id: 'ecb USD/CNY 2026-11',
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

export const listSeriesPoints = operation({
  id: 'listSeriesPoints',
  method: 'GET',
  path: '/v1/series-points',
  tag: 'Multiplier series',
  summary: 'Points of multiplier series, by id',
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({ series: Text.exactOptional(), ...ListQuery }),
  status: 200,
  answer: pageOf('SeriesPointPage', SeriesPoint),
  examples: { load: { query: { series: 'load' } } },
});

export const publishSeriesPoint = operation({
  id: 'publishSeriesPoint',
  method: 'POST',
  path: '/v1/series-points',
  tag: 'Multiplier series',
  summary: 'Publish a point of a series: a dynamic price',
  details: 'Plans bound it by floor and ceiling; admissions quote it, and what was quoted is honoured at rating.',
  access: { needs: 'series.publish', where: () => platform },
  effect: 'new',
  body: z
    .strictObject({ id: RowId.exactOptional(), series: Text, from: Instant, value: Amount, reason: Reason })
    .meta({ id: 'NewSeriesPoint' }),
  status: 201,
  answer: SeriesPoint,
  faults: ['entity_exists', 'price_ambiguous', 'entity_invalid'],
  examples: {
    evening: {
      body: {
        id: 'load 2026-11-24T18',
        series: 'load',
        from: '2026-11-24T18:00:00Z',
        value: '1.25',
        reason: 'Evening peak.',
      },
    },
  },
});
