import { join } from 'node:path';
import type { LogUser } from '@suanpan/facts';
import { kafkaConnectionEnv } from '@suanpan/kafka-connection';
import type { StackAddresses } from '../config/addresses.ts';
import { kafkaConnectionOf } from '../config/kafka-users.ts';
import type { StackConfig } from '../config/stack-config.ts';
import { workspaceTop } from '../top.ts';
import type { ServiceCommand } from './service.ts';

/** Where every service says whether it is ready. */
const HEALTH = '/health/ready';

type Env = Readonly<Record<string, string>>;

/** Who reads and writes the ledger as the sink does. */
function ledgerEnv({ clickhouseSink: sink }: StackAddresses): Env {
  return {
    SUANPAN_CLICKHOUSE_URL: sink.url,
    SUANPAN_CLICKHOUSE_USER: sink.user,
    SUANPAN_CLICKHOUSE_PASSWORD: sink.password,
  };
}

/** What each service is told. It gets the secrets it needs and no others. */
function secretsOf(user: LogUser, addresses: StackAddresses): Env {
  const { clickhouseRepair: repair, postgresUrl, masterSecretFile, firstPasswordFile } = addresses;
  const master = { SUANPAN_MASTER_SECRET_FILE: masterSecretFile };
  switch (user) {
    case 'sink':
      return {
        ...ledgerEnv(addresses),
        SUANPAN_CLICKHOUSE_REPAIR_USER: repair.user,
        SUANPAN_CLICKHOUSE_REPAIR_PASSWORD: repair.password,
      };
    case 'admin':
      return {
        ...ledgerEnv(addresses),
        ...master,
        SUANPAN_POSTGRES_URL: postgresUrl,
        SUANPAN_BOOTSTRAP_FILE: firstPasswordFile,
      };
    case 'ingest':
      return master;
    default:
      return {};
  }
}

/**
 * Suanpan's own services, downstream first, so that stopping in reverse closes the front door before what is behind it.
 */
export function suanpanServices(config: StackConfig, addresses: StackAddresses): readonly ServiceCommand[] {
  const app = (name: string) => join(workspaceTop, 'apps', name, 'dist/main.js');
  const envOf = (user: LogUser, more: Env): Env => ({
    ...kafkaConnectionEnv(kafkaConnectionOf(config, user)),
    SUANPAN_SHARDS: `${addresses.shards}`,
    ...secretsOf(user, addresses),
    ...more,
  });
  const rating = (name: 'rating' | 'sink', role: string, port: number, url: string): ServiceCommand => ({
    name,
    entry: app('rating'),
    env: envOf(name, {
      SUANPAN_RATING_ROLE: role,
      SUANPAN_PORT: `${port}`,
      SUANPAN_FOLD_DATA: join(config.dataFolder, 'fold', name),
    }),
    healthUrl: `${url}${HEALTH}`,
    // A large young generation: what one batch makes dies before it is copied. It saves a third of rating's CPU.
    nodeFlags: ['--max-semi-space-size=64'],
  });
  const registered = config.registered.map(
    ({ name, entry, port }): ServiceCommand => ({
      name,
      entry,
      env: envOf(name, { SUANPAN_PORT: `${port}`, SUANPAN_FOLD_DATA: join(config.dataFolder, 'fold', name) }),
      healthUrl: `${addresses.serviceUrls?.[name]}${HEALTH}`,
    }),
  );
  const all: readonly ServiceCommand[] = [
    ...registered,
    rating('sink', 'sink', config.sinkPort, addresses.sinkUrl),
    rating('rating', 'rater', config.ratingPort, addresses.ratingUrl),
    {
      name: 'admin',
      entry: app('admin'),
      env: envOf('admin', { SUANPAN_PORT: `${config.adminPort}` }),
      healthUrl: `${addresses.adminUrl}${HEALTH}`,
    },
    {
      name: 'ingest',
      entry: app('ingest'),
      env: envOf('ingest', { SUANPAN_PORT: `${config.ingestPort}` }),
      healthUrl: `${addresses.ingestUrl}${HEALTH}`,
      // Small young generation: short pauses. It halves the acknowledgement's 99th percentile.
      nodeFlags: ['--max-semi-space-size=8'],
    },
  ];
  return all.filter(({ name }) => config.services.includes(name));
}
