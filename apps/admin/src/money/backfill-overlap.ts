import type { Backfill } from '@suanpan/catalogue';
import type { ClickHouse } from '@suanpan/clickhouse';
import { Fault } from '@suanpan/fault';
import { formatInstant } from '@suanpan/time';

type Range = Pick<Backfill, 'id' | 'root' | 'source' | 'from' | 'to'>;

/**
 * Refuses a backfill whose range another one of the same source holds, open or sealed: identities are forgotten, and nothing
 * would tell what both bring from two events. Rating refuses what slips through, event by event.
 */
export function refuseOverlap(wanted: Range, known: readonly Range[]): void {
  const { id, root, source, from, to } = wanted;
  const other = known.find(
    (one) => one.id !== id && one.root === root && one.source === source && one.from < to && from < one.to,
  );
  if (other === undefined) return;
  const range = `${formatInstant(other.from)} to ${formatInstant(other.to)}`;
  throw new Fault(
    'entity_invalid',
    `The backfill ${other.id} holds ${range} of this source. Choose another range, or give the events a source of their own.`,
  );
}

/** Refuses a backfill that reaches into what its source has sent as it happened: those events would be billed twice. */
export async function refuseLive({ root, source, to }: Range, ledger: ClickHouse): Promise<void> {
  const [row] = await ledger.queryRows<{ since: string; events: string }>(LIVE_SINCE, { root, source });
  if (row === undefined || row.events === '0' || Number(row.since) >= to) return;
  throw new Fault(
    'entity_invalid',
    `Events of this source have been counted as they happened since ${formatInstant(Number(row.since))}. End the range before, or give the events a source of their own.`,
  );
}

/** What a backfill brought says so in its detail. */
const LIVE_SINCE = `
SELECT toString(toUnixTimestamp64Milli(min(time))) AS since, toString(count()) AS events
FROM ledger.usage
WHERE root = {root:String} AND source = {source:String} AND kind IN ('rated', 'quarantined')
  AND event_id != '' AND NOT match(detail, '(^|; )backfill [^;]+$')`;
