import type { Root } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { Closing } from '@suanpan/facts';
import type { Log } from '@suanpan/kafka';
import { readOutcomes } from './read-outcomes.ts';

/** A closed period: what its close found, and where that stands. */
export interface ClosedPeriod {
  readonly closing: Closing;
  readonly shard: number;
  readonly seq: number;
  /** Fold time, epoch milliseconds. */
  readonly at: number;
}

/** Which periods of a root are closed, by their ids. The ledger tells where closes stand, the rated log what they found. */
export async function closedPeriods(
  clickhouse: ClickHouse,
  log: Log,
  { id, shard }: Root,
): Promise<ReadonlyMap<string, ClosedPeriod>> {
  const rows = await clickhouse.queryRows<{ seq: string; rated_offset: string }>(
    `SELECT DISTINCT seq, rated_offset FROM ledger.usage
     WHERE root = {id:String} AND shard = {shard:UInt32} AND reason = 'period_closed'`,
    { id, shard },
  );
  const places = rows.map(({ seq, rated_offset }) => ({ seq: Number(seq), ratedOffset: Number(rated_offset) }));
  const closed = new Map<string, ClosedPeriod>();
  for (const { outcome } of await readOutcomes(log, shard, places)) {
    const { closing, seq, postedAt } = outcome;
    if (closing !== undefined) closed.set(closing.period, { closing, shard, seq, at: postedAt });
  }
  return closed;
}
