import {
  type Account,
  Catalogue,
  type CatalogueView,
  type Change,
  type PriceRow,
  sealRevision,
} from '@suanpan/catalogue';
import type { UsageEvent } from '@suanpan/facts';
import { comparableModel, ownPriceList, ownPriceRow, snapshotRows, tieFault } from '@suanpan/price-book';
import { findMarkup, priceLeaves } from '@suanpan/price-usage';
import type { Figure } from './report.ts';

const ROWS = 10_000;
const CALLS = 20_000;
const ROUNDS = 10;
const DEPTH = 4;

/**
 * What finding the rows of a call costs in a catalogue of 10,000 price rows: the shipped feed, and own lists of roots and of
 * accounts four deep. Beside it, as the limit, a lookup of the same names in a plain map, and what a model costs the first
 * time it is seen.
 */
export function measurePrices(say: (line: string) => void): Figure[] {
  say(`${ROWS.toLocaleString('en')} price rows`);
  const rows = priceRows();
  const view = catalogueOf(rows);
  const events = callsOf(rows);
  const first = microsEach(events, (event) => priceLeaves(event, view), 1);
  const found = microsEach(events, (event) => priceLeaves(event, view), ROUNDS);
  const priced = events.filter((event) => priceLeaves(event, view).priced).length;
  const names = new Map(rows.map(({ provider, model }) => [`${provider}/${comparableModel(model)}`, model]));
  const limit = microsEach(
    events,
    ({ provider, requestedModel }) => names.get(`${provider}/${comparableModel(requestedModel)}`),
    ROUNDS,
  );
  const markup = microsEach(events, (event) => findMarkup(event, view), ROUNDS);
  const planned = { rows: [ownPriceRow({ ...listOf(0), leaf: 'request', price: { amount: '1' } })] };
  const tie = microsEach(Array.from({ length: 50 }), () => tieFault(view, planned), 1);
  return [
    { key: 'priceRows', text: 'price rows in the catalogue', value: rows.length, unit: '' },
    { key: 'priceFoundShare', text: 'calls that found a price', value: priced / events.length, unit: '' },
    { key: 'priceLookupMicros', text: 'finding the rows of a call', value: found, unit: 'µs', target: { most: 5 } },
    { key: 'priceMapMicros', text: 'a lookup of the name in a map', value: limit, unit: 'µs' },
    { key: 'priceFirstMicros', text: 'finding them the first time, on average', value: first, unit: 'µs' },
    { key: 'priceMarkupMicros', text: 'finding the mark-up of a call', value: markup, unit: 'µs' },
    { key: 'priceTieMicros', text: 'checking a new row for ties', value: tie, unit: 'µs' },
  ];
}

function listOf(i: number) {
  const account = `account-${i % 100}-${i % DEPTH}`;
  return {
    provider: i % 3 === 0 ? 'openai' : 'anthropic',
    model: `own-model-${Math.floor(i / 5)}`,
    currency: 'USD',
    root: i % 5 === 0 ? null : `root-${i % 100}`,
    ...(i % 5 < 3 ? {} : { account }),
  };
}

function priceRows(): PriceRow[] {
  const rows = [...snapshotRows().rows];
  const prices = {
    uncached_input: '0.000002',
    cache_read: '0.0000002',
    output_text: '0.000008',
    reasoning: '0.000008',
  };
  const quoted = Object.fromEntries(Object.entries(prices).map(([leaf, amount]) => [leaf, { amount }]));
  for (let i = 0; rows.length < ROWS; i += 1) rows.push(...ownPriceList({ ...listOf(i), prices: quoted }));
  return rows.slice(0, ROWS);
}

/** The rows and the accounts of a hundred roots as one revision, so that views are those of the real catalogue. */
function catalogueOf(rows: readonly PriceRow[]): CatalogueView {
  const accounts = Array.from({ length: 100 }, (_, root) => root).flatMap((root): Account[] => [
    { id: `root-${root}`, root: `root-${root}`, parent: null, kind: 'root', name: 'root' },
    ...Array.from({ length: DEPTH }, (_, depth): Account => {
      const parent = depth === 0 ? `root-${root}` : `account-${root}-${depth - 1}`;
      return { id: `account-${root}-${depth}`, root: `root-${root}`, parent, kind: 'department', name: 'department' };
    }),
  ]);
  const changes: Change[] = [
    ...accounts.map((after): Change => ({ entity: 'account', id: after.id, before: null, after })),
    ...rows.map((after): Change => ({ entity: 'priceRow', id: after.id, before: null, after })),
  ];
  const catalogue = new Catalogue();
  const said = { v: 1, revision: 1, prev: catalogue.hash, at: 0, actor: 'bench', reason: 'bench', changes } as const;
  catalogue.apply({ revision: said, hash: sealRevision(said).hash });
  return catalogue.asOf(1);
}

/** Calls of every kind of list in a mixed order, from the deepest account of their root. */
function callsOf(rows: readonly PriceRow[]): UsageEvent[] {
  const lists = [...new Map(rows.map((row) => [`${row.provider}/${row.model}`, row])).values()];
  return Array.from({ length: CALLS }, (_, i) => {
    const row = lists[(i * 7_919) % lists.length] as PriceRow;
    const root = (i * 31) % 100;
    return {
      time: '2026-10-01T12:00:00.000Z',
      account: `account-${root}-${DEPTH - 1}`,
      credential: 'key',
      id: `call-${i}`,
      source: '/bench',
      root: `root-${root}`,
      project: 'project',
      provider: row.provider,
      requestedModel: row.model,
      operation: 'chat',
      inputTokens: 1_200,
      cacheReadTokens: 200,
      outputTokens: 300,
      usageQuality: 'reported',
    };
  });
}

/** Microseconds for one item, over all of them a number of times. */
function microsEach<T>(items: readonly T[], act: (item: T) => unknown, rounds: number): number {
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) for (const item of items) act(item);
  return ((performance.now() - startedAt) * 1_000) / (rounds * items.length);
}
