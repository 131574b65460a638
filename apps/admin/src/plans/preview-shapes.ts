import { z } from 'zod';
import { Amount, Currency, Decimal, Instant, Month, Named, plainText } from '../shapes/basics.ts';
import { PlanTerms } from '../shapes/plans.ts';
import { OPTIONAL_QUANTITIES, TOTALS } from '../shapes/quantities.ts';

const Text = plainText(200);
const TIMES_MAX = 10_000;

export const PreviewCall = z
  .strictObject({
    provider: Text,
    model: Text.describe('The model that was asked for.'),
    servedModel: Text.exactOptional(),
    project: Named.exactOptional().describe('Its default priority counts where none is granted.'),
    time: Instant.exactOptional().describe("The call's own time; absent for now."),
    ...TOTALS,
    ...OPTIONAL_QUANTITIES,
    serviceTier: Text.exactOptional(),
    region: Text.exactOptional(),
    batch: z
      .boolean()
      .exactOptional()
      .describe("What the sender says; list prices go by it, a plan's multipliers do not."),
    granted: z
      .strictObject({
        priority: Text.exactOptional(),
        batch: z.boolean().exactOptional(),
        quotes: z.record(Text, Amount).exactOptional().describe('Values of series as they were quoted.'),
      })
      .exactOptional()
      .describe('What an admission would grant: what multipliers go by.'),
    times: z.int().min(1).max(TIMES_MAX).exactOptional().describe('How often the call is made; once if absent.'),
  })
  .meta({ id: 'PreviewCall' });

const PreviewEntry = z
  .strictObject({
    component: z.string().nullable().describe('Of the plan, with its band; null for list prices.'),
    currency: Currency,
    amount: Decimal,
    factors: z.array(z.string()).describe('What unit prices were multiplied by, in order: `batch=0.85`.'),
    lines: z.array(
      z.strictObject({
        leaf: z.string(),
        quantity: z.string(),
        unitPrice: Decimal.describe('Before factors.'),
        amount: Decimal,
        priceRow: z.string().nullable().describe("Null for the plan's own price."),
      }),
    ),
    explanation: z.array(z.string()).describe('The arithmetic, line by line, for people.'),
  })
  .meta({ id: 'PreviewEntry' });

const Total = z.strictObject({ currency: Currency, amount: Decimal }).meta({ id: 'PreviewTotal' });

export const PlanPreview = z
  .strictObject({
    revision: z.int().describe('The state of the catalogue it was worked out by.'),
    plan: z.string().nullable().describe('The version; null for list prices.'),
    calls: z
      .array(
        z.strictObject({
          charged: z.int().describe('How many of the calls were charged.'),
          uncharged: z
            .array(z.strictObject({ reason: z.string(), detail: z.string().nullable(), calls: z.int() }))
            .describe('Why others would wait for a price.'),
          entries: z.array(PreviewEntry).describe('Summed over the times the call is made.'),
        }),
      )
      .describe('In the order they were given.'),
    totals: z.array(Total).describe('Of the calls.'),
    fees: z
      .array(
        z.strictObject({
          component: z.string(),
          period: Month,
          currency: Currency,
          amount: Decimal,
          explanation: z.string(),
        }),
      )
      .describe('What the plan costs in the months of the calls, whatever is used.'),
  })
  .meta({ id: 'PlanPreview' });

export const PreviewQuestion = z
  .strictObject({
    account: Named,
    plan: Named.exactOptional().describe('A version: `standard@1`. Without plan and terms: what is in force.'),
    terms: z.strictObject(PlanTerms).exactOptional().describe('A plan that was not written yet.'),
    calls: z.array(PreviewCall).min(1).max(1_000),
    fromCounters: z
      .enum(['empty', 'now'])
      .exactOptional()
      .describe(
        '`empty`, if absent: as if the months began. `now`: upon what the account and all below it used in these months so far, by the ledger; credits and what was carried over count for nothing.',
      ),
  })
  .refine(({ plan, terms }) => plan === undefined || terms === undefined, {
    message: 'either a plan or its terms',
    path: ['terms'],
  })
  .refine(({ calls }) => calls.reduce((sum, { times = 1 }) => sum + times, 0) <= TIMES_MAX, {
    message: `at most ${TIMES_MAX} calls in all`,
    path: ['calls'],
  })
  .meta({ id: 'PreviewQuestion' });
