import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import {
  type ConfigOf,
  integerSetting,
  listSetting,
  portSetting,
  readConfig,
  type Setting,
  textSetting,
} from '@suanpan/service-runtime';
import { DEFAULT_LIMITS, type IntakeLimits } from '@suanpan/usage-intake';

/** Written for no proxy at all. */
const NO_PROXY = 'none';

/** Every setting of ingest, as environment variables. */
export const INGEST_CONFIG = {
  host: textSetting('SUANPAN_HOST', 'address to listen on', '127.0.0.1'),
  port: portSetting('SUANPAN_PORT', 'port to listen on; 0 takes a free one', 8080),
  brokers: listSetting('SUANPAN_KAFKA_BROKERS', 'host:port of some brokers, separated by commas'),
  shards: integerSetting('SUANPAN_SHARDS', 'number of shards', { min: 1, max: 10_000, fallback: 4 }),
  masterSecret: secretFileSetting(),
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
  trustProxy: proxiesSetting(),
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

/**
 * The proxies whose X-Forwarded-For is believed. A count of hops would do for nobody: whoever reaches the service past the
 * proxy could write the header himself.
 */
function proxiesSetting(): Setting<readonly string[]> {
  const help = 'addresses and CIDR blocks of proxies whose X-Forwarded-For is believed, separated by commas';
  const list = listSetting('SUANPAN_TRUST_PROXY', help, NO_PROXY);
  return {
    ...list,
    parse(text) {
      if (text === NO_PROXY) return [];
      const blocks = list.parse(text);
      if (!blocks.every(isAddressBlock)) throw new RangeError(`${NO_PROXY}, or addresses and CIDR blocks`);
      return blocks;
    },
  };
}

function isAddressBlock(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  // A prefix of 0 would be everybody.
  return prefix === undefined || (/^[1-9]\d{0,2}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}

/** The master secret by its file: 64 hexadecimal digits at least, from which every root's mask key is derived. */
function secretFileSetting(): Setting<Uint8Array> {
  const file = textSetting('SUANPAN_MASTER_SECRET_FILE', 'file of the master secret, 64 hexadecimal digits or more');
  return {
    ...file,
    parse(path) {
      let text: string;
      try {
        text = readFileSync(path, 'utf8').trim();
      } catch (error) {
        throw new RangeError(`a file that can be read (${(error as NodeJS.ErrnoException).code})`);
      }
      if (!/^([0-9a-f]{2}){32,}$/i.test(text)) throw new RangeError('a file of 64 hexadecimal digits or more');
      return Buffer.from(text, 'hex');
    },
  };
}
