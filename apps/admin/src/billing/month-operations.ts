import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Instant, ListQuery, Month, Named, pageOf } from '../shapes/basics.ts';

export const CalendarMonth = z
  .strictObject({
    id: Month,
    from: Instant.describe('Inclusive.'),
    to: Instant.describe('Exclusive.'),
    state: z.enum(['past', 'current', 'future']),
  })
  .meta({
    id: 'CalendarMonth',
    description: 'A billing month of a root, as UTC instants that no new time-zone database moves.',
  });

export const listMonths = operation({
  id: 'listMonths',
  method: 'GET',
  path: '/v1/months',
  tag: 'Calendar',
  summary: 'Billing months of a root, in order',
  details: 'For whoever sees any account of the root.',
  access: { each: 'account.view' },
  effect: 'read',
  query: z.strictObject({
    root: Named,
    from: Month.exactOptional().describe('The first to list.'),
    at: Instant.exactOptional().describe('Only the one this falls in.'),
    ...ListQuery,
  }),
  status: 200,
  answer: pageOf('CalendarMonthPage', CalendarMonth),
  examples: {
    quarter: { query: { root: 'acme', from: '2026-10', limit: '3' } },
    one: { query: { root: 'acme', at: '2026-11-24T12:00:00Z' } },
  },
});
