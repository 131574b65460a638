import type { ClickHouse } from '@suanpan/clickhouse';
import type { ShardHolding } from '@suanpan/ledger-sink';
import { attoFromDecimal, decimalFromAtto } from '@suanpan/money';
import { DIGEST_DUE, EXACT_COUNTS, SUMS_OF_ALL_SHARDS, SUMS_OF_ONE_SHARD } from './sql/store-queries.ts';

interface SumsRow {
  readonly shard: number;
  readonly currency: string;
  readonly rows: string;
  readonly firsts: string;
  readonly last: string;
  readonly digest: string;
  readonly money: string | null;
}

interface ShardSums {
  rows: number;
  /** Rows with entry 0; each outcome has one. */
  firsts: number;
  nextSeq: number;
  digest: bigint;
  money: Record<string, string>;
}

const TWO_64 = 1n << 64n;

/**
 * Counts what the ledger holds. The sums come from an aggregate projection, which lies in the same parts as the rows
 * and cannot disagree with them. That seq 0 to n-1 stand once each is proved by their number and the sum of their
 * hashes, at the cost of one pass over the numbers instead of the rows; only if that fails are the rows counted.
 */
export class ShardProof {
  readonly #clickhouse: ClickHouse;
  // The digest due for the first n numbers never changes; the largest one known is where the next starts.
  #known = { count: 0, digest: 0n };

  constructor(clickhouse: ClickHouse) {
    this.#clickhouse = clickhouse;
  }

  /** What is there of one shard, or of all; shards without rows are absent. */
  async holdings(shard?: number): Promise<ShardHolding[]> {
    const rows = await (shard === undefined
      ? this.#clickhouse.queryRows<SumsRow>(SUMS_OF_ALL_SHARDS)
      : this.#clickhouse.queryRows<SumsRow>(SUMS_OF_ONE_SHARD, { shard }));
    const sums = [...sumsByShard(rows)].sort(([, one], [, other]) => one.nextSeq - other.nextSeq);
    const holdings: ShardHolding[] = [];
    for (const [number, shardSums] of sums) holdings.push(await this.#holding(number, shardSums));
    return holdings.sort((one, other) => one.shard - other.shard);
  }

  async #holding(shard: number, { rows, firsts, nextSeq, digest, money }: ShardSums): Promise<ShardHolding> {
    if (firsts === nextSeq && digest === (await this.#digestDue(nextSeq))) {
      return { shard, rows, outcomes: nextSeq, nextSeq, keys: rows, money };
    }
    const [exact] = await this.#clickhouse.queryRows<{ outcomes: string; keys: string }>(EXACT_COUNTS, { shard });
    return { shard, rows, outcomes: Number(exact?.outcomes), nextSeq, keys: Number(exact?.keys), money };
  }

  async #digestDue(count: number): Promise<bigint> {
    const start = this.#known.count <= count ? this.#known : { count: 0, digest: 0n };
    if (start.count === count) return start.digest;
    const params = { from: start.count, count: count - start.count };
    const [row] = await this.#clickhouse.queryRows<{ digest: string }>(DIGEST_DUE, params);
    const digest = (start.digest + BigInt(row?.digest ?? 0)) % TWO_64;
    if (count > this.#known.count) this.#known = { count, digest };
    return digest;
  }
}

function sumsByShard(rows: readonly SumsRow[]): Map<number, ShardSums> {
  const shards = new Map<number, ShardSums>();
  for (const row of rows) {
    const sums = shards.get(row.shard) ?? { rows: 0, firsts: 0, nextSeq: 0, digest: 0n, money: {} };
    shards.set(row.shard, sums);
    sums.rows += Number(row.rows);
    sums.firsts += Number(row.firsts);
    sums.nextSeq = Math.max(sums.nextSeq, Number(row.last) + 1);
    sums.digest = (sums.digest + BigInt(row.digest)) % TWO_64;
    if (row.currency !== '' && row.money !== null) sums.money[row.currency] = shortest(row.money);
  }
  return shards;
}

/** The one spelling of a decimal that the rated log's sums have too. */
function shortest(decimal: string): string {
  const atto = attoFromDecimal(decimal);
  return atto === undefined ? decimal : decimalFromAtto(atto);
}
