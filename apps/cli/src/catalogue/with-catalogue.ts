import { userInfo } from 'node:os';
import { type CatalogueWriter, openCatalogueWriter } from '@suanpan/catalogue-postgres';
import { connectKafkaLog } from '@suanpan/kafka';
import { findRunningStack, readStackConfig, type StackAddresses, stackAddresses } from '@suanpan/stack';
import type { CommandContext } from '../command-context.ts';

/** A person waits: a broker that does not answer within this is away. Milliseconds. */
const BROKER_DEADLINE_MS = 5_000;

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
  const { brokers, postgresUrl, shards } = addressesOf(context.env);
  const log = await connectKafkaLog({ brokers, clientId: 'suanpan-cli', deadlineMs: BROKER_DEADLINE_MS });
  try {
    const writer = await openCatalogueWriter({ database: postgresUrl, log, shards, now: context.now });
    try {
      return await act(writer);
    } finally {
      await writer.close();
    }
  } finally {
    await log.close();
  }
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
