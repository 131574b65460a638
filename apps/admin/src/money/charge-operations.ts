import { z } from 'zod';
import { operation } from '../frame/operation.ts';
import { Currency, Id, Instant, Month, Named, plainText, Reason } from '../shapes/basics.ts';
import { atRoot, Directive, PositiveAmount, RootParams, SignedAmount } from './money-shapes.ts';

const TAG = 'Corrections';

export const chargeFee = operation({
  id: 'chargeFee',
  method: 'POST',
  path: '/v1/roots/{root}/fees',
  tag: TAG,
  summary: 'Charge or give back a sum by hand',
  details: 'Fees that follow from plans are charged by the billing run of a period.',
  access: { needs: 'adjustment.make', where: atRoot },
  effect: 'new',
  params: RootParams,
  body: z
    .strictObject({
      account: Named,
      project: Named.exactOptional(),
      period: Month.describe('The month it belongs to; stated there, or in the next open one.'),
      currency: Currency,
      amount: SignedAmount.describe('Below 0 gives back.'),
      detail: plainText(500).exactOptional().describe('How the amount follows, for people.'),
      reason: Reason,
    })
    .meta({ id: 'NewFee' }),
  status: 202,
  answer: Directive,
  faults: ['period_unknown', 'project_unknown'],
  examples: {
    giveBack: {
      params: { root: 'acme' },
      body: {
        account: 'acme-research',
        period: '2026-11',
        currency: 'USD',
        amount: '-12.50',
        detail: 'Half of the pilot fee.',
        reason: 'Agreed with the customer on 12 November.',
      },
    },
  },
});

export const grantCredit = operation({
  id: 'grantCredit',
  method: 'POST',
  path: '/v1/roots/{root}/credits',
  tag: TAG,
  summary: 'Give an account, and all below it, prepaid money',
  details:
    'Usage uses it up: the lowest priority number first, of one number the earliest end. Its name is used once in a root, for ever.',
  access: { needs: 'adjustment.make', where: atRoot },
  effect: 'new',
  params: RootParams,
  body: z
    .strictObject({
      account: Named,
      credit: Id.exactOptional().describe('Its name on statements; one is made up if absent.'),
      currency: Currency,
      amount: PositiveAmount,
      priority: z.int().min(0).max(1_000_000).exactOptional().describe('100 if absent.'),
      from: Instant.nullable().exactOptional().describe('Event times it is good for; from ever if absent.'),
      expiresAt: Instant.nullable().exactOptional().describe('Exclusive; for ever if absent.'),
      reason: Reason,
    })
    .meta({ id: 'NewCredit' }),
  status: 202,
  answer: Directive,
  faults: ['entity_exists', 'entity_invalid'],
  examples: {
    welcome: {
      params: { root: 'acme' },
      body: {
        account: 'acme',
        credit: 'welcome',
        currency: 'USD',
        amount: '50',
        expiresAt: '2027-01-01T00:00:00.000Z',
        reason: 'Welcome credit of the contract.',
      },
    },
  },
});
