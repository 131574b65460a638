import { openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { connectClickHouse } from '@suanpan/clickhouse';
import { TOPICS } from '@suanpan/facts';
import { connectKafkaLog, ensureTopics } from '@suanpan/kafka';
import { migrateLedger } from '@suanpan/ledger-clickhouse';
import type { StackAddresses } from '@suanpan/stack';

const CLIENT = 'suanpan-cli';

/**
 * What the services find when they start: the topics, the ledger's tables, and a catalogue whose every committed
 * revision is on its topic, also after a crash between the two.
 */
export async function prepareStack(addresses: StackAddresses): Promise<void> {
  const { brokers, clickhouse, postgresUrl, shards } = addresses;
  await ensureTopics({ brokers, clientId: CLIENT }, TOPICS, shards);
  await Promise.all([prepareLedger(clickhouse), publishCatalogue(brokers, postgresUrl, shards)]);
}

async function prepareLedger(address: StackAddresses['clickhouse']): Promise<void> {
  const clickhouse = connectClickHouse({ ...address, application: CLIENT });
  try {
    await migrateLedger(clickhouse);
  } finally {
    await clickhouse.close();
  }
}

async function publishCatalogue(brokers: readonly string[], database: string, shards: number): Promise<void> {
  const log = await connectKafkaLog({ brokers, clientId: CLIENT });
  try {
    const writer = await openCatalogueWriter({ database, log, shards });
    await writer.publish();
    await writer.close();
  } finally {
    await log.close();
  }
}
