import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Amount, Id, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { Markup, ModelMatcher, Span } from '../shapes/prices.ts';
import { Ending } from './price-shapes.ts';

const TAG = 'Mark-ups';
const Text = plainText(200);
const MarkupParams = z.strictObject({ markup: Named });
const here = ({ params }: { readonly params: { readonly markup: string } }) =>
  ({ kind: 'markup', id: params.markup }) as const;

export const listMarkups = operation({
  id: 'listMarkups',
  method: 'GET',
  path: '/v1/markups',
  tag: TAG,
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
  tag: TAG,
  summary: 'Multiply list prices for an account and everything below it',
  details:
    'The nearest account wins, then a named model, then a named provider; two of one rank are `price_ambiguous`.',
  access: { needs: 'price.manage', where: ({ body }) => ({ kind: 'account', id: body.account }) },
  effect: 'new',
  body: z
    .strictObject({
      id: Id.exactOptional(),
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

export const readMarkup = operation({
  id: 'readMarkup',
  method: 'GET',
  path: '/v1/markups/{markup}',
  tag: TAG,
  summary: 'One mark-up',
  access: { needs: 'price.view', where: here },
  effect: 'read',
  params: MarkupParams,
  status: 200,
  answer: Markup,
  examples: { margin: { params: { markup: 'mu_sales' } } },
});

export const endMarkup = operation({
  id: 'endMarkup',
  method: 'POST',
  path: '/v1/markups/{markup}/end',
  tag: TAG,
  summary: 'End a mark-up from an instant on, or take it out',
  access: { needs: 'price.manage', where: here },
  effect: 'change',
  params: MarkupParams,
  body: Ending,
  status: 200,
  answer: Markup,
  faults: ['entity_invalid'],
  examples: {
    end: {
      params: { markup: 'mu_sales' },
      body: { at: '2027-01-01T00:00:00Z', reason: 'The margin goes with the year.' },
      versionAt: '/v1/markups/mu_sales',
    },
  },
});
