import { ledgerTotals, type Reconciliation, reconcile } from '@suanpan/ledger-clickhouse';
import { countShard, type LogTotals, type UncountedShard } from '@suanpan/ledger-sink';
import type { StackAddresses } from '@suanpan/stack';
import { withClickHouse, withLog } from '../connections.ts';

/** Counts both topics of every shard and the ledger, and compares them. A shard whose log cannot be trusted hides no other. `onProgress` is told the share read, 0 to 1. */
export function reconcileStack(
  addresses: StackAddresses,
  onProgress: (share: number) => void = () => {},
): Promise<Reconciliation> {
  const { shards } = addresses;
  return withLog(addresses, (log) =>
    withClickHouse(addresses, async (clickhouse) => {
      const totals: (LogTotals | UncountedShard)[] = [];
      for (let shard = 0; shard < shards; shard += 1) {
        totals.push(await countShard(log, shard, (share) => onProgress((shard + share) / shards)));
      }
      return reconcile(totals, await ledgerTotals(clickhouse));
    }),
  );
}
