import { describe, expect, test } from '@jest/globals';
import { attoFromDecimal, storedAtto } from '@suanpan/money';
import fc from 'fast-check';
import { unitPriceOf } from '../exact-number.ts';
import { type FeedModel, type FeedPrices, rowsFromGenaiPrices } from '../index.ts';

function importModel(prices: FeedModel['prices']) {
  return rowsFromGenaiPrices([{ id: 'p', models: [{ id: 'm', match: { equals: 'm' }, prices }] }], '1');
}

function brief(prices: FeedModel['prices']): string[] {
  return importModel(prices).rows.map((row) => {
    const from = row.effectiveFrom === null ? '' : ` from ${new Date(row.effectiveFrom).toISOString().slice(0, 10)}`;
    const to = row.effectiveTo === null ? '' : ` to ${new Date(row.effectiveTo).toISOString().slice(0, 10)}`;
    const daily = row.daily === null ? '' : ` daily ${row.daily.fromSecond}-${row.daily.toSecond}`;
    const above = row.aboveInputTokens === 0 ? '' : ` above ${row.aboveInputTokens}`;
    return `${row.leaf} ${row.unitPrice}${from}${to}${daily}${above}`;
  });
}

describe('a number of the feed is read as the decimal its author wrote', () => {
  test.each([
    [2.5, 1_000_000n, '0.0000025'],
    [0.075, 1_000_000n, '0.000000075'],
    [1e-7, 1_000_000n, '0.0000000000001'],
    [1.5e-10, 1_000n, '0.00000000000015'],
    [0, 1_000_000n, '0'],
    [1e21, 1_000_000n, '1000000000000000'],
    [12, 1_000n, '0.012'],
    [0.36, 3_600n, '0.0001'],
  ])('%p for %p units is %s for one', (price, per, unitPrice) => {
    expect(unitPriceOf(price, per)).toEqual({ unitPrice, artefact: false });
  });

  test.each([
    ['2.5', 1_000_000n, '0.0000025'],
    ['1.25e-06', 1n, '0.00000125'],
    ['2.5E-7', 1n, '0.00000025'],
    ['3e-6', 1n, '0.000003'],
    ['0.00000000000000000125e6', 1n, '0.00000000000125'],
    ['0.0', 1n, '0'],
    ['-0', 1n, '0'],
    // No double holds this; the text does.
    ['100000000000000000001e-18', 1n, '100.000000000000000001'],
  ])('text %p for %p units is %s for one, digit by digit', (price, per, unitPrice) => {
    expect(unitPriceOf(price, per).unitPrice).toBe(unitPrice);
  });

  test.each(['', '1,5', '.5', '1e', '-1', '1e9999', 'NaN', '0x1', '1e999'])('text %p is refused', (price) => {
    expect(unitPriceOf(price, 1n)).toHaveProperty('why');
  });

  test.each([0.18000000000000002, 0.08333333333333334, 0.1 + 0.2])('%p is what arithmetic left over', (price) => {
    expect(unitPriceOf(price, 1_000_000n)).toMatchObject({ artefact: true });
  });

  test.each([
    [1e-19, 1_000_000n],
    [-1, 1n],
    [Number.NaN, 1n],
    [Number.POSITIVE_INFINITY, 1n],
    [1e300, 1n],
  ])('%p for %p units is refused rather than rounded', (price, per) => {
    expect(unitPriceOf(price, per)).toHaveProperty('why');
  });

  test('what is no decimal price of one unit keeps its number and how many units it is for', () => {
    expect(unitPriceOf(0.111, 3_600n)).toEqual({ unitPrice: '0.111', per: 3_600, artefact: false });
    const { rows } = importModel({ audio_hours: 0.111 });
    expect(rows).toMatchObject([{ leaf: 'second', unitPrice: '0.111', per: 3_600 }]);
    expect(rows[0]?.id).not.toBe(importModel({ requests_kcount: 111 }).rows[0]?.id);
  });

  test('whatever has few digits comes back exactly when multiplied again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), fc.integer({ min: 0, max: 9 }), (digits, places) => {
        const text = `${BigInt(digits) / 10n ** BigInt(places)}.${String(digits)
          .padStart(places + 1, '0')
          .slice(-places || 99)}`;
        const exact = attoFromDecimal(places === 0 ? String(digits) : text) ?? -1n;
        const read = unitPriceOf(Number(digits) / 10 ** places, 1_000_000n);
        expect(storedAtto(read.unitPrice ?? '') * 1_000_000n).toBe(exact);
      }),
    );
  });
});

describe('times of the feed', () => {
  test('a dated entry ends the one before it, from inclusive', () => {
    expect(
      brief([
        { prices: { input_mtok: 1 } },
        { constraint: { start_date: '2026-01-02' }, prices: { input_mtok: 2 } },
        { constraint: { start_date: '2026-05-01' }, prices: { input_mtok: 3 } },
      ]),
    ).toEqual([
      'uncached_input 0.000001 to 2026-01-02',
      'uncached_input 0.000002 from 2026-01-02 to 2026-05-01',
      'uncached_input 0.000003 from 2026-05-01',
    ]);
  });

  test('the first entry holds when nothing else does, whatever its own constraint says', () => {
    expect(
      brief([
        { constraint: { start_date: '2026-01-02' }, prices: { input_mtok: 1 } },
        { constraint: { start_date: '2026-05-01' }, prices: { input_mtok: 2 } },
      ]),
    ).toEqual(['uncached_input 0.000001 to 2026-05-01', 'uncached_input 0.000002 from 2026-05-01']);
  });

  test('a daily window is taken whole: what it does not price falls back within it, not to the rest of the day', () => {
    expect(
      brief([
        { prices: { input_mtok: 4, cache_read_mtok: 1 } },
        { constraint: { start_time: '16:30:00Z', end_time: '00:30:00Z' }, prices: { input_mtok: 2 } },
      ]),
    ).toEqual([
      'uncached_input 0.000004',
      'cache_read 0.000001',
      'uncached_input 0.000002 daily 59400-1800',
      'cache_read 0.000002 daily 59400-1800',
    ]);
  });

  test('offsets of windows are read, and a window that hides a root leaf is refused with the model', () => {
    expect(
      brief([
        { prices: { input_mtok: 4 } },
        { constraint: { start_time: '08:30:00+08:00', end_time: '00:30:00+08:00' }, prices: { input_mtok: 2 } },
      ]),
    ).toContain('uncached_input 0.000002 daily 1800-59400');
    const refused = importModel([
      { prices: { input_mtok: 4, requests_kcount: 5 } },
      { constraint: { start_time: '01:00:00Z', end_time: '02:00:00Z' }, prices: { input_mtok: 2 } },
    ]);
    expect(refused.rows).toEqual([]);
    expect(refused.skipped).toMatchObject([{ unit: '*' }]);
  });
});

test('a context tier becomes a row of its own', () => {
  expect(brief({ input_mtok: { base: 1, tiers: [{ start: 200_000, price: 2 }] }, output_mtok: 5 })).toEqual([
    'uncached_input 0.000001',
    'uncached_input 0.000002 above 200000',
    'output_text 0.000005',
  ]);
});

test('a price that cannot be taken over never lets its leaf be billed as another', () => {
  const { rows, skipped } = importModel({ input_mtok: 1, cache_read_mtok: 1e-19 });
  expect(rows).toEqual([]);
  expect(skipped).toMatchObject([{ unit: '*', why: expect.stringContaining('cache_read') }]);
});

test('a damaged number yields a flagged row, an unmetered unit a statement, an empty list no zero', () => {
  const prices: FeedPrices = { input_mtok: 0.18000000000000002, social_searches_kcount: 10 };
  const { rows, flagged, skipped } = importModel(prices);
  expect(rows).toHaveLength(1);
  expect(flagged).toEqual(rows);
  expect(skipped.map(({ unit }) => unit)).toEqual(['social_searches_kcount']);
  expect(importModel({})).toMatchObject({ rows: [], skipped: [{ unit: '*' }] });
});
