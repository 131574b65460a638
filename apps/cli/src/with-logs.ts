import { Catalogue, type CatalogueView } from '@suanpan/catalogue';
import { followCatalogue } from '@suanpan/catalogue-follower';
import type { ClickHouse } from '@suanpan/clickhouse';
import type { Log } from '@suanpan/kafka';
import type { StackAddresses } from '@suanpan/stack';
import { addressesOf } from './catalogue/with-catalogue.ts';
import type { CommandContext } from './command-context.ts';
import { BROKER_DEADLINE_MS, withClickHouse, withLog } from './connections.ts';

/** What a reading command works with. */
export interface Logs {
  readonly log: Log;
  readonly clickhouse: ClickHouse;
  readonly addresses: StackAddresses;
}

/** Connects to the log and the ledger for one command and closes both whatever happens. */
export async function withLogs<T>(context: CommandContext, act: (logs: Logs) => Promise<T>): Promise<T> {
  const addresses = addressesOf(context.env);
  return withClickHouse(addresses, (clickhouse) =>
    withLog(addresses, (log) => act({ log, clickhouse, addresses }), BROKER_DEADLINE_MS),
  );
}

/** Reads the catalogue topic to its end and answers every revision asked for. */
export async function readCatalogue(log: Log): Promise<{ at(revision: number): Promise<CatalogueView> }> {
  const catalogue = new Catalogue();
  const follower = followCatalogue(log, catalogue, { readWaitMs: 100 });
  await follower.caughtUp;
  await follower.stop();
  return { at: async (revision) => catalogue.asOf(revision) };
}
