import { CHARGES, LEAVES, OUTCOME_KINDS } from '@suanpan/facts';
import { z } from 'zod';
import { Currency, Decimal, Instant, Month } from '../shapes/basics.ts';

const Named = z.strictObject({ id: z.string(), name: z.string() });
const Shares = { account: z.string(), project: z.string(), provider: z.string(), model: z.string() };

const line = {
  id: z.string().describe('The same on every statement it stands on; leads to its outcomes.'),
  ...Shares,
  item: z.enum([...LEAVES, ...CHARGES]).describe('What was used, or what was charged without usage.'),
  plan: z.string(),
  component: z.string(),
  currency: Currency,
  servicePeriod: Month,
  quantity: Decimal,
  exactAmount: Decimal.describe('Before it was rounded.'),
  amount: Decimal.describe('What is owed: whole minor units.'),
};

export const StatementLine = z.strictObject(line).meta({ id: 'StatementLine' });

export const Adjustment = z
  .strictObject({ ...line, adjusts: z.strictObject({ period: Month, statement: z.string() }) })
  .meta({ id: 'StatementAdjustment', description: 'A line of an earlier month that was closed already.' });

const Subtotal = z
  .strictObject({ currency: Currency, amount: Decimal, adjustments: Decimal, exactAmount: Decimal })
  .meta({ id: 'StatementSubtotal', description: 'A sum of rounded lines; the adjustments are among it.' });

const ModelNode = z
  .strictObject({
    ...{ provider: z.string(), model: z.string() },
    ...{ subtotals: z.array(Subtotal), lines: z.array(z.string()) },
  })
  .meta({ id: 'StatementModel' });

const ProjectNode = z
  .strictObject({
    ...{ project: z.string(), name: z.string() },
    ...{ subtotals: z.array(Subtotal), models: z.array(ModelNode) },
  })
  .meta({ id: 'StatementProject' });

const AccountNode = z
  .strictObject({
    account: z.string(),
    name: z.string(),
    known: z.boolean(),
    subtotals: z.array(Subtotal),
    projects: z.array(ProjectNode),
    get accounts() {
      return z.array(AccountNode);
    },
  })
  .meta({ id: 'StatementAccount', description: 'An account with everything below it that has lines.' });

const Period = z.strictObject({
  id: Month,
  from: z.int().describe('Epoch milliseconds, inclusive.'),
  to: z.int().describe('Exclusive.'),
  zone: z.string(),
});

export const Statement = z
  .strictObject({
    v: z.literal(1),
    id: z.string(),
    root: Named,
    account: Named,
    period: Period,
    status: z.enum(['open', 'closed']),
    rounding: z.strictObject({ rule: z.literal('half_even'), per: z.literal('line') }),
    lines: z.array(StatementLine),
    adjustments: z.array(Adjustment),
    tree: AccountNode,
    totals: z.array(Subtotal),
    unpricedCalls: z.int().min(0).exactOptional().describe('Calls without a price yet: not free, but not stated.'),
    markedCalls: z
      .array(z.strictObject({ mark: z.string(), currency: z.string(), calls: z.int().min(0), amount: Decimal }))
      .exactOptional()
      .describe('Calls whose amount is not certain and what they carry, by mark; a call with two marks is in both.'),
    asOf: z.strictObject({ shard: z.int(), seq: z.int() }).exactOptional(),
  })
  .meta({ id: 'Statement', description: 'What an account and everything below it owes for a month. Canonical JSON.' });

const RootTotals = z.strictObject({
  ...{ root: Named, statement: z.string(), period: Period },
  ...{ status: z.enum(['open', 'closed']), totals: z.array(Subtotal) },
});

export const OrganisationStatement = z
  .strictObject({
    ...{ v: z.literal(1), organisation: Named, roots: z.array(RootTotals) },
    ...{ status: z.enum(['open', 'closed']), totals: z.array(Subtotal) },
  })
  .meta({ id: 'OrganisationStatement', description: 'Totals of several roots, added per currency.' });

export const LineOutcome = z
  .strictObject({
    shard: z.int(),
    seq: z.int(),
    entry: z.int(),
    kind: z.enum(OUTCOME_KINDS),
    reason: z.string(),
    detail: z.string(),
    time: Instant.describe('Of the call; of a directive when it was posted.'),
    postedAt: Instant,
    eventId: z.string(),
    source: z.string(),
    credential: z.string(),
    corrects: z.int().exactOptional(),
    revision: z.int(),
    priceRows: z.array(z.string()),
    factors: z.array(z.string()),
    quantity: Decimal,
    amount: Decimal,
  })
  .meta({ id: 'LineOutcome', description: 'One entry behind a statement line.' });
