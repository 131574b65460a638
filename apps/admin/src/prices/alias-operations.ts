import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { platform } from '../frame/target.ts';
import { Id, Instant, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { ModelAlias, Span } from '../shapes/prices.ts';
import { Ending } from './price-shapes.ts';

const TAG = 'Moving names';
const Text = plainText(200);
const AliasParams = z.strictObject({ alias: Named });

export const listAliases = operation({
  id: 'listAliases',
  method: 'GET',
  path: '/v1/model-aliases',
  tag: TAG,
  summary: 'Moving names such as `-latest`, by id',
  details: "They are everybody's; whoever sees any prices sees them.",
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({
    provider: Text.exactOptional(),
    alias: Text.exactOptional(),
    asOf: Instant.exactOptional().describe('Only those that hold at this time.'),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('ModelAliasPage', ModelAlias),
  examples: { openai: { query: { provider: 'openai' } } },
});

export const createAlias = operation({
  id: 'createAlias',
  method: 'POST',
  path: '/v1/model-aliases',
  tag: TAG,
  summary: 'Say what a moving name means, from when to when',
  access: { needs: 'price.manage', where: () => platform },
  effect: 'new',
  body: z
    .strictObject({ id: Id.exactOptional(), provider: Text, alias: Text, target: Text, ...Span, reason: Reason })
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
        effectiveTo: '2027-09-01T00:00:00Z',
        reason: "The provider's model page.",
      },
    },
  },
});

export const readAlias = operation({
  id: 'readAlias',
  method: 'GET',
  path: '/v1/model-aliases/{alias}',
  tag: TAG,
  summary: 'One moving name',
  details: 'Needs `price.view` anywhere.',
  access: 'signed_in',
  effect: 'read',
  params: AliasParams,
  status: 200,
  answer: ModelAlias,
  faults: ['entity_unknown'],
  examples: { latest: { params: { alias: 'al_latest_1' } } },
});

export const endAlias = operation({
  id: 'endAlias',
  method: 'POST',
  path: '/v1/model-aliases/{alias}/end',
  tag: TAG,
  summary: 'End a moving name from an instant on, or take it out',
  access: { needs: 'price.manage', where: ({ params }) => ({ kind: 'alias', id: params.alias }) },
  effect: 'change',
  params: AliasParams,
  body: Ending,
  status: 200,
  answer: ModelAlias,
  faults: ['entity_invalid'],
  examples: {
    moved: {
      params: { alias: 'al_latest_1' },
      body: { at: '2027-03-01T00:00:00Z', reason: 'The name moves on to another snapshot.' },
      versionAt: '/v1/model-aliases/al_latest_1',
    },
  },
});
