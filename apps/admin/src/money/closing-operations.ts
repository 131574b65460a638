import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Instant, ListQuery, Month, Named, pageOf, Reason } from '../shapes/basics.ts';
import { atRoot, Directive, Money, RootParams } from './money-shapes.ts';

const TAG = 'Closing';
const PeriodParams = z.strictObject({ root: Named, period: Month });

export const BillingPeriod = z
  .strictObject({
    period: Month,
    from: Instant,
    to: Instant.describe('Exclusive.'),
    status: z.enum(['open', 'closed']),
    closed: z
      .strictObject({
        at: Instant,
        shard: z.int(),
        seq: z.int().describe('Of the outcome that closed it.'),
        totals: z.array(Money).describe('What was posted to it, by currency, true-ups included.'),
      })
      .exactOptional(),
  })
  .meta({ id: 'BillingPeriod', description: 'A billing month of a root.' });

const KeptPromise = z.strictObject({
  assignment: z.string(),
  promise: z.string(),
  reason: z.string().describe('`kept`, `credited`, `nothing_measured`, …'),
  detail: z.string().describe('The arithmetic.'),
});

export const listBillingPeriods = operation({
  id: 'listBillingPeriods',
  method: 'GET',
  path: '/v1/roots/{root}/billing-periods',
  tag: TAG,
  summary: 'Billing months of a root that have begun, newest first',
  access: { needs: 'statement.view', where: atRoot },
  effect: 'read',
  params: RootParams,
  query: z.strictObject(ListQuery),
  status: 200,
  answer: pageOf('BillingPeriodPage', BillingPeriod),
  faults: ['ledger_unavailable'],
  examples: { all: { params: { root: 'acme' }, query: { limit: '3' } } },
});

export const chargePeriodFees = operation({
  id: 'chargePeriodFees',
  method: 'POST',
  path: '/v1/roots/{root}/periods/{period}/fees',
  tag: TAG,
  summary: 'Billing run: charge the fees of commitments',
  details:
    'Each fee says what is due in all for the month. Run again after plans have changed, it charges the differences; run again without, nothing.',
  access: { needs: 'adjustment.make', where: atRoot },
  effect: 'new',
  params: PeriodParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'BillingRun' }),
  status: 202,
  answer: z
    .strictObject({
      directives: z.array(Directive).describe('What is charged by this run.'),
      unchanged: z.int().describe('Fees that were told before with the same amount.'),
    })
    .meta({ id: 'BillingRunAnswer' }),
  faults: ['period_unknown'],
  examples: { november: { params: { root: 'acme', period: '2026-11' }, body: { reason: 'Monthly billing run.' } } },
});

export const closePeriod = operation({
  id: 'closePeriod',
  method: 'POST',
  path: '/v1/roots/{root}/periods/{period}/close',
  tag: TAG,
  summary: 'Close a billing month',
  details:
    'Credits for broken promises first, then the close, which charges what is missing to minimums and carries over what rolls over. Periods are closed in order, after the fees of the period, once the ledger holds everything that was sent. What arrives later is stated in the next open month.',
  access: { needs: 'statement.close', where: atRoot },
  effect: 'new',
  params: PeriodParams,
  body: z.strictObject({ reason: Reason }).meta({ id: 'Closing' }),
  status: 202,
  answer: z
    .strictObject({
      directives: z.array(Directive).describe('Credits, if any, and the close, in their order.'),
      promises: z.array(KeptPromise).describe('What became of each promise.'),
    })
    .meta({ id: 'ClosingAnswer' }),
  faults: [
    'period_unknown',
    'period_open',
    'period_closed',
    'period_not_next',
    'fees_due',
    'ledger_behind',
    'ledger_unavailable',
  ],
  examples: {
    tooEarly: { params: { root: 'acme', period: '2045-12' }, body: { reason: 'Month end.' }, expects: 409 },
  },
});
