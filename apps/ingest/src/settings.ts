import { readFileSync } from 'node:fs';
import { Fault } from '@suanpan/fault';
import { DEFAULT_LIMITS, type IntakeLimits } from '@suanpan/usage-intake';

/** How ingest is set up. */
export interface IngestSettings {
  readonly host: string;
  readonly port: number;
  readonly brokers: readonly string[];
  readonly shards: number;
  /** From which the per-root keys of masks are derived; 32 bytes at least. */
  readonly masterSecret: Uint8Array;
  readonly limits: IntakeLimits;
  /** Bytes of request bodies that may be in the process at once. */
  readonly bytesInFlightMax: number;
  /** How long a body may take to arrive, milliseconds. */
  readonly bodyTimeoutMs: number;
  /** How long the log is tried before the sender is told to come back, milliseconds. */
  readonly appendDeadlineMs: number;
  readonly connectionsMax: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const MIB = 1024 * 1024;

/** Reads the settings; `config_invalid` names the variable that is missing or wrong. */
export function readSettings(env: Environment): IngestSettings {
  return {
    host: env.SUANPAN_HOST ?? '127.0.0.1',
    port: whole(env, 'SUANPAN_PORT', { unset: 8080, min: 0, max: 65_535 }),
    brokers: list(env, 'SUANPAN_KAFKA_BROKERS'),
    shards: whole(env, 'SUANPAN_SHARDS', { unset: 4, min: 1, max: 10_000 }),
    masterSecret: secret(env, 'SUANPAN_MASTER_SECRET_FILE'),
    limits: {
      ...DEFAULT_LIMITS,
      latenessDays: whole(env, 'SUANPAN_LATENESS_DAYS', { unset: DEFAULT_LIMITS.latenessDays, min: 1, max: 400 }),
      aheadSeconds: whole(env, 'SUANPAN_AHEAD_SECONDS', { unset: DEFAULT_LIMITS.aheadSeconds, min: 0, max: 86_400 }),
    },
    bytesInFlightMax: whole(env, 'SUANPAN_IN_FLIGHT_MIB', { unset: 64, min: 8, max: 4096 }) * MIB,
    bodyTimeoutMs: whole(env, 'SUANPAN_BODY_TIMEOUT_SECONDS', { unset: 15, min: 1, max: 600 }) * 1000,
    appendDeadlineMs: whole(env, 'SUANPAN_APPEND_DEADLINE_SECONDS', { unset: 10, min: 1, max: 600 }) * 1000,
    connectionsMax: whole(env, 'SUANPAN_CONNECTIONS_MAX', { unset: 2000, min: 1, max: 100_000 }),
  };
}

function whole(env: Environment, name: string, range: { unset: number; min: number; max: number }): number {
  const text = env[name];
  if (text === undefined || text === '') return range.unset;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.min && value <= range.max) return value;
  throw new Fault('config_invalid', `${name} must be a whole number from ${range.min} to ${range.max}.`);
}

function list(env: Environment, name: string): readonly string[] {
  const items = (env[name] ?? '').split(',').map((item) => item.trim());
  const found = items.filter((item) => item !== '');
  if (found.length === 0) throw new Fault('config_invalid', `${name} must name at least one host:port.`);
  return found;
}

function secret(env: Environment, name: string): Uint8Array {
  const file = env[name];
  if (file === undefined || file === '')
    throw new Fault('config_invalid', `${name} must name the file of the master secret.`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new Fault('config_invalid', `The file that ${name} names cannot be read: ${file}.`, { cause });
  }
  if (!/^([0-9a-f]{2}){32,}$/i.test(text)) {
    throw new Fault('config_invalid', `The file that ${name} names must hold at least 64 hexadecimal digits.`);
  }
  return Buffer.from(text, 'hex');
}
