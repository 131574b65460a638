import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Id, Instant, ListQuery, Named, pageOf, plainText, Reason } from '../shapes/basics.ts';
import { Backfill } from '../shapes/billing.ts';
import { atRoot, RootParams } from './money-shapes.ts';

const TAG = 'Backfills';
const BackfillParams = z.strictObject({ root: Named, backfill: Named });

export const listBackfills = operation({
  id: 'listBackfills',
  method: 'GET',
  path: '/v1/roots/{root}/backfills',
  tag: TAG,
  summary: 'Backfills of a root, by id',
  access: { needs: 'usage.view', where: atRoot },
  effect: 'read',
  params: RootParams,
  query: z.strictObject(ListQuery),
  status: 200,
  answer: pageOf('BackfillPage', Backfill),
  examples: { all: { params: { root: 'acme' } } },
});

export const openBackfill = operation({
  id: 'openBackfill',
  method: 'POST',
  path: '/v1/roots/{root}/backfills',
  tag: TAG,
  summary: 'Allow events older than the accepted lateness',
  details:
    'One source, one range of event times. They are priced by their own time and posted to the open month, or to none. Until the seal, a repeat is a duplicate however old it is. A range that another backfill of the source holds, or in which the source was live, is refused: what was sent both ways would be billed twice.',
  access: { needs: 'backfill.make', where: atRoot },
  effect: 'new',
  params: RootParams,
  body: z
    .strictObject({
      id: Id.exactOptional(),
      source: plainText(200).describe('The one source its events may have.'),
      from: Instant,
      to: Instant.describe('Exclusive.'),
      posting: z.enum(['open', 'none']).describe('`none` is history for information, in no statement.'),
      reason: Reason,
    })
    .meta({ id: 'NewBackfill' }),
  status: 201,
  answer: Backfill,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    spring: {
      params: { root: 'acme' },
      body: {
        id: 'bf_spring',
        source: 'old-gateway',
        from: '2026-03-01T00:00:00.000Z',
        to: '2026-06-01T00:00:00.000Z',
        posting: 'none',
        reason: 'History from before the migration, for what-if.',
      },
    },
  },
});

export const readBackfill = operation({
  id: 'readBackfill',
  method: 'GET',
  path: '/v1/roots/{root}/backfills/{backfill}',
  tag: TAG,
  summary: 'One backfill',
  access: { needs: 'usage.view', where: atRoot },
  effect: 'read',
  params: BackfillParams,
  status: 200,
  answer: Backfill,
  examples: { spring: { params: { root: 'acme', backfill: 'bf_spring' } } },
});

export const sealBackfill = operation({
  id: 'sealBackfill',
  method: 'POST',
  path: '/v1/roots/{root}/backfills/{backfill}/seal',
  tag: TAG,
  summary: 'End a backfill for good',
  details: 'Its range takes no more events of the source, from any backfill. Send everything before.',
  access: { needs: 'backfill.make', where: atRoot },
  effect: 'change',
  params: BackfillParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'Sealing' }),
  status: 200,
  answer: Backfill,
  faults: ['entity_invalid'],
  examples: {
    spring: {
      params: { root: 'acme', backfill: 'bf_spring' },
      body: { reason: 'All files are in.' },
      versionAt: '/v1/roots/acme/backfills/bf_spring',
    },
  },
});
