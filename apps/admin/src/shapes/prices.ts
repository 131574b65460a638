import type { ModelMatcher as Matcher } from '@suanpan/catalogue';
import { LEAVES } from '@suanpan/facts';
import { z } from 'zod';
import { Amount, Currency, Id, Instant, plainText } from './basics.ts';

const Text = plainText(200);

/** Ids that are derived from what a row says are longer than those people give. */
export const RowId = plainText(300).meta({ id: 'RowId', description: 'Id of a row; longer than those people give.' });

export const Leaf = z.enum(LEAVES).meta({ id: 'Leaf', description: 'A bucket of usage that has a price of its own.' });

/** Which forms may stand within one another, how deep, and how dear an expression may be is the catalogue's to say. */
export const ModelMatcher: z.ZodType<Matcher, Matcher> = z
  .lazy(() =>
    z.union([
      z.strictObject({ equals: Text }),
      z.strictObject({ startsWith: Text }),
      z.strictObject({ endsWith: Text }),
      z.strictObject({ contains: Text }),
      z.strictObject({ regex: Text }),
      z.strictObject({ any: z.array(ModelMatcher).min(1) }),
      z.strictObject({ all: z.array(ModelMatcher).min(1) }),
    ]),
  )
  .meta({ id: 'ModelMatcher', description: 'Which model names are meant; case does not count.' });

const Daily = z.strictObject({ fromSecond: z.int().min(0).max(86_400), toSecond: z.int().min(0).max(86_400) }).meta({
  id: 'DailyWindow',
  description: 'Seconds of the UTC day, from inclusive, to exclusive; it may wrap midnight.',
});

const Weekdays = z
  .array(z.int().min(0).max(6))
  .min(1)
  .max(7)
  .describe('UTC weekdays on which the window begins; 0 is Sunday.');

export const Span = {
  effectiveFrom: Instant.nullable().describe('Inclusive; null is from ever.'),
  effectiveTo: Instant.nullable().describe('Exclusive; null is for ever.'),
};

export const PriceConditions = {
  daily: Daily.nullable(),
  weekdays: Weekdays.exactOptional(),
  aboveInputTokens: z.int().min(0).describe('Holds when the total input exceeds this; the highest such row wins.'),
  serviceTier: Text.nullable().describe('Null is the standard one.'),
  region: Text.nullable().describe('Null is any.'),
};

export const PriceRow = z
  .strictObject({
    id: RowId,
    book: Text.describe('Where it came from: `genai-prices`, `own`, …'),
    provider: Text,
    model: Text.describe("The model's name in the book."),
    matcher: ModelMatcher,
    leaf: Leaf,
    unitPrice: Amount.describe(
      'Currency units for one token, request, image, second or character, or for `per` of them.',
    ),
    per: z.int().min(2).exactOptional().describe('How many units `unitPrice` is for: 3600 for a price of an hour.'),
    currency: Currency,
    ...Span,
    ...PriceConditions,
    root: Id.nullable().describe("The root whose own price it is; null is everybody's."),
    account: Id.exactOptional().describe('The account, with all below it, whose own price it is.'),
    source: z.strictObject({ feed: Text, version: Text }),
    approval: z.strictObject({ proposal: Text, proposedBy: Text, approvedBy: Text }).exactOptional(),
    flag: z.literal('float_artefact').nullable().describe('Set where the number is visibly damaged; never billed.'),
  })
  .meta({ id: 'PriceRow', description: 'A price of one leaf of one model. Rows are appended, never changed.' });

export const ModelAlias = z
  .strictObject({ id: RowId, provider: Text, alias: Text, target: Text, ...Span })
  .meta({ id: 'ModelAlias', description: 'A moving name such as `-latest`, which means a target for a time.' });

export const Markup = z
  .strictObject({
    id: RowId,
    root: Id,
    account: Id,
    provider: Text.nullable().describe('Null for any.'),
    model: ModelMatcher.nullable().describe('Null for any.'),
    ratio: Amount.describe('What list prices are multiplied by: above 1 a margin, below 1 a negotiated share.'),
    ...Span,
  })
  .meta({ id: 'Markup', description: 'The nearest account wins, then a named model, then a named provider.' });

export const FxRate = z
  .strictObject({
    id: RowId,
    name: Text.describe('The series, e.g. `ecb-reference`.'),
    base: Currency,
    quote: Currency,
    rate: Amount.describe('1 base is so many quote.'),
    from: Instant,
    source: Text,
  })
  .meta({ id: 'FxRate', description: 'Holds until the next rate of the name and pair.' });

export const SeriesPoint = z.strictObject({ id: RowId, series: Text, from: Instant, value: Amount }).meta({
  id: 'SeriesPoint',
  description: 'A multiplier that holds from an instant until the next point of the series.',
});
