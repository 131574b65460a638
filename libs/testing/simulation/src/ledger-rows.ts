import type { LedgerChunk, LedgerItem, SeqRange, ShardHolding } from '@suanpan/ledger-sink';
import { decimalFromAtto, storedAtto } from '@suanpan/money';

/** One row of the model ledger: an outcome's entry, or the outcome itself where it has none. */
export interface LedgerRow {
  readonly shard: number;
  readonly seq: number;
  readonly entry: number;
  readonly item: LedgerItem;
}

interface StoredChunk {
  readonly id: string;
  readonly at: number;
  readonly rows: readonly LedgerRow[];
}

/** The rows a chunk makes, in order. */
export function rowsOf(chunk: LedgerChunk): LedgerRow[] {
  const rows: LedgerRow[] = [];
  for (const item of chunk.items) {
    const { seq, entries } = item.outcome;
    for (let entry = 0; entry < Math.max(1, entries.length); entry += 1) {
      rows.push({ shard: item.shard, seq, entry, item });
    }
  }
  return rows;
}

/** The ledger's rows by chunk, and the questions a sink asks of them, answered from the rows alone. */
export class LedgerRows {
  #chunks: StoredChunk[] = [];

  get chunkIds(): string[] {
    return this.#chunks.map(({ id }) => id);
  }

  rowsOfChunk(id: string): readonly LedgerRow[] {
    return this.#chunks.find((chunk) => chunk.id === id)?.rows ?? [];
  }

  add(id: string, at: number, rows: readonly LedgerRow[]): void {
    this.#chunks.push({ id, at, rows });
  }

  remove(id: string): void {
    this.#chunks = this.#chunks.filter((chunk) => chunk.id !== id);
  }

  rows(shard: number): LedgerRow[] {
    return this.#chunks.flatMap(({ rows }) => rows.filter((row) => row.shard === shard));
  }

  holdings(): ShardHolding[] {
    const shards = new Set(this.#chunks.flatMap(({ rows }) => rows.map(({ shard }) => shard)));
    return [...shards].sort((a, b) => a - b).map((shard) => holdingOf(shard, this.rows(shard)));
  }

  gaps(shard: number): SeqRange[] {
    const held = [...new Set(this.rows(shard).map(({ seq }) => seq))].sort((a, b) => a - b);
    const gaps: SeqRange[] = [];
    let due = 0;
    for (const seq of held) {
      if (seq > due) gaps.push({ shard, from: due, to: seq });
      due = seq + 1;
    }
    return gaps;
  }

  doubledChunks(shard: number): string[] {
    const known = new Set<string>();
    const doubled: string[] = [];
    const byAge = [...this.#chunks].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    for (const { id, rows } of byAge) {
      const keys = rows.filter((row) => row.shard === shard).map(({ seq, entry }) => `${seq}.${entry}`);
      if (keys.some((key) => known.has(key))) doubled.push(id);
      for (const key of keys) known.add(key);
    }
    return doubled;
  }
}

function holdingOf(shard: number, rows: readonly LedgerRow[]): ShardHolding {
  const sums = new Map<string, bigint>();
  let top = -1;
  for (const { seq, entry, item } of rows) {
    top = Math.max(top, seq);
    const money = item.outcome.entries[entry];
    if (money === undefined) continue;
    sums.set(money.currency, (sums.get(money.currency) ?? 0n) + storedAtto(money.amount));
  }
  return {
    shard,
    rows: rows.length,
    outcomes: new Set(rows.map(({ seq }) => seq)).size,
    nextSeq: top + 1,
    keys: new Set(rows.map(({ seq, entry }) => `${seq}.${entry}`)).size,
    money: Object.fromEntries([...sums].map(([currency, atto]) => [currency, decimalFromAtto(atto)])),
  };
}
