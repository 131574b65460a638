import { openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { TOPICS } from '@suanpan/facts';
import { ensureTopics } from '@suanpan/kafka';
import { openConnection } from '@suanpan/kafka-connection';
import { migrateLedger } from '@suanpan/ledger-clickhouse';
import { openSignIn } from '@suanpan/sign-in';
import type { StackAddresses } from '@suanpan/stack';
import { systemClock } from '@suanpan/time';
import { keepOperator } from '../admin/local-operator.ts';
import { CLIENT, withClickHouse, withLog } from '../connections.ts';
import { putShippedPrices } from './shipped-prices.ts';

/**
 * What the services find when they start: the topics, the ledger's tables, the local operator of this data folder, and a
 * catalogue whose every committed revision is on its topic, also after a crash between the two; a new one with the shipped
 * list prices in it.
 */
export async function prepareStack(addresses: StackAddresses, dataFolder: string): Promise<void> {
  const { kafka, shards } = addresses;
  await ensureTopics({ ...openConnection(kafka), clientId: CLIENT }, TOPICS, shards);
  await Promise.all([withClickHouse(addresses, migrateLedger), prepareCatalogue(addresses, dataFolder)]);
}

/** The catalogue with its first prices, and the local operator, alone. */
export function prepareCatalogue(addresses: StackAddresses, dataFolder: string): Promise<void> {
  const { postgresUrl: database, shards } = addresses;
  return withLog(addresses, async (log) => {
    const writer = await openCatalogueWriter({ database, log, shards });
    const signIn = await openSignIn({ database });
    try {
      await putShippedPrices(writer);
      await keepOperator(dataFolder, { signIn, writer, now: () => systemClock.now() });
      await writer.publish();
    } finally {
      await signIn.close();
      await writer.close();
    }
  });
}
