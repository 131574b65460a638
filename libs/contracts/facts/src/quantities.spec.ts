import { describe, expect, test } from '@jest/globals';
import { QUANTITIES, type Quantity, quantityValues } from './quantities.ts';
import { LEAVES, QUANTITY_UNITS, TOKEN_GROUPS, TOKEN_LEAVES } from './quantity-groups.ts';

const rows: readonly (readonly [string, Quantity])[] = QUANTITIES.map((quantity) => [quantity.field, quantity]);

describe('the table of quantities', () => {
  test.each(['field', 'leaf', 'column', 'title', 'words', 'meaning'] as const)('gives no %s twice', (name) => {
    const values = QUANTITIES.map((quantity) => quantity[name]);
    expect(new Set(values).size).toBe(values.length);
  });

  test('is read in its own order, every quantity from its own field', () => {
    const named = Object.fromEntries(QUANTITIES.map(({ field }) => [field, field]));
    expect(quantityValues(named)).toEqual(QUANTITIES.map(({ field }) => field));
  });

  test.each(rows)('puts %s into quantities that stand before it', (field, { within }) => {
    const before: readonly string[] = QUANTITIES.slice(
      0,
      QUANTITIES.findIndex((quantity) => quantity.field === field),
    ).map((quantity) => quantity.field);
    for (const parent of within) expect(before).toContain(parent);
    expect(within.length).toBeLessThanOrEqual(2);
  });

  test.each(rows)('counts %s in tokens, or in a unit of its own', (_, { kind, unit, leaf, within }) => {
    expect(unit).toBe(kind === 'tokens' ? 'token' : leaf);
    if (kind !== 'tokens') expect(within).toEqual([]);
  });

  test('has each leaf once, totals before what is inside them, tokens before other units', () => {
    expect([...LEAVES].sort()).toEqual(QUANTITIES.map(({ leaf }) => leaf).sort());
    expect(LEAVES.slice(0, TOKEN_LEAVES.length)).toEqual(TOKEN_LEAVES);
    expect(TOKEN_GROUPS.map(({ leaves }) => leaves[0])).toEqual(['uncached_input', 'output_text']);
    expect(QUANTITY_UNITS[0]).toBe('token');
  });

  test('begins as logs, ledgers and counters of tiers already hold it', () => {
    const first = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWrite5mTokens', 'cacheWrite1hTokens'];
    const then = ['audioInputTokens', 'cacheReadAudioTokens', 'imageInputTokens', 'reasoningTokens'];
    const last = ['audioOutputTokens', 'imageOutputTokens', 'requests', 'images', 'seconds', 'characters'];
    expect(QUANTITIES.slice(0, 15).map(({ field }) => field)).toEqual([...first, ...then, ...last]);
  });
});
