import { join } from 'node:path';
import type { LogUser } from '@suanpan/facts';
import type { KafkaConnection } from '@suanpan/kafka-connection';
import { kafkaConnectionOf, OPERATOR } from './kafka-users.ts';
import { keptSecret, keptWithData, secretsFolder } from './secrets.ts';
import type { ClickHouseAddress, StackConfig } from './stack-config.ts';

/** Where everything answers, passwords included. */
export interface StackAddresses {
  /** As the operator: may do everything with the log. It names files of secrets and holds none. */
  readonly kafka: KafkaConnection;
  readonly postgresUrl: string;
  /** As administrator: may make tables and users' views. */
  readonly clickhouse: ClickHouseAddress;
  /** As the ledger's sink: may read, insert and end its own queries. The same as `clickhouse` when that is external. */
  readonly clickhouseSink: ClickHouseAddress;
  /** As the ledger's repair: may also delete rows. The same as `clickhouse` when that is external. */
  readonly clickhouseRepair: ClickHouseAddress;
  readonly ingestUrl: string;
  readonly ratingUrl: string;
  readonly sinkUrl: string;
  readonly adminUrl: string;
  /** Of every service that is run, by name. A stack that an older version started does not say it. */
  readonly serviceUrls?: Readonly<Record<string, string>>;
  readonly shards: number;
  /** Holds 32 random bytes in hexadecimal digits; per-root keys are derived from it. */
  readonly masterSecretFile: string;
  /** Where admin writes the first administrator's password, once. */
  readonly firstPasswordFile: string;
}

const HOST = '127.0.0.1';
const MASTER_LOSS = 'retries of events would become conflicts, and end users would no longer match those of before';
const POSTGRES_LOSS = 'the database would not let anybody in';

/** The addresses a configuration leads to, whether or not anything runs there. Makes missing secrets. */
export function stackAddresses(config: StackConfig): StackAddresses {
  const { dataFolder } = config;
  const clickhouseAs = (user: string): ClickHouseAddress =>
    'url' in config.clickhouse
      ? config.clickhouse
      : {
          url: `http://${HOST}:${config.clickhouse.port}`,
          user,
          password: keptSecret(dataFolder, `clickhouse-${user}`).value,
        };
  return {
    kafka: kafkaConnectionOf(config, OPERATOR),
    postgresUrl:
      'url' in config.postgres
        ? config.postgres.url
        : `postgres://suanpan:${keptWithData(dataFolder, 'postgres', POSTGRES_LOSS).value}@${HOST}:${config.postgres.port}/suanpan`,
    clickhouse: clickhouseAs('suanpan'),
    clickhouseSink: clickhouseAs('sink'),
    clickhouseRepair: clickhouseAs('repair'),
    ingestUrl: urlOf(config, 'ingest'),
    ratingUrl: urlOf(config, 'rating'),
    sinkUrl: urlOf(config, 'sink'),
    adminUrl: urlOf(config, 'admin'),
    serviceUrls: Object.fromEntries(
      config.services.filter(({ isRun }) => isRun).map(({ name }) => [name, urlOf(config, name)]),
    ),
    shards: config.shards,
    masterSecretFile: keptWithData(dataFolder, 'master', MASTER_LOSS).file,
    firstPasswordFile: join(secretsFolder(dataFolder), 'first-password'),
  };
}

function urlOf({ services }: StackConfig, name: LogUser): string {
  const service = services.find((one) => one.name === name);
  if (service === undefined) throw new TypeError(`No app registers the service ${name}.`);
  return `http://${HOST}:${service.port}`;
}
