import { join } from 'node:path';
import { kafkaConnectionEnv } from '@suanpan/kafka-connection';
import type { StackAddresses } from '../config/addresses.ts';
import { kafkaConnectionOf } from '../config/kafka-users.ts';
import type { RegisteredService, ServiceNeed } from '../config/registered-services.ts';
import type { StackConfig } from '../config/stack-config.ts';
import type { ServiceCommand } from './service.ts';

/** Where every service says whether it is ready. */
const HEALTH = '/health/ready';

type Env = Readonly<Record<string, string>>;

interface Told {
  readonly dataFolder: string;
  readonly name: string;
  readonly addresses: StackAddresses;
}

/** How a service is told what it needs. */
const NEED_ENV: Readonly<Record<ServiceNeed, (told: Told) => Env>> = {
  database: ({ addresses }) => ({ SUANPAN_POSTGRES_URL: addresses.postgresUrl }),
  'first-password': ({ addresses }) => ({ SUANPAN_BOOTSTRAP_FILE: addresses.firstPasswordFile }),
  'fold-store': ({ dataFolder, name }) => ({ SUANPAN_FOLD_DATA: join(dataFolder, 'fold', name) }),
  ledger: ({ addresses: { clickhouseSink: sink } }) => ({
    SUANPAN_CLICKHOUSE_URL: sink.url,
    SUANPAN_CLICKHOUSE_USER: sink.user,
    SUANPAN_CLICKHOUSE_PASSWORD: sink.password,
  }),
  'ledger-repair': ({ addresses: { clickhouseRepair: repair } }) => ({
    SUANPAN_CLICKHOUSE_REPAIR_USER: repair.user,
    SUANPAN_CLICKHOUSE_REPAIR_PASSWORD: repair.password,
  }),
  'master-secret': ({ addresses }) => ({ SUANPAN_MASTER_SECRET_FILE: addresses.masterSecretFile }),
};

/**
 * The services that are run, in the order in which they start: what reads the log first, so that stopping in reverse
 * closes the front door before what is behind it.
 */
export function suanpanServices(config: StackConfig, addresses: StackAddresses): readonly ServiceCommand[] {
  return config.services.filter(({ isRun }) => isRun).map((service) => commandOf(service, config, addresses));
}

function commandOf(service: RegisteredService, config: StackConfig, addresses: StackAddresses): ServiceCommand {
  const { name, port, entry, nodeFlags, needs } = service;
  const told = { name, addresses, dataFolder: config.dataFolder };
  const env: Env = {
    ...kafkaConnectionEnv(kafkaConnectionOf(config, name)),
    // Under the supervisor health is where it looks for it.
    SUANPAN_OPERATIONS_PORT: 'none',
    ...{ SUANPAN_SHARDS: `${addresses.shards}`, SUANPAN_PORT: `${port}` },
    ...Object.assign({}, ...needs.map((need) => NEED_ENV[need](told))),
    ...service.env,
  };
  const healthUrl = `${addresses.serviceUrls?.[name]}${HEALTH}`;
  return { name, entry, env, healthUrl, ...(nodeFlags === undefined ? {} : { nodeFlags }) };
}
