import { KAFKA_CONFIG } from '@suanpan/kafka-connection';
import {
  type ConfigOf,
  integerSetting,
  operationsSetting,
  portSetting,
  proxiesSetting,
  readConfig,
  secretFileSetting,
  textSetting,
} from '@suanpan/service-runtime';
import { DEFAULT_LIMITS, type IntakeLimits } from '@suanpan/usage-intake';

/** Every setting of ingest, as environment variables. */
export const INGEST_CONFIG = {
  host: textSetting('SUANPAN_HOST', 'address to listen on', '127.0.0.1'),
  port: portSetting('SUANPAN_PORT', 'port to listen on; 0 takes a free one', 8080),
  operations: operationsSetting(),
  ...KAFKA_CONFIG,
  shards: integerSetting('SUANPAN_SHARDS', 'number of shards', { min: 1, max: 10_000, fallback: 4 }),
  masterSecret: secretFileSetting(
    'SUANPAN_MASTER_SECRET_FILE',
    'file of the master secret, 64 hexadecimal digits or more',
  ),
  latenessDays: integerSetting('SUANPAN_LATENESS_DAYS', 'days an event may lie before its receipt', {
    min: 1,
    max: 400,
    fallback: DEFAULT_LIMITS.latenessDays,
  }),
  aheadSeconds: integerSetting('SUANPAN_AHEAD_SECONDS', 'seconds an event may lie after its receipt', {
    min: 0,
    max: 86_400,
    fallback: DEFAULT_LIMITS.aheadSeconds,
  }),
  callGraceHours: integerSetting(
    'SUANPAN_CALL_GRACE_HOURS',
    'hours in which calls of before the end of a permission may still be reported',
    { min: 0, max: 9600, fallback: 24 },
  ),
  inFlightMebibytes: integerSetting('SUANPAN_IN_FLIGHT_MIB', 'bodies in the process at once, MiB', {
    min: 8,
    max: 4096,
    fallback: 64,
  }),
  bodySeconds: integerSetting('SUANPAN_BODY_SECONDS', 'seconds a body may take to arrive', {
    min: 1,
    max: 600,
    fallback: 15,
  }),
  appendSeconds: integerSetting('SUANPAN_APPEND_SECONDS', 'seconds the log is tried before a 503', {
    min: 1,
    max: 600,
    fallback: 10,
  }),
  trustProxy: proxiesSetting('SUANPAN_TRUST_PROXY'),
  connectionsMax: integerSetting('SUANPAN_CONNECTIONS_MAX', 'open connections', {
    min: 1,
    max: 100_000,
    fallback: 2000,
  }),
};

export type IngestSettings = ConfigOf<typeof INGEST_CONFIG>;

/** Reads the settings; `config_invalid` names every variable that is missing or wrong. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): IngestSettings {
  return readConfig(env, INGEST_CONFIG);
}

/** What one request may hold, as set up. */
export function limitsOf({ latenessDays, aheadSeconds }: IngestSettings): IntakeLimits {
  return { ...DEFAULT_LIMITS, latenessDays, aheadSeconds };
}
