import { PLAN_UNITS } from '@suanpan/catalogue';
import { z } from 'zod';
import { Amount, Currency, Id, Instant, plainText } from './basics.ts';
import { Leaf, ModelMatcher } from './prices.ts';

const Text = plainText(200);
const PartId = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/)
  .describe('Unique in its plan; stands on statements.');
const Percent = Amount.describe('Percent.');

export const UsageSelector = z
  .strictObject({
    provider: Text.exactOptional(),
    model: ModelMatcher.exactOptional(),
    leaves: z.array(Leaf).min(1).exactOptional(),
  })
  .meta({ id: 'UsageSelector', description: 'What is absent does not narrow.' });

const Unit = z.enum(PLAN_UNITS).meta({ id: 'PlanUnit' });
const base = { id: PartId, selector: UsageSelector.exactOptional() };

const BandPrice = z
  .union([z.strictObject({ unitPrice: Amount }), z.strictObject({ ratio: Amount })])
  .meta({ id: 'BandPrice', description: 'A price of one unit, or a share of the list price.' });

const Band = z
  .strictObject({
    upTo: z
      .string()
      .regex(/^\d{1,20}$/)
      .nullable()
      .describe('Inclusive, whole units; null for the last band.'),
    price: BandPrice,
  })
  .meta({ id: 'Band' });

export const PlanComponent = z
  .discriminatedUnion('kind', [
    z.strictObject({ ...base, kind: z.literal('list'), ratio: Amount.exactOptional() }),
    z.strictObject({
      ...base,
      kind: z.literal('rate'),
      unitPrices: z
        .partialRecord(z.enum(['token', ...Leaf.options]), Amount)
        .describe('`token` is for every token leaf not named.'),
    }),
    z.strictObject({ ...base, kind: z.literal('allowance'), unit: Unit, quantity: Amount }),
    z.strictObject({
      ...base,
      kind: z.literal('commitment'),
      unit: Unit,
      quantity: Amount,
      feeAmount: Amount,
      overageRatio: Amount.exactOptional(),
      rollover: z.enum(['none', 'next_period']),
      proration: z.enum(['by_time', 'none']),
    }),
    z.strictObject({
      ...base,
      kind: z.literal('tiers'),
      mode: z.enum(['graduated', 'volume']),
      per: z.enum(['leaf', 'total']),
      bands: z.array(Band).min(1).max(50),
    }),
    z.strictObject({
      ...base,
      kind: z.literal('result'),
      unitPrice: Amount,
      capAmount: Amount.exactOptional(),
      scoreMin: Amount.exactOptional(),
    }),
  ])
  .meta({ id: 'PlanComponent', description: 'Usage is offered to the components in their order.' });

const Condition = z
  .discriminatedUnion('on', [
    z.strictObject({ on: z.literal('always') }),
    z.strictObject({ on: z.literal('priority'), priority: Text }),
    z.strictObject({ on: z.literal('batch') }),
    z.strictObject({ on: z.literal('model'), model: ModelMatcher }),
    z.strictObject({ on: z.literal('series'), series: Text, floor: Amount, ceiling: Amount }),
  ])
  .meta({ id: 'MultiplierCondition', description: 'The sender of an event has no say in any of them.' });

const Multiplier = z
  .strictObject({
    id: PartId,
    selector: UsageSelector.exactOptional(),
    condition: Condition,
    ratio: Amount.exactOptional().describe('`0.7` is a discount of 30 %. Absent for a series.'),
  })
  .meta({ id: 'Multiplier' });

const SlaPromise = z
  .strictObject({
    id: PartId,
    measure: z.enum(['availability', 'latency', 'quality']),
    withinMs: z.int().min(1).exactOptional(),
    percent: Percent,
    credits: z
      .array(z.strictObject({ belowPercent: Percent, creditPercent: Percent }))
      .min(1)
      .max(50),
  })
  .meta({ id: 'SlaPromise', description: 'A promise that was broken becomes credit lines.' });

/** What a version of a plan says, beside which version it is. */
export const PlanTerms = {
  name: Text,
  currency: Currency,
  fx: Text.exactOptional().describe('Name of the rate by which list prices in other currencies are converted.'),
  components: z.array(PlanComponent).min(1).max(50),
  multipliers: z.array(Multiplier).max(50).exactOptional(),
  stacking: z.enum(['multiply', 'lowest']).exactOptional(),
  minimumAmount: Amount.exactOptional().describe('What a period costs at least.'),
  sla: z.array(SlaPromise).max(50).exactOptional(),
};

export const Plan = z
  .strictObject({
    id: Text.describe('`<plan>@<version>`'),
    plan: Id,
    version: z.int().min(1),
    root: Id.nullable().describe("The root whose own plan it is; null for everybody's."),
    ...PlanTerms,
  })
  .meta({ id: 'Plan', description: 'One version of a plan. Versions are appended, never changed.' });

export const PlanAssignment = z
  .strictObject({
    id: Id,
    root: Id,
    account: Id,
    plan: Text,
    effectiveFrom: Instant,
    effectiveTo: Instant.nullable(),
  })
  .meta({
    id: 'PlanAssignment',
    description: 'Puts an account, and all below it that has none of its own, on a plan.',
  });
