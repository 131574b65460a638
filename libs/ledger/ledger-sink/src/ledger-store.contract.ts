import { deepEqual, equal } from 'node:assert/strict';
import type { Entry, Outcome } from '@suanpan/facts';
import type { LedgerChunk, LedgerItem, LedgerStore } from './ledger-store.ts';

/** One promise of {@link LedgerStore}; fails by an assertion error. */
export interface LedgerStoreCase {
  readonly name: string;
  readonly run: (store: LedgerStore) => Promise<void>;
}

const AT = Date.UTC(2026, 10, 24, 1, 2, 3, 4);

/** What every ledger store promises. Each case wants an empty store; a suite runs them with its own runner. */
export const LEDGER_STORE_CONTRACT: readonly LedgerStoreCase[] = [
  {
    name: 'an empty ledger holds nothing and lacks nothing',
    run: async (store) => {
      await store.fence();
      deepEqual(await store.holdings(), []);
      deepEqual(await store.gaps(0), []);
      deepEqual(await store.doubledChunks(0), []);
    },
  },
  {
    name: 'an outcome becomes a row per entry, or one row without money',
    run: async (store) => {
      const charged = item(0, 0, [entry('0.000001'), entry('-2.5'), entry('7', 'CNY')]);
      await store.insert(chunk('a', [charged, item(0, 1, []), item(0, 2, [entry('0.1')])]));
      deepEqual(await store.holdings(), [
        { shard: 0, rows: 5, outcomes: 3, nextSeq: 3, keys: 5, money: { USD: '-2.399999', CNY: '7' } },
      ]);
    },
  },
  {
    name: 'one chunk may hold outcomes of several shards, which are told apart',
    run: async (store) => {
      await store.insert(chunk('a', [item(0, 0, [entry('1')]), item(3, 0, [entry('2')]), item(3, 1, [])]));
      const holdings = [...(await store.holdings())].sort((one, other) => one.shard - other.shard);
      deepEqual(
        holdings.map(({ shard, rows, nextSeq, money }) => ({ shard, rows, nextSeq, money })),
        [
          { shard: 0, rows: 1, nextSeq: 1, money: { USD: '1' } },
          { shard: 3, rows: 2, nextSeq: 2, money: { USD: '2' } },
        ],
      );
    },
  },
  {
    name: 'sums of money are exact to the last of 18 digits and beyond 2^53',
    run: async (store) => {
      await store.insert(
        chunk('a', [
          item(0, 0, [entry('12345678901234567.000000000000000001')]),
          item(0, 1, [entry('0.999999999999999999')]),
        ]),
      );
      const [holding] = await store.holdings();
      deepEqual(holding?.money, { USD: '12345678901234568' });
    },
  },
  {
    name: 'gaps are the ranges below the highest seq that have no row, also in front of the first',
    run: async (store) => {
      await store.insert(chunk('a', [item(0, 2, []), item(0, 3, [])]));
      await store.insert(chunk('b', [item(0, 7, []), item(1, 0, [])]));
      deepEqual(await store.gaps(0), [
        { shard: 0, from: 0, to: 2 },
        { shard: 0, from: 4, to: 7 },
      ]);
      deepEqual(await store.gaps(1), []);
      const [holding] = (await store.holdings()).filter(({ shard }) => shard === 0);
      deepEqual([holding?.outcomes, holding?.nextSeq], [3, 8]);
    },
  },
  {
    name: 'of two chunks that overlap the later one is doubled, and without it every row stands once',
    run: async (store) => {
      await store.insert(chunk('early', [item(0, 0, [entry('1')]), item(0, 1, [entry('2')])]));
      await store.insert(chunk('late', [item(0, 1, [entry('2')]), item(0, 2, [entry('4')])], AT + 1));
      const [holding] = await store.holdings();
      deepEqual([holding?.rows, holding?.keys, holding?.outcomes], [4, 3, 3]);
      deepEqual(await store.doubledChunks(0), ['late']);
      await store.deleteChunk('late', 'It overlaps.');
      deepEqual(await store.doubledChunks(0), []);
      deepEqual(await store.holdings(), [{ shard: 0, rows: 2, outcomes: 2, nextSeq: 2, keys: 2, money: { USD: '3' } }]);
    },
  },
  {
    name: 'a doubled outcome does not hide a missing one of the same number',
    run: async (store) => {
      await store.insert(chunk('early', [item(0, 0, []), item(0, 1, [])]));
      await store.insert(chunk('late', [item(0, 1, []), item(0, 3, [])], AT + 1));
      const [holding] = await store.holdings();
      deepEqual([holding?.rows, holding?.nextSeq, holding?.outcomes, holding?.keys], [4, 4, 3, 3]);
      deepEqual(await store.gaps(0), [{ shard: 0, from: 2, to: 3 }]);
      deepEqual(await store.doubledChunks(0), ['late']);
    },
  },
  {
    name: 'a chunk that stands twice under one id is doubled and leaves a gap',
    run: async (store) => {
      await store.insert(chunk('a', [item(0, 0, [entry('1')])]));
      await store.insert(chunk('b', [item(0, 1, [entry('2')])], AT + 1));
      await store.insert(chunk('a', [item(0, 0, [entry('1')])]));
      deepEqual(await store.doubledChunks(0), ['a']);
      await store.deleteChunk('a', 'It stands twice.');
      deepEqual(await store.gaps(0), [{ shard: 0, from: 0, to: 1 }]);
      deepEqual((await store.holdings())[0]?.money, { USD: '2' });
    },
  },
  {
    name: 'doubled chunks come in the order of their age, so that deleting the first may settle the others',
    run: async (store) => {
      await store.insert(chunk('x', [item(0, 0, []), item(0, 1, [])]));
      await store.insert(chunk('z', [item(0, 2, []), item(0, 3, [])], AT + 2));
      await store.insert(chunk('y', [item(0, 1, []), item(0, 2, [])], AT + 1));
      deepEqual(await store.doubledChunks(0), ['y', 'z']);
      await store.deleteChunk('y', 'It overlaps.');
      deepEqual(await store.doubledChunks(0), []);
      deepEqual(await store.gaps(0), []);
    },
  },
  {
    name: 'a fence leaves what is there untouched',
    run: async (store) => {
      await store.insert(chunk('a', [item(0, 0, [entry('1')])]));
      await store.fence();
      equal((await store.holdings())[0]?.rows, 1);
    },
  },
];

function chunk(id: string, items: readonly LedgerItem[], at = AT): LedgerChunk {
  return { id, at, items };
}

function entry(amount: string, currency = 'USD'): Entry {
  return {
    currency,
    amount,
    lines: [{ leaf: 'output_text', quantity: 1, unitPrice: amount, amount, priceRow: 'price_1' }],
  };
}

function item(shard: number, seq: number, entries: readonly Entry[]): LedgerItem {
  const outcome: Outcome = {
    seq,
    kind: entries.length > 0 ? 'rated' : 'rejected',
    reason: entries.length > 0 ? 'priced' : 'unreadable',
    offset: seq,
    index: 0,
    receivedAt: AT,
    postedAt: AT,
    revision: 1,
    entries,
  };
  return { shard, ratedOffset: seq, root: 'root_a', outcome, event: undefined };
}
