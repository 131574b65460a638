import { z } from 'zod';
import { Decimal, Id, Instant, Named, Reason } from '../shapes/basics.ts';
import { PriceRow } from '../shapes/prices.ts';
import { SentFeed } from './feed-shapes.ts';

export const LINE_KINDS = ['new', 'changed', 'artefact', 'vanished', 'scheduled', 'conflicting', 'skipped'] as const;
export const LineKind = z.enum(LINE_KINDS);
export const ProposalState = z.enum(['open', 'applied', 'rejected']);

const count = z.int().min(0);
const Percent = Decimal.nullable().describe('By how many percent the price changes; null where none says it.');

export const PriceProposal = z
  .strictObject({
    id: Id,
    root: Id.nullable().describe("The root whose own prices it is about; null for everybody's."),
    state: ProposalState,
    proposedAt: Instant,
    proposedBy: z.string(),
    reason: Reason,
    thresholdPercent: z.string().describe('Changes by more than so many percent need a second person.'),
    feeds: z.array(z.strictObject({ feed: z.string(), version: z.string(), rows: count, skipped: count })),
    lines: z.record(LineKind, count).describe('How many lines of each kind it has.'),
    secondPerson: count.describe('How many lines somebody else than who proposed them must approve.'),
    unchanged: count.describe('Series that are as they stand.'),
    agreeing: count.describe('Series of a book that is not believed and says the same as the one that is.'),
    settled: z
      .strictObject({
        at: Instant,
        by: z.string(),
        reason: Reason,
        effectiveFrom: Instant.nullable().describe('From when on the accepted prices hold; null is from ever.'),
        accepted: count.describe('Lines that were accepted.'),
        rows: count.describe('Rows that were written.'),
        revision: z.int().nullable().describe('The revision that wrote them, the last of several.'),
      })
      .nullable(),
  })
  .meta({ id: 'PriceProposal', description: 'What an import would change, for people to decide on.' });

const Step = z.strictObject({
  from: Instant.nullable(),
  to: Instant.nullable(),
  before: z.string().nullable().describe('Id of the row that stands; null where none holds.'),
  after: z.string().describe("Id of the feed's row."),
  percent: Percent,
});
const numbered = { line: z.int().min(1).describe('Its number in the proposal, by which it is accepted.') };
const writing = {
  ...numbered,
  secondPerson: z.boolean().describe('Whether somebody else than who proposed it must approve it.'),
  steps: z.array(Step),
  standing: z.array(PriceRow).describe('Every row of the series that stands.'),
  feed: z.array(PriceRow).describe('Every row the feed gives.'),
};

export const ProposalLine = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('new'), ...writing }),
    z.strictObject({ kind: z.literal('changed'), ...writing }),
    z
      .strictObject({ kind: z.literal('artefact'), ...writing })
      .describe('The feed says a damaged number: accepted, such usage waits instead of being billed by it.'),
    z
      .strictObject({ kind: z.literal('vanished'), ...numbered, standing: z.array(PriceRow) })
      .describe('The feed no longer says it. Shown only: a feed forgets, a bill does not.'),
    z
      .strictObject({ kind: z.literal('scheduled'), ...numbered, from: Instant, standing: z.array(PriceRow) })
      .describe('What stands will agree with the feed from then on, because that was accepted before.'),
    z
      .strictObject({
        kind: z.literal('conflicting'),
        ...numbered,
        rows: z.array(PriceRow).length(2).describe('The first is believed; the second is not proposed.'),
        percent: Percent,
        why: z.string(),
      })
      .describe('Two books price the same usage.'),
    z
      .strictObject({
        kind: z.literal('skipped'),
        ...numbered,
        feed: z.string(),
        provider: z.string(),
        model: z.string(),
        unit: z.string(),
        why: z.string(),
      })
      .describe('What the feed prices and gives no row.'),
  ])
  .meta({ id: 'ProposalLine', description: 'New, changed and artefact lines can be accepted; the others are shown.' });

export const NewProposal = z
  .strictObject({
    id: Id.exactOptional(),
    root: Named.nullable().describe("The root whose own prices they are; null for everybody's."),
    feeds: z.array(SentFeed).min(1).max(10).describe('In the order in which they are believed.'),
    reason: Reason,
  })
  .meta({ id: 'NewPriceProposal' });

export const Approval = z
  .strictObject({
    accept: z.array(z.int().min(1)).min(1).max(100_000).exactOptional().describe('Lines; absent for all that can be.'),
    effectiveFrom: Instant.nullable().describe(
      'From when on the accepted prices hold; null is from ever, for series that have no price yet.',
    ),
    reason: Reason,
  })
  .meta({ id: 'PriceApproval' });
