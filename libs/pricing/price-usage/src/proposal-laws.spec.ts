import { expect, test } from '@jest/globals';
import type { ModelMatcher, PriceRow } from '@suanpan/catalogue';
import type { Leaf } from '@suanpan/facts';
import {
  applyProposal,
  findAmbiguities,
  GENAI_PRICES_BOOK,
  LITELLM_BOOK,
  ownPriceRow,
  proposeImport,
} from '@suanpan/price-book';
import { formatInstant } from '@suanpan/time';
import fc from 'fast-check';
import { priceUsage } from './index.ts';
import { call, catalogueOf } from './testing/catalogue-of.ts';

const NOW = Date.UTC(2026, 9, 1);
const DAY = 86_400_000;
const INSTANTS = Array.from({ length: 7 }, (_, i) => NOW + (i - 3) * DAY);
const MATCHERS: readonly ModelMatcher[] = [
  { equals: 'gpt-5' },
  { equals: 'gpt-5-mini' },
  { startsWith: 'gpt-5' },
  { startsWith: 'gpt' },
  { contains: 'mini' },
  { any: [{ equals: 'gpt-5' }, { startsWith: 'gpt-5-' }] },
];

const anyRow = fc
  .record({
    amount: fc.constantFrom('1', '2', '3', '0.5'),
    model: fc.constantFrom('gpt-5', 'gpt-5-mini', 'family'),
    matcher: fc.constantFrom(...MATCHERS),
    leaf: fc.constantFrom<Leaf>('uncached_input', 'cache_read', 'request'),
    serviceTier: fc.constantFrom(null, null, 'batch'),
    aboveInputTokens: fc.constantFrom(0, 0, 100),
    book: fc.constantFrom(GENAI_PRICES_BOOK, LITELLM_BOOK),
    from: fc.constantFrom(null, null, ...INSTANTS),
    to: fc.constantFrom(null, null, ...INSTANTS),
  })
  .filter(({ from, to }) => from === null || to === null || from < to)
  .map(({ amount, leaf, from, to, ...terms }) =>
    ownPriceRow({
      ...terms,
      provider: 'openai',
      currency: 'USD',
      leaf,
      price: { amount },
      effectiveFrom: from,
      effectiveTo: to,
    }),
  );

/** Rows of which no two contend, as the writer lets only such stand. */
const anyBook = fc
  .array(anyRow, { maxLength: 12 })
  .map((rows) => rows.filter((row, i) => findAmbiguities(rows.slice(0, i + 1), (other) => other === row).length === 0));

const anyCall = fc.record({
  requestedModel: fc.constantFrom('gpt-5', 'gpt-5-mini', 'gpt-4'),
  serviceTier: fc.constantFrom('standard', 'batch'),
  inputTokens: fc.constantFrom(50, 150),
  cacheReadTokens: fc.constantFrom(0, 10),
  at: fc.integer({ min: NOW - 4 * DAY, max: NOW + 4 * DAY }),
});

function feedOf(rows: readonly PriceRow[], feed: string) {
  return { feed, version: '1', rows: rows.filter(({ book }) => book === feed), skipped: [] };
}

test('whatever is imported, no call from before the chosen instant changes its price or its reason', () => {
  fc.assert(
    fc.property(anyBook, anyBook, anyBook, fc.constantFrom(...INSTANTS), fc.array(anyCall), (...given) => {
      const [present, first, second, effectiveFrom, calls] = given;
      const feeds = [feedOf(first, GENAI_PRICES_BOOK), feedOf(second, LITELLM_BOOK)];
      const proposal = proposeImport({ feeds, present, now: NOW, thresholds: { percent: '0' } });
      const applied = applyProposal(proposal, { proposedBy: 'a', approvedBy: 'b', effectiveFrom });
      if (!applied.ok) throw new Error(applied.reason);
      const rows = new Map(present.map((row) => [row.id, row]));
      for (const change of applied.changes) {
        if (change.act === 'end') rows.delete(change.id);
        else rows.set(change.value.id, change.value);
      }
      const [before, after] = [catalogueOf(present), catalogueOf([...rows.values()])];
      for (const { at, ...usage } of calls) {
        const instant = at < effectiveFrom ? at : effectiveFrom - 1;
        const event = call({ ...usage, time: formatInstant(instant) });
        expect(priceUsage(event, after)).toEqual(priceUsage(event, before));
      }
    }),
    { numRuns: 600 },
  );
});
