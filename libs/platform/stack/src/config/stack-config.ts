import { isAbsolute, resolve } from 'node:path';
import { Fault } from '@suanpan/fault';
import { type KafkaConnection, readKafkaConnection } from '@suanpan/kafka-connection';
import { workspaceTop } from '../top.ts';
import { cacheFolder } from './cache-folder.ts';
import { type RegisteredService, registeredServices } from './registered-services.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Everything the stack can be told. A part is either embedded, on ports of this machine, or replaced by an address. */
export interface StackConfig {
  /** The one folder that survives: data, secrets, the run lock. SUANPAN_DATA. */
  readonly dataFolder: string;
  /** Where fetched jars are kept. SUANPAN_CACHE. */
  readonly cacheFolder: string;
  /** How many shards, which are Kafka partitions. SUANPAN_SHARDS. */
  readonly shards: number;
  readonly kafka: EmbeddedKafka | KafkaConnection;
  readonly postgres: { readonly port: number } | { readonly url: string };
  readonly clickhouse: { readonly port: number } | ClickHouseAddress;
  /** Every service on its port here, in the order in which they start. */
  readonly services: readonly ConfiguredService[];
}

export interface ConfiguredService extends RegisteredService {
  /** Whether SUANPAN_SERVICES names it; all are run if it is not set. */
  readonly isRun: boolean;
}

export interface EmbeddedKafka {
  readonly port: number;
  readonly controllerPort: number;
}

export interface ClickHouseAddress {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

function text(env: Env, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? undefined : value;
}

function whole(env: Env, name: string, fallback: number, range: { from: number; to: number }): number {
  const given = text(env, name);
  if (given === undefined) return fallback;
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= range.from && number <= range.to) return number;
  throw new Fault(
    'config_invalid',
    `${name} is "${given}"; it must be a whole number from ${range.from} to ${range.to}.`,
  );
}

const port = (env: Env, name: string, fallback: number) => whole(env, name, fallback, { from: 1, to: 65_535 });

function url(env: Env, name: string, protocols: readonly string[]): string | undefined {
  const given = text(env, name);
  if (given === undefined) return undefined;
  if (URL.canParse(given) && protocols.includes(new URL(given).protocol)) return given;
  // The address may hold a password, so it is not repeated.
  throw new Fault('config_invalid', `${name} is not an address that starts with ${protocols.join(' or ')}//.`);
}

function kafka(env: Env): StackConfig['kafka'] {
  if (text(env, 'SUANPAN_KAFKA_BROKERS') !== undefined) return readKafkaConnection(env);
  return {
    port: port(env, 'SUANPAN_KAFKA_PORT', 9092),
    controllerPort: port(env, 'SUANPAN_KAFKA_CONTROLLER_PORT', 9093),
  };
}

function clickhouse(env: Env): StackConfig['clickhouse'] {
  const address = url(env, 'SUANPAN_CLICKHOUSE_URL', ['http:', 'https:']);
  if (address === undefined) return { port: port(env, 'SUANPAN_CLICKHOUSE_PORT', 8123) };
  const user = text(env, 'SUANPAN_CLICKHOUSE_USER') ?? 'default';
  return { url: address, user, password: env.SUANPAN_CLICKHOUSE_PASSWORD ?? '' };
}

/** Every service, and whether it is run: all are, or those that SUANPAN_SERVICES names. */
function servicesOf(env: Env): readonly ConfiguredService[] {
  const all = registeredServices();
  const given = text(env, 'SUANPAN_SERVICES')
    ?.split(',')
    .map((name) => name.trim());
  const unknown = given?.find((name) => all.every((service) => service.name !== name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(', ');
    throw new Fault('config_invalid', `SUANPAN_SERVICES names "${unknown}"; the services are ${known}.`);
  }
  return all.map((service) => ({
    ...service,
    port: port(env, service.portSetting, service.port),
    isRun: given?.includes(service.name) ?? true,
  }));
}

/** Two embedded things on one port would only meet when the second starts; it is said before anything does. */
function refuseSharedPorts(config: StackConfig): void {
  const settings = new Map<number, string>();
  for (const [setting, used] of portsOf(config)) {
    const other = settings.get(used);
    if (other !== undefined) throw new Fault('config_invalid', `${other} and ${setting} are both ${used}.`);
    settings.set(used, setting);
  }
}

/** The ports that this configuration needs on this machine, with the settings that move them. */
export function portsOf(config: StackConfig): readonly (readonly [setting: string, port: number])[] {
  const ports: [string, number][] = [];
  if ('port' in config.kafka) {
    ports.push(
      ['SUANPAN_KAFKA_PORT', config.kafka.port],
      ['SUANPAN_KAFKA_CONTROLLER_PORT', config.kafka.controllerPort],
    );
  }
  if ('port' in config.postgres) ports.push(['SUANPAN_POSTGRES_PORT', config.postgres.port]);
  if ('port' in config.clickhouse) ports.push(['SUANPAN_CLICKHOUSE_PORT', config.clickhouse.port]);
  for (const { isRun, portSetting, port: used } of config.services) if (isRun) ports.push([portSetting, used]);
  return ports;
}

/** Reads the configuration. Fails with `config_invalid`, naming the setting. */
export function readStackConfig(env: Env = process.env): StackConfig {
  const data = text(env, 'SUANPAN_DATA') ?? '.suanpan';
  const postgresUrl = url(env, 'SUANPAN_POSTGRES_URL', ['postgres:', 'postgresql:']);
  const config: StackConfig = {
    dataFolder: isAbsolute(data) ? data : resolve(workspaceTop, data),
    cacheFolder: cacheFolder(env),
    shards: whole(env, 'SUANPAN_SHARDS', 4, { from: 1, to: 1024 }),
    kafka: kafka(env),
    postgres: postgresUrl === undefined ? { port: port(env, 'SUANPAN_POSTGRES_PORT', 5432) } : { url: postgresUrl },
    clickhouse: clickhouse(env),
    services: servicesOf(env),
  };
  refuseSharedPorts(config);
  return config;
}
