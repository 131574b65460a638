import { expect, test } from '@jest/globals';
import { LEAVES, QUANTITIES, type Quantity, TOKEN_LEAVES } from '@suanpan/facts';
import { ATTO_MAX, decimalFromAtto, quantiseHalfEven, storedAtto } from '@suanpan/money';
import { ownPriceList, type QuotedPrice } from '@suanpan/price-book';
import fc from 'fast-check';
import { entriesOf, exactEntry } from './entries.ts';
import { leafQuantities, priceUsage, type Usage } from './index.ts';
import { scaledPrice, scaledText } from './scaled-price.ts';
import { call, catalogueOf } from './testing/catalogue-of.ts';

const count = fc.integer({ min: 0, max: 2_000_000 });
const SUBSETS = [
  'cacheReadTokens',
  'cacheWrite5mTokens',
  'cacheWrite1hTokens',
  'audioInputTokens',
  'cacheReadAudioTokens',
  'imageInputTokens',
  'reasoningTokens',
  'audioOutputTokens',
  'imageOutputTokens',
] as const;

const anyUsage: fc.Arbitrary<Usage> = fc.record(
  {
    inputTokens: count,
    outputTokens: count,
    ...Object.fromEntries(SUBSETS.map((name) => [name, count])),
  } as { inputTokens: typeof count; outputTokens: typeof count },
  { requiredKeys: ['inputTokens', 'outputTokens'] },
);

/** Usage whose subsets fit into their totals: leaves first, totals from them. */
const consistentUsage: fc.Arbitrary<Usage> = fc
  .record(
    Object.fromEntries(TOKEN_LEAVES.map((leaf) => [leaf, count])) as Record<
      (typeof TOKEN_LEAVES)[number],
      typeof count
    >,
  )
  .map((leaf) => ({
    inputTokens:
      leaf.uncached_input +
      leaf.cache_read +
      leaf.cache_write_5m +
      leaf.cache_write_1h +
      leaf.audio_in +
      leaf.cache_read_audio +
      leaf.image_in,
    outputTokens: leaf.output_text + leaf.reasoning + leaf.audio_out + leaf.image_out,
    cacheReadTokens: leaf.cache_read + leaf.cache_read_audio,
    cacheWrite5mTokens: leaf.cache_write_5m,
    cacheWrite1hTokens: leaf.cache_write_1h,
    audioInputTokens: leaf.audio_in + leaf.cache_read_audio,
    cacheReadAudioTokens: leaf.cache_read_audio,
    imageInputTokens: leaf.image_in,
    reasoningTokens: leaf.reasoning,
    audioOutputTokens: leaf.audio_out,
    imageOutputTokens: leaf.image_out,
  }));

const price = fc.bigInt(0n, 10n ** 17n).map((atto): QuotedPrice => ({ amount: decimalFromAtto(atto) }));
const pricesOfAll = fc.record(
  Object.fromEntries(LEAVES.map((leaf) => [leaf, price])) as Record<(typeof LEAVES)[number], typeof price>,
);

function listOf(prices: Parameters<typeof ownPriceList>[0]['prices']) {
  return catalogueOf(ownPriceList({ provider: 'openai', model: 'model-1', currency: 'USD', prices }));
}

function attoOf(usage: Partial<Usage>, view: ReturnType<typeof catalogueOf>): bigint {
  const decision = priceUsage(call({ requests: 0, ...usage }), view);
  if (!decision.priced) throw new Error(decision.detail);
  return decision.entries.reduce((sum, { amount }) => sum + storedAtto(amount), 0n);
}

function leafSum(usage: Usage, leaves: readonly string[]): number {
  return leafQuantities(usage)
    .quantities.filter(({ leaf }) => leaves.includes(leaf))
    .reduce((sum, { quantity }) => sum + Number(quantity), 0);
}

const INPUT = [
  'uncached_input',
  'cache_read',
  'cache_write_5m',
  'cache_write_1h',
  'audio_in',
  'cache_read_audio',
  'image_in',
];
const OUTPUT = ['output_text', 'reasoning', 'audio_out', 'image_out'];

test('each token lands in exactly one leaf: leaves add up to the totals and none is negative, whatever is reported', () => {
  fc.assert(
    fc.property(anyUsage, (usage) => {
      const { quantities } = leafQuantities(usage);
      expect(new Set(quantities.map(({ leaf }) => leaf)).size).toBe(quantities.length);
      expect(quantities.every(({ quantity }) => Number(quantity) > 0)).toBe(true);
      expect(leafSum(usage, INPUT)).toBe(usage.inputTokens);
      expect(leafSum(usage, OUTPUT)).toBe(usage.outputTokens);
    }),
  );
});

test.each(QUANTITIES.map(({ field, leaf, kind }) => [field, leaf, kind]))(
  '%s becomes the leaf %s',
  (field, leaf, kind) => {
    const { within } = QUANTITIES.find((quantity) => quantity.field === field) as Quantity;
    const value = kind === 'decimal' ? '5' : 5;
    const parents = within.length > 1 ? Object.fromEntries(within.map((parent) => [parent, 5])) : {};
    const { quantities } = leafQuantities({ inputTokens: 5, outputTokens: 5, ...parents, [field]: value });
    expect(quantities).toContainEqual({ leaf, quantity: value });
  },
);

test('what is consistent is not marked and not cut', () => {
  fc.assert(
    fc.property(consistentUsage, (usage) => {
      const { quantities, inconsistencies } = leafQuantities(usage);
      expect(inconsistencies).toEqual([]);
      const cacheRead = quantities.filter(({ leaf }) => leaf === 'cache_read' || leaf === 'cache_read_audio');
      expect(cacheRead.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(usage.cacheReadTokens);
    }),
  );
});

test('what is contradictory is marked', () => {
  fc.assert(
    fc.property(anyUsage, fc.constantFrom(...SUBSETS), (usage, subset) => {
      const isOutput = ['reasoningTokens', 'audioOutputTokens', 'imageOutputTokens'].includes(subset);
      const total = isOutput ? usage.outputTokens : usage.inputTokens;
      expect(leafQuantities({ ...usage, [subset]: total + 1 }).inconsistencies).not.toEqual([]);
    }),
  );
});

test('additivity: two calls together cost what they cost apart', () => {
  fc.assert(
    fc.property(consistentUsage, consistentUsage, pricesOfAll, (a, b, prices) => {
      const view = listOf(prices);
      const both = Object.fromEntries(
        Object.keys(a).map((key) => [key, (a[key as keyof Usage] as number) + (b[key as keyof Usage] as number)]),
      );
      expect(attoOf(both, view)).toBe(attoOf(a, view) + attoOf(b, view));
    }),
    { numRuns: 50 },
  );
});

test('scale: n times the usage costs n times as much', () => {
  fc.assert(
    fc.property(consistentUsage, fc.integer({ min: 1, max: 1000 }), pricesOfAll, (usage, times, prices) => {
      const view = listOf(prices);
      const scaled = Object.fromEntries(Object.entries(usage).map(([key, value]) => [key, (value as number) * times]));
      expect(attoOf(scaled, view)).toBe(attoOf(usage, view) * BigInt(times));
    }),
    { numRuns: 50 },
  );
});

test('monotonicity: one more of any leaf never costs less', () => {
  const more: readonly Partial<Usage>[] = [
    { inputTokens: 1 },
    { inputTokens: 1, cacheReadTokens: 1 },
    { inputTokens: 1, cacheWrite5mTokens: 1 },
    { inputTokens: 1, cacheWrite1hTokens: 1 },
    { inputTokens: 1, audioInputTokens: 1 },
    { inputTokens: 1, cacheReadTokens: 1, audioInputTokens: 1, cacheReadAudioTokens: 1 },
    { inputTokens: 1, imageInputTokens: 1 },
    { outputTokens: 1 },
    { outputTokens: 1, reasoningTokens: 1 },
    { outputTokens: 1, audioOutputTokens: 1 },
    { outputTokens: 1, imageOutputTokens: 1 },
  ];
  fc.assert(
    fc.property(consistentUsage, fc.constantFrom(...more), pricesOfAll, (usage, extra, prices) => {
      const view = listOf(prices);
      const grown = { ...usage };
      for (const [key, value] of Object.entries(extra)) {
        Object.assign(grown, { [key]: (usage[key as keyof Usage] as number) + (value as number) });
      }
      expect(attoOf(grown, view) >= attoOf(usage, view)).toBe(true);
    }),
  );
});

test('permutation: the order of the rows changes nothing', () => {
  fc.assert(
    fc.property(consistentUsage, pricesOfAll, fc.infiniteStream(fc.nat()), (usage, prices, keys) => {
      const rows = ownPriceList({ provider: 'openai', model: 'model-1', currency: 'USD', prices });
      const shuffled = rows.map((row) => ({ row, key: keys.next().value })).sort((a, b) => a.key - b.key);
      const event = call({ ...usage, images: 1, seconds: '1.000001', characters: 3 });
      expect(priceUsage(event, catalogueOf(shuffled.map(({ row }) => row)))).toEqual(
        priceUsage(event, catalogueOf(rows)),
      );
    }),
    { numRuns: 50 },
  );
});

test('a line is quantity times price, an entry the sum of its lines, in whole numbers and in bigints alike', () => {
  const leaf = fc.record({
    quantity: fc.oneof(count, fc.nat(), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
    unitAtto: fc.oneof(
      fc.bigInt(0n, 10n ** 18n),
      fc.bigInt(0n, 10n ** 6n).map((micro) => micro * 10n ** 8n),
    ),
  });
  fc.assert(
    fc.property(fc.array(leaf, { minLength: 1, maxLength: 6 }), (parts) => {
      const [template] = ownPriceList({
        provider: 'p',
        model: 'm',
        currency: 'USD',
        prices: { output_text: { amount: '0' } },
      });
      if (template === undefined) throw new Error('no row');
      const rated = parts.map(({ quantity, unitAtto }) => {
        const unitPrice = decimalFromAtto(unitAtto);
        const row = { ...template, unitPrice };
        return { leaf: row.leaf, quantity, row, unitAtto, scaled: scaledPrice(unitPrice) };
      });
      const { entry } = exactEntry('USD', rated);
      expect(entriesOf(rated).entries).toEqual([entry]);
      const lines = parts.map(({ quantity, unitAtto }) => unitAtto * BigInt(quantity));
      expect(entry?.lines.map(({ amount }) => amount)).toEqual(lines.map(decimalFromAtto));
      expect(entry?.amount).toBe(decimalFromAtto(lines.reduce((sum, line) => sum + line, 0n)));
    }),
  );
});

test('prices of an hour are exact: the entry is the exact sum quantised once, and its lines add up to it', () => {
  const part = fc.record({
    micro: fc.nat({ max: 10 ** 12 }),
    unitAtto: fc.bigInt(0n, 10n ** 19n),
    per: fc.constantFrom(undefined, 60, 3600, 7),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const terms = { provider: 'p', model: 'm', currency: 'USD', prices: { second: { amount: '0' } } };
      const [template] = ownPriceList(terms);
      if (template === undefined) throw new Error('no row');
      const rated = parts.map(({ micro, unitAtto, per }) => {
        const row = { ...template, unitPrice: decimalFromAtto(unitAtto), ...(per === undefined ? {} : { per }) };
        const quantity = `${Math.floor(micro / 1e6)}.${String(micro % 1e6).padStart(6, '0')}`;
        return { leaf: row.leaf, quantity, row, unitAtto, scaled: undefined };
      });
      // A common denominator of all, whatever the parts are.
      const bottom = 1_000_000n * 3600n * 7n;
      const tops = parts.map(({ micro, unitAtto, per = 1 }) => (unitAtto * BigInt(micro) * 3600n * 7n) / BigInt(per));
      const { entry } = exactEntry('USD', rated);
      expect(storedAtto(entry?.amount ?? '')).toBe(
        quantiseHalfEven(
          tops.reduce((sum, top) => sum + top, 0n),
          bottom,
        ),
      );
      const lines = (entry?.lines ?? []).map(({ amount }) => storedAtto(amount));
      expect(decimalFromAtto(lines.reduce((sum, line) => sum + line, 0n))).toBe(entry?.amount);
      for (const [i, line] of lines.entries()) {
        const away = line * bottom - (tops[i] ?? 0n);
        expect((away < 0n ? -away : away) <= bottom * BigInt(lines.length)).toBe(true);
      }
    }),
  );
});

test('seconds are quantised once for the whole entry, half-even, and its line takes up the rest', () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.nat({ max: 10 ** 9 }),
      fc.nat({ max: 20 }),
      fc.nat({ max: 20 }),
      (micro, atto, tokens, each) => {
        const seconds = `${Math.floor(micro / 1e6)}.${String(micro % 1e6).padStart(6, '0')}`;
        const view = listOf({
          second: { amount: decimalFromAtto(BigInt(atto)) },
          uncached_input: { amount: decimalFromAtto(BigInt(each)) },
        });
        const exact = BigInt(atto) * BigInt(micro) + BigInt(tokens) * BigInt(each) * 1_000_000n;
        expect(attoOf({ inputTokens: tokens, seconds }, view)).toBe(quantiseHalfEven(exact, 1_000_000n));
      },
    ),
  );
  // Half an atto and one whole: 1.5 goes to the even 2, although half alone would go to 0.
  const atto = { amount: '0.000000000000000001' };
  expect(attoOf({ inputTokens: 1, seconds: '0.5' }, listOf({ second: atto, uncached_input: atto }))).toBe(2n);
  const decision = priceUsage(call({ seconds: '0.5' }), listOf({ second: { amount: '0.000000000000000001' } }));
  expect(decision).toMatchObject({ priced: true, detail: expect.stringContaining('quantised') });
});

test('an amount beyond what the ledger holds is no price', () => {
  const view = listOf({ uncached_input: { amount: decimalFromAtto(ATTO_MAX) } });
  expect(priceUsage(call({ inputTokens: 2 }), view)).toMatchObject({ priced: false, reason: 'price_flagged' });
});

test('scaled text is the shortest decimal', () => {
  expect([scaledText(0, 5), scaledText(120, 2), scaledText(5, 3), scaledText(1234, 2), scaledText(7, 0)]).toEqual([
    '0',
    '1.2',
    '0.005',
    '12.34',
    '7',
  ]);
});
