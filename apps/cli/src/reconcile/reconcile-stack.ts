import { connectClickHouse } from '@suanpan/clickhouse';
import { connectKafkaLog } from '@suanpan/kafka';
import { ledgerTotals, type Reconciliation, reconcile } from '@suanpan/ledger-clickhouse';
import { type LogTotals, logTotals } from '@suanpan/ledger-sink';
import type { StackAddresses } from '@suanpan/stack';

/** Counts both topics of every shard and the ledger, and compares them. `onProgress` is told the share read, 0 to 1. */
export async function reconcileStack(
  addresses: StackAddresses,
  onProgress: (share: number) => void = () => {},
): Promise<Reconciliation> {
  const { brokers, clickhouse: address, shards } = addresses;
  const log = await connectKafkaLog({ brokers, clientId: 'suanpan-cli' });
  const clickhouse = connectClickHouse({ ...address, application: 'suanpan-cli' });
  try {
    const totals: LogTotals[] = [];
    for (let shard = 0; shard < shards; shard += 1) {
      totals.push(await logTotals(log, shard, (share) => onProgress((shard + share) / shards)));
    }
    return reconcile(totals, await ledgerTotals(clickhouse));
  } finally {
    await clickhouse.close();
    await log.close();
  }
}
