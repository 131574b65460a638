import { LEAVES } from '@suanpan/facts';
import { z } from 'zod';
import { Amount, Currency, Id, Instant, Named, plainText, Reason } from '../shapes/basics.ts';
import { ModelMatcher, PriceConditions, PriceRow, Span } from '../shapes/prices.ts';

const Text = plainText(200);

const Quote = z
  .strictObject({
    amount: Amount,
    per: z.int().min(1).exactOptional().describe('A whole number of units; 1 if not named.'),
  })
  .meta({ id: 'QuotedPrice', description: '`{ "amount": "0.002", "per": 1000 }` is 0.000002 for one.' });

const Window = z
  .strictObject({
    zone: z.string().min(1).max(60),
    fromTime: z.string().max(8).describe('`00:30`, inclusive.'),
    toTime: z.string().max(8).describe('`08:30`, exclusive; `24:00` is the end of the day. It may wrap midnight.'),
    weekdays: z.array(z.int().min(0).max(6)).min(1).max(7).exactOptional().describe("The zone's own; 0 is Sunday."),
    horizon: Instant.describe('How far ahead the clocks of the zone are relied on; the window is UTC from then on.'),
  })
  .meta({ id: 'ZonedWindow' });

export const NewPrices = z
  .strictObject({
    root: Named.nullable().describe('Null for everybody.'),
    account: Id.exactOptional().describe('Of the root: for it and everything below; absent for the whole root.'),
    provider: Text,
    model: Text,
    matcher: ModelMatcher.exactOptional().describe("Absent for the model's own name."),
    currency: Currency,
    prices: z
      .partialRecord(z.enum(LEAVES), Quote)
      .refine((prices) => Object.keys(prices).length > 0, { message: 'the price of at least one leaf' }),
    ...Span,
    window: Window.exactOptional(),
    aboveInputTokens: PriceConditions.aboveInputTokens.exactOptional(),
    serviceTier: PriceConditions.serviceTier.exactOptional(),
    region: PriceConditions.region.exactOptional(),
    source: z.strictObject({ feed: Text, version: Text }).exactOptional().describe('Where the numbers came from.'),
    reason: Reason,
  })
  .meta({ id: 'NewPrices' });

export const WrittenPrices = z.strictObject({ items: z.array(PriceRow) }).meta({ id: 'WrittenPrices' });

/** How something that holds for a time is ended. */
export const Ending = z
  .strictObject({
    at: Instant.nullable().describe('From when on it no longer holds; null takes it out as if it had never been.'),
    reason: Reason,
  })
  .meta({ id: 'Ending' });

/** How something that was written by mistake is taken out. */
export const Withdrawal = z.strictObject({ reason: Reason }).meta({ id: 'Withdrawal' });

export const EndedPrice = z
  .strictObject({
    ended: PriceRow,
    until: PriceRow.nullable().describe('The row that says the same up to the end; null if it never held.'),
  })
  .meta({ id: 'EndedPrice' });
