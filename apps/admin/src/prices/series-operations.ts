import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { platform } from '../frame/target.ts';
import { Amount, Instant, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { RowId, SeriesPoint } from '../shapes/prices.ts';
import { Withdrawal } from './price-shapes.ts';

const TAG = 'Multiplier series';
const Text = plainText(200);
const PointParams = z.strictObject({ point: Named });

export const listSeriesPoints = operation({
  id: 'listSeriesPoints',
  method: 'GET',
  path: '/v1/series-points',
  tag: TAG,
  summary: 'Points of multiplier series, by id',
  details: "They are everybody's; whoever sees any prices sees them.",
  access: { each: 'price.view' },
  effect: 'read',
  query: z.strictObject({
    series: Text.exactOptional(),
    from: Instant.exactOptional().describe('Only points that begin at or after this time.'),
    to: Instant.exactOptional().describe('Only points that begin before this time.'),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('SeriesPointPage', SeriesPoint),
  examples: { load: { query: { series: 'load' } } },
});

export const publishSeriesPoint = operation({
  id: 'publishSeriesPoint',
  method: 'POST',
  path: '/v1/series-points',
  tag: TAG,
  summary: 'Publish a point of a series: a dynamic price',
  details:
    'Plans bound it by floor and ceiling; admissions quote it, and what was quoted is honoured at rating. A point never begins in the past: calls of then have been made at another price.',
  access: { needs: 'series.publish', where: () => platform },
  effect: 'new',
  body: z
    .strictObject({
      id: RowId.exactOptional(),
      series: Text,
      from: Instant.exactOptional().describe('Absent for at once.'),
      value: Amount,
      reason: Reason,
    })
    .meta({ id: 'NewSeriesPoint' }),
  status: 201,
  answer: SeriesPoint,
  faults: ['entity_exists', 'price_ambiguous', 'entity_invalid'],
  examples: {
    evening: {
      body: {
        id: 'load 2099-11-24T18',
        series: 'load',
        from: '2099-11-24T18:00:00Z',
        value: '1.25',
        reason: 'Evening peak.',
      },
    },
    now: { body: { series: 'load', value: '0.9', reason: 'The cluster is half empty.' } },
  },
});

export const readSeriesPoint = operation({
  id: 'readSeriesPoint',
  method: 'GET',
  path: '/v1/series-points/{point}',
  tag: TAG,
  summary: 'One point of a series',
  details: 'Needs `price.view` anywhere.',
  access: 'signed_in',
  effect: 'read',
  params: PointParams,
  status: 200,
  answer: SeriesPoint,
  faults: ['entity_unknown'],
  examples: { evening: { params: { point: 'load 2099-11-24T18' } } },
});

export const endSeriesPoint = operation({
  id: 'endSeriesPoint',
  method: 'POST',
  path: '/v1/series-points/{point}/end',
  tag: TAG,
  summary: 'Take a point back that has not begun',
  details: 'One that has begun was quoted; publish another.',
  access: { needs: 'series.publish', where: ({ params }) => ({ kind: 'seriesPoint', id: params.point }) },
  effect: 'new',
  params: PointParams,
  body: Withdrawal,
  status: 200,
  answer: SeriesPoint,
  faults: ['entity_invalid'],
  examples: { evening: { params: { point: 'load 2099-11-24T18' }, body: { reason: 'The forecast changed.' } } },
});
