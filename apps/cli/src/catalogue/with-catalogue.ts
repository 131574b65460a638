import { type CatalogueWriter, openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { findRunningStack, readStackConfig, type StackAddresses, stackAddresses } from '@suanpan/stack';
import type { CommandContext } from '../command-context.ts';
import { BROKER_DEADLINE_MS, withLog } from '../connections.ts';

/** Where everything answers: the running stack's own word, or else what the settings lead to. */
export function addressesOf(env: CommandContext['env']): StackAddresses {
  const config = readStackConfig(env);
  return findRunningStack(config.dataFolder)?.addresses ?? stackAddresses(config);
}

/** Opens the catalogue for one command and closes it whatever happens. */
export async function withCatalogue<T>(
  context: CommandContext,
  act: (writer: CatalogueWriter) => Promise<T>,
): Promise<T> {
  const addresses = addressesOf(context.env);
  const { postgresUrl: database, shards } = addresses;
  return withLog(
    addresses,
    async (log) => {
      const writer = await openCatalogueWriter({ database, log, shards, now: context.now });
      try {
        return await act(writer);
      } finally {
        await writer.close();
      }
    },
    BROKER_DEADLINE_MS,
  );
}
