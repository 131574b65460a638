import { z } from 'zod';
import { Amount, Currency, Id, Instant, Month, plainText } from './basics.ts';

const Text = plainText(200);

export const PaymentMethod = z
  .strictObject({
    id: Id,
    root: Id,
    provider: z.enum(['stripe', 'invoice']),
    reference: Text.describe("The provider's own id, or the purchase order. Never a card number."),
    display: Text.describe('What people recognise it by.'),
    status: z.enum(['active', 'detached']),
  })
  .meta({ id: 'PaymentMethod' });

export const Percents = z.strictObject({
  core: z.int().min(0).max(100),
  innovation: z.int().min(0).max(100),
  contingency: z.int().min(0).max(100),
});

export const BudgetRule = z
  .discriminatedUnion('kind', [
    z.strictObject({
      id: Id,
      root: Id,
      kind: z.literal('split'),
      amount: Amount,
      currency: Currency,
      percents: Percents.describe('Whole percents, together 100.'),
    }),
    z.strictObject({
      id: Id,
      root: Id,
      kind: z.literal('spend_share'),
      amount: Amount.describe('The technology spend of a month.'),
      currency: Currency,
      percentMax: z.number().gt(0).max(100),
    }),
  ])
  .meta({ id: 'BudgetRule', description: 'A split of a monthly budget, or a tracked share of technology spend.' });

export const Calendar = z
  .strictObject({ id: Id, root: Id, first: Month, bounds: z.array(Instant) })
  .meta({ id: 'Calendar', description: 'Starts of the billing months of a root, as UTC instants.' });

export const Backfill = z
  .strictObject({
    id: Id,
    root: Id,
    source: Text.describe('The one source its events may have.'),
    from: Instant,
    to: Instant,
    posting: z.enum(['open', 'none']),
    status: z.enum(['open', 'sealed']),
  })
  .meta({ id: 'Backfill', description: 'The permission to send events older than the accepted lateness.' });
