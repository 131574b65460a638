import type { FeedMatch, FeedProvider } from '@suanpan/price-book';
import { z } from 'zod';
import { Instant, plainText } from '../shapes/basics.ts';

const Text = plainText(200);
/** Providers' price maps have a few megabytes. */
const TEXT_LENGTH_MAX = 12_000_000;

const Match: z.ZodType<FeedMatch, FeedMatch> = z
  .lazy(() =>
    z.union([
      z.strictObject({ equals: z.string() }),
      z.strictObject({ starts_with: z.string() }),
      z.strictObject({ ends_with: z.string() }),
      z.strictObject({ contains: z.string() }),
      z.strictObject({ regex: z.string() }),
      z.strictObject({ or: z.array(Match).min(1) }),
      z.strictObject({ and: z.array(Match).min(1) }),
    ]),
  )
  .meta({ id: 'FeedMatch' });

const FeedPrice = z.union([
  z.number(),
  z.looseObject({ base: z.number(), tiers: z.array(z.looseObject({ start: z.int().min(0), price: z.number() })) }),
]);
const FeedPrices = z.record(z.string(), FeedPrice);

const Conditional = z.looseObject({
  constraint: z
    .union([z.looseObject({ start_date: z.string() }), z.looseObject({ start_time: z.string(), end_time: z.string() })])
    .exactOptional(),
  prices: FeedPrices,
});

const Variant = z.looseObject({ ...Conditional.shape, when: z.record(z.string(), z.string()) });

const Provider = z
  .looseObject({
    id: Text,
    models: z.array(
      z.looseObject({
        id: Text,
        match: Match,
        // What says when it holds comes first: plain prices would take it for a unit of that name.
        prices: z.union([z.array(Conditional), FeedPrices]),
        price_variants: z.array(Variant).exactOptional(),
      }),
    ),
  })
  .meta({ id: 'FeedProvider', description: 'Provider data of `@pydantic/genai-prices`, in its own words.' });

/** What a feed says, as it is sent. */
export const SentFeed = z
  .discriminatedUnion('from', [
    z.strictObject({ from: z.literal('snapshot') }).describe('The shipped snapshot of genai-prices; needs no network.'),
    z.strictObject({
      from: z.literal('genai-prices'),
      version: Text,
      providers: z.array(Provider as unknown as z.ZodType<FeedProvider, FeedProvider>).min(1),
    }),
    z
      .strictObject({ from: z.literal('litellm'), version: Text, text: z.string().min(2).max(TEXT_LENGTH_MAX) })
      .describe("LiteLLM's `model_prices_and_context_window.json` as text, so that no digit passes through a float."),
    z
      .strictObject({
        from: z.literal('table'),
        format: z.enum(['csv', 'json']),
        book: Text.describe("What its rows are filed under: people's own, no public feed's."),
        version: Text,
        horizon: Instant.exactOptional().describe(
          'How far ahead the clocks of zones are relied on; 2 years if absent.',
        ),
        text: z.string().min(1).max(TEXT_LENGTH_MAX),
      })
      .describe('A table that people keep: provider, model, leaf, unitPrice, per, currency, and conditions.'),
  ])
  .meta({ id: 'SentFeed' });
