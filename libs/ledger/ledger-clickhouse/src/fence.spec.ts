import { expect, test } from '@jest/globals';
import type { ClickHouse } from '@suanpan/clickhouse';
import { ClickHouseLedgerStore } from './clickhouse-ledger-store.ts';
import { KILL_SINK_QUERIES, RUNNING_SINK_QUERIES } from './sql/store-queries.ts';

/** An engine in which inserts of an earlier sink go on for a while after they were told to end, as a large one does. */
function engineWith(looksUntilEnded: number) {
  const asked: string[] = [];
  const sink: Pick<ClickHouse, 'queryRows'> = {
    async queryRows<T>(sql: string): Promise<T[]> {
      asked.push(sql);
      const looks = asked.filter((one) => one === RUNNING_SINK_QUERIES).length;
      return sql === RUNNING_SINK_QUERIES && looks <= looksUntilEnded ? [{ query_id: 'old' } as T] : [];
    },
  };
  return { asked, sink: sink as ClickHouse };
}

test('the fence is up only once the inserts of earlier sinks have ended, and tells them to end again until then', async () => {
  const { asked, sink } = engineWith(3);
  await new ClickHouseLedgerStore({ sink, instance: 'new' }).fence();
  expect(asked.filter((sql) => sql === RUNNING_SINK_QUERIES)).toHaveLength(4);
  expect(asked.filter((sql) => sql === KILL_SINK_QUERIES)).toHaveLength(4);
});

test('inserts that do not end keep the fence from being believed', async () => {
  const { sink } = engineWith(Number.POSITIVE_INFINITY);
  const store = new ClickHouseLedgerStore({ sink, instance: 'new', fenceWaitMs: 20 });
  await expect(store.fence()).rejects.toMatchObject({ code: 'ledger_unavailable' });
});
