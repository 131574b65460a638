import { join } from 'node:path';
import { startClickHouse } from '../clickhouse/clickhouse.ts';
import { clickhouseUsersFile } from '../clickhouse/users-file.ts';
import { embeddedBrokerSecurity } from '../config/kafka-users.ts';
import { keptSecret } from '../config/secrets.ts';
import type { StackConfig } from '../config/stack-config.ts';
import { startBroker } from '../kafka/broker.ts';
import { startPostgres } from '../postgres/cluster.ts';
import type { Say } from '../process/say.ts';
import { HANG_LIMITS } from './hang-watch.ts';
import type { Unit } from './unit.ts';

/** Where the lines of one part go: what it says itself, and what is said about it. */
export type LinesOf = (part: string) => Say;

/** The embedded parts of a configuration; a part that is replaced by an address is none. */
export function embeddedParts(config: StackConfig, linesOf: LinesOf): readonly Unit[] {
  const { dataFolder, cacheFolder, kafka, postgres, clickhouse } = config;
  const units: Unit[] = [];
  if ('port' in kafka) {
    const say = linesOf('kafka');
    const options = {
      ...kafka,
      folder: join(dataFolder, 'kafka'),
      cacheFolder,
      security: embeddedBrokerSecurity(dataFolder),
      say,
      onLine: say,
    };
    units.push({ name: 'kafka', start: async () => (await startBroker(options)).child });
  }
  if ('port' in postgres) {
    const say = linesOf('postgres');
    const password = keptSecret(dataFolder, 'postgres').value;
    const options = {
      port: postgres.port,
      folder: join(dataFolder, 'postgres'),
      password,
      say,
      onLine: say,
    };
    units.push({ name: 'postgres', start: async () => (await startPostgres(options)).child });
  }
  if ('port' in clickhouse) {
    const usersFile = clickhouseUsersFile(dataFolder);
    const { port } = clickhouse;
    const options = {
      port,
      folder: join(dataFolder, 'clickhouse'),
      usersFile,
      onLine: linesOf('clickhouse'),
    };
    units.push({
      name: 'clickhouse',
      start: async () => (await startClickHouse(options)).child,
      // An analyst's statement must not be able to stop the ledger for longer than this.
      answering: { url: `http://127.0.0.1:${port}/ping`, limits: HANG_LIMITS },
    });
  }
  return units;
}
