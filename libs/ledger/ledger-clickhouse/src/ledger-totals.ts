import type { ClickHouse } from '@suanpan/clickhouse';
import type { OutcomeKind } from '@suanpan/facts';
import { ShardProof } from './shard-proof.ts';
import { OUTCOMES_BY_KIND } from './sql/totals-queries.ts';

/** What the ledger holds of one shard, counted for people and for {@link reconcile}. */
export interface LedgerTotals {
  readonly shard: number;
  readonly rows: number;
  /** Distinct outcomes. */
  readonly outcomes: number;
  readonly outcomesByKind: Readonly<Partial<Record<OutcomeKind, number>>>;
  /** Sum of the amounts per currency, decimal text. */
  readonly money: Readonly<Record<string, string>>;
  /** Lowest and highest seq. */
  readonly firstSeq: number;
  readonly lastSeq: number;
}

interface KindRow {
  readonly shard: number;
  readonly kind: OutcomeKind;
  readonly outcomes: string;
  readonly first: string;
}

/** Counts the ledger; shards without rows are absent. `ledger_unavailable` when ClickHouse does not answer. */
export async function ledgerTotals(clickhouse: ClickHouse): Promise<LedgerTotals[]> {
  const holdings = await new ShardProof(clickhouse).holdings();
  const kinds = await clickhouse.queryRows<KindRow>(OUTCOMES_BY_KIND);
  return holdings.map(({ shard, rows, outcomes, nextSeq, money }) => {
    const own = kinds.filter((row) => row.shard === shard);
    return {
      shard,
      rows,
      outcomes,
      outcomesByKind: Object.fromEntries(own.map((row) => [row.kind, Number(row.outcomes)])),
      money,
      firstSeq: own.reduce((first, row) => Math.min(first, Number(row.first)), nextSeq),
      lastSeq: nextSeq - 1,
    };
  });
}
