import { decimalFromAtto, storedAtto } from '@suanpan/money';
import type { EpochMs } from '@suanpan/time';
import type { LedgerChunk, LedgerStore, SeqRange, ShardHolding } from './ledger-store.ts';

interface MemoryRow {
  readonly chunk: string;
  readonly at: EpochMs;
  readonly shard: number;
  readonly seq: number;
  readonly entry: number;
  readonly currency: string;
  readonly atto: bigint;
}

/** A ledger in memory that keeps the contract of {@link LedgerStore}; for tests and dry runs. */
export function memoryLedgerStore(): LedgerStore {
  let rows: MemoryRow[] = [];
  return {
    fence: () => Promise.resolve(),
    insert: (chunk) => {
      rows = rows.concat(rowsOf(chunk));
      return Promise.resolve();
    },
    holdings: () => Promise.resolve(holdingsOf(rows)),
    gaps: (shard) => Promise.resolve(gapsOf(shard, rows)),
    doubledChunks: (shard) => Promise.resolve(doubledOf(shard, rows)),
    deleteChunk: (id) => {
      rows = rows.filter(({ chunk }) => chunk !== id);
      return Promise.resolve();
    },
  };
}

function rowsOf({ id, at, items }: LedgerChunk): MemoryRow[] {
  return items.flatMap(({ shard, outcome: { seq, entries } }) => {
    const row = { chunk: id, at, shard, seq };
    if (entries.length === 0) return [{ ...row, entry: 0, currency: '', atto: 0n }];
    return entries.map(({ currency, amount }, entry) => ({
      ...row,
      entry,
      currency,
      atto: storedAtto(amount),
    }));
  });
}

function holdingsOf(rows: readonly MemoryRow[]): ShardHolding[] {
  const shards = [...new Set(rows.map(({ shard }) => shard))].sort((a, b) => a - b);
  return shards.map((shard) => {
    const own = rows.filter((row) => row.shard === shard);
    const sums = new Map<string, bigint>();
    for (const { currency, atto } of own) if (currency !== '') sums.set(currency, (sums.get(currency) ?? 0n) + atto);
    return {
      shard,
      rows: own.length,
      outcomes: new Set(own.map(({ seq }) => seq)).size,
      nextSeq: own.reduce((next, { seq }) => Math.max(next, seq + 1), 0),
      keys: new Set(own.map(keyOf)).size,
      money: Object.fromEntries([...sums].map(([currency, atto]) => [currency, decimalFromAtto(atto)])),
    };
  });
}

function gapsOf(shard: number, rows: readonly MemoryRow[]): SeqRange[] {
  const held = [...new Set(rows.filter((row) => row.shard === shard).map(({ seq }) => seq))].sort((a, b) => a - b);
  const gaps: SeqRange[] = [];
  let next = 0;
  for (const seq of held) {
    if (seq > next) gaps.push({ shard, from: next, to: seq });
    next = seq + 1;
  }
  return gaps;
}

function doubledOf(shard: number, rows: readonly MemoryRow[]): string[] {
  const byAge = rows
    .filter((row) => row.shard === shard)
    .sort((a, b) => a.at - b.at || (a.chunk < b.chunk ? -1 : Number(a.chunk > b.chunk)));
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const row of byAge) {
    if (seen.has(keyOf(row))) doubled.add(row.chunk);
    seen.add(keyOf(row));
  }
  return [...doubled];
}

function keyOf({ seq, entry }: MemoryRow): string {
  return `${seq}/${entry}`;
}
