import { openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { TOPICS } from '@suanpan/facts';
import { ensureTopics } from '@suanpan/kafka';
import { migrateLedger } from '@suanpan/ledger-clickhouse';
import type { StackAddresses } from '@suanpan/stack';
import { CLIENT, withClickHouse, withLog } from '../connections.ts';

/**
 * What the services find when they start: the topics, the ledger's tables, and a catalogue whose every committed
 * revision is on its topic, also after a crash between the two.
 */
export async function prepareStack(addresses: StackAddresses): Promise<void> {
  const { brokers, shards } = addresses;
  await ensureTopics({ brokers, clientId: CLIENT }, TOPICS, shards);
  await Promise.all([withClickHouse(addresses, migrateLedger), publishCatalogue(addresses)]);
}

function publishCatalogue(addresses: StackAddresses): Promise<void> {
  const { postgresUrl: database, shards } = addresses;
  return withLog(addresses, async (log) => {
    const writer = await openCatalogueWriter({ database, log, shards });
    await writer.publish();
    await writer.close();
  });
}
