import { z } from 'zod';
import { Amount, Currency, Decimal, Id, Instant, Month, Named, plainText } from '../shapes/basics.ts';
import { PlanTerms } from '../shapes/plans.ts';
import { Leaf } from '../shapes/prices.ts';

const Text = plainText(200);

const Quoted = z.strictObject({ amount: Amount, per: z.int().min(1).exactOptional() });

const SupposedPrices = z
  .strictObject({
    provider: Text,
    model: Text,
    currency: Currency,
    prices: z.partialRecord(Leaf, Quoted),
  })
  .meta({ id: 'SupposedPrices', description: 'Prices of one model that hold instead of all others it has.' });

/** A plan nobody has written yet. */
export const SupposedPlan = z.strictObject(PlanTerms).meta({ id: 'SupposedPlan' });

const PlanChoice = z.union([Named.describe('Id of a version, `<plan>@<version>`.'), SupposedPlan]);

export const WhatIfScenario = z
  .strictObject({
    name: Text.describe('For people; unique among the scenarios.'),
    plan: PlanChoice.nullable()
      .exactOptional()
      .describe('The account and all below it on this plan all the time; null for none; as it was if absent.'),
    books: z.array(Text).min(1).max(20).exactOptional().describe('Only list prices of these books.'),
    prices: z.array(SupposedPrices).min(1).max(200).exactOptional(),
  })
  .meta({ id: 'WhatIfScenario' });

export const WhatIfQuestion = z
  .strictObject({
    id: Id.exactOptional().describe('Of the job.'),
    account: Named,
    from: Instant,
    to: Instant.describe('Exclusive.'),
    scenarios: z.array(WhatIfScenario).min(1).max(10),
    reason: plainText(1_000),
  })
  .meta({ id: 'WhatIfQuestion' });

export const BestCommitmentQuestion = z
  .strictObject({
    id: Id.exactOptional().describe('Of the job.'),
    account: Named,
    from: Instant,
    to: Instant.describe('Exclusive.'),
    plan: PlanChoice.describe('The plan that would hold; the quantity of one of its commitments is what is asked for.'),
    component: Text.describe('Which commitment.'),
    unitFee: Amount.describe('Monthly fee for one unit of the quantity.'),
    stepUnits: z.int().min(1).describe('It is sold in steps of so many units.'),
    reason: plainText(1_000),
  })
  .meta({ id: 'BestCommitmentQuestion' });

const Sum = z.strictObject({ currency: Currency, amount: Decimal });

const ScenarioMonth = z.strictObject({
  period: Month,
  calls: z.int(),
  totals: z.array(Sum),
  components: z.array(z.strictObject({ component: z.string(), currency: Currency, amount: Decimal })),
  uncharged: z
    .array(z.strictObject({ reason: z.string(), calls: z.int() }))
    .describe('Calls that would have no price.'),
});

const Basis = {
  revision: z.int().describe('The catalogue it was worked out by.'),
  groups: z.int().describe('Groups of calls that no price tells apart.'),
  estimate: z.boolean().describe('True where a plan looks at the order of calls: they are then charged day by day.'),
};

export const WhatIfResult = z
  .strictObject({
    kind: z.literal('what-if'),
    ...Basis,
    scenarios: z.array(
      z.strictObject({
        name: z.string(),
        months: z.array(ScenarioMonth),
        totals: z.array(Sum),
        outsideCalendar: z.int().describe('Calls that no month of the root holds.'),
      }),
    ),
  })
  .meta({ id: 'WhatIfResult', description: 'Scenarios side by side, per month.' });

const Point = z.strictObject({ quantity: z.string().regex(/^\d+$/), cost: Decimal });

export const BestCommitmentResult = z
  .strictObject({
    kind: z.literal('best-commitment'),
    ...Basis,
    currency: Currency,
    best: Point,
    curve: z.array(Point).describe('Ascending; between two points the cost is a straight line.'),
    proved: z.boolean().describe('Whether no quantity at all would have cost less, or only none of the curve.'),
  })
  .meta({ id: 'BestCommitmentResult' });
