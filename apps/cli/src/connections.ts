import { type ClickHouse, connectClickHouse } from '@suanpan/clickhouse';
import { connectKafkaLog, type KafkaLog } from '@suanpan/kafka';
import { openConnection } from '@suanpan/kafka-connection';
import type { StackAddresses } from '@suanpan/stack';

/** How the command line is called in the lists of brokers and servers. */
export const CLIENT = 'suanpan-cli';

/** A person waits: a broker that does not answer within this is away. Milliseconds. */
export const BROKER_DEADLINE_MS = 5_000;

/** Connects to the log and closes it whatever happens. Without a deadline the log's own holds. */
export async function withLog<T>(
  { kafka }: Pick<StackAddresses, 'kafka'>,
  act: (log: KafkaLog) => Promise<T>,
  deadlineMs?: number,
): Promise<T> {
  const log = await connectKafkaLog({
    ...openConnection(kafka),
    clientId: CLIENT,
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
  });
  try {
    return await act(log);
  } finally {
    await log.close();
  }
}

/** Connects to ClickHouse as administrator and closes it whatever happens. */
export async function withClickHouse<T>(
  { clickhouse: address }: Pick<StackAddresses, 'clickhouse'>,
  act: (clickhouse: ClickHouse) => Promise<T>,
): Promise<T> {
  const clickhouse = connectClickHouse({ ...address, application: CLIENT });
  try {
    return await act(clickhouse);
  } finally {
    await clickhouse.close();
  }
}
