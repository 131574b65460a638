import { Fault } from '@suanpan/fault';

/** What kafkajs's errors tell; they are known by name and type, never by class. */
interface KafkajsError {
  readonly name?: string;
  readonly type?: string;
  readonly message?: string;
  readonly retriable?: boolean;
}

/** Refusals that kafkajs marks as final although another broker, or the same one in a moment, answers differently. */
const PASSING_TYPES = new Set([
  'BROKER_NOT_AVAILABLE',
  'REPLICA_NOT_AVAILABLE',
  'UNKNOWN',
  'KAFKA_STORAGE_ERROR',
  'FENCED_LEADER_EPOCH',
  'UNKNOWN_LEADER_EPOCH',
  'NOT_CONTROLLER',
]);

/** The broker did not let us, so nothing was written or read; more tries will not change that. */
const UNAUTHORIZED_TYPES = new Set([
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
]);

const TOO_LARGE_TYPES = new Set(['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE']);

function seen(error: unknown): KafkajsError {
  return typeof error === 'object' && error !== null ? error : {};
}

export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Tells whether the same request may be answered later, by this broker or another. */
export function isPassing(error: unknown): boolean {
  const { name, type, retriable } = seen(error);
  if (type !== undefined && PASSING_TYPES.has(type)) return true;
  return name?.startsWith('KafkaJS') === true && retriable !== false;
}

/** Tells whether what is known of the connection or of the leader may be stale after this error. */
export function isOutOfRange(error: unknown): boolean {
  return seen(error).type === 'OFFSET_OUT_OF_RANGE';
}

/**
 * The fault of an append. `record_too_large` is certain not to be in the log; of any other failure nobody knows, for
 * the answer may have been lost behind the write.
 */
export function appendFault(at: string, error: unknown): Fault {
  const { type } = seen(error);
  if (type !== undefined && TOO_LARGE_TYPES.has(type)) {
    return new Fault('record_too_large', `A record for ${at} is larger than the topic takes.`, { cause: error });
  }
  if (isUnauthorized(error)) return unauthorized(`a record for ${at}`, error);
  return new Fault('append_failed', `Nobody knows whether a record for ${at} was written: ${errorText(error)}.`, {
    cause: error,
    internal: { type },
  });
}

function isUnauthorized(error: unknown): boolean {
  const { type, name } = seen(error);
  return (type !== undefined && UNAUTHORIZED_TYPES.has(type)) || name === 'KafkaJSSASLAuthenticationError';
}

function unauthorized(what: string, error: unknown): Fault {
  const next = 'see which user SUANPAN_KAFKA_SASL_USERNAME names and which ACLs it has (docs/SECURITY.md)';
  return new Fault('log_refused', `The broker does not allow ${what}: ${errorText(error)}; ${next}.`, { cause: error });
}

/** The fault of a read or a question that was not answered in time, or never will be. */
export function questionFault(at: string, error: unknown): Fault {
  if (isUnauthorized(error)) return unauthorized(at, error);
  const code = isPassing(error) ? 'unavailable' : 'log_refused';
  return new Fault(code, `The broker did not serve ${at}: ${errorText(error)}.`, {
    cause: error,
    internal: { type: seen(error).type },
  });
}
