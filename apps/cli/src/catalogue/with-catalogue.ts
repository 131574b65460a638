import { userInfo } from 'node:os';
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

/** Who is at the keyboard, for the catalogue's log: SUANPAN_ACTOR, or the name of the system's user. */
export function actorOf(env: CommandContext['env']): string {
  const named = env.SUANPAN_ACTOR?.trim();
  if (named !== undefined && named !== '') return named;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number without a name.
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
