import type { ApiKey } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';

const DAY_MS = 86_400_000;
/** The ledger is asked for ever longer times until something is found: a key in use is found in its newest rows. */
const LOOK_BACK_DAYS = [1, 7, 45] as const;

/** The newest call of a key, as far back as is looked. */
export interface LastCall {
  /** When it was received, epoch milliseconds; null for none since `since`. */
  readonly at: number | null;
  readonly since: number;
}

/** Looks in the ledger for the newest call that was sent with a key. `ledger_unavailable` if it does not answer. */
export async function lastCallOf(ledger: ClickHouse, { id, root }: ApiKey, now: number): Promise<LastCall> {
  let since = now;
  for (const days of LOOK_BACK_DAYS) {
    since = now - days * DAY_MS;
    // By the day of the call's own time, which the ledger is sorted by; a sender's clock may be ahead.
    const [row] = await ledger.queryRows<{ at: string }>(
      `SELECT toString(toUnixTimestamp64Milli(max(received_at))) AS at FROM ledger.usage
       WHERE time >= fromUnixTimestamp64Milli({since:Int64}) AND root = {root:String} AND credential = {id:String}
       HAVING count() > 0`,
      { since, root, id },
    );
    if (row !== undefined) return { at: Number(row.at), since };
  }
  return { at: null, since };
}
