import { isNativeError } from 'node:util/types';
import { Fault } from '@suanpan/fault';

/**
 * SQLSTATE classes of trouble that passes: 08 connection, 40 the transaction was rolled back for another's sake,
 * 53 resources, 57 an operator intervened; 55P03 a lock was not to be had.
 * https://www.postgresql.org/docs/18/errcodes-appendix.html
 */
const PASSING = /^(08|40|53|57)|^55P03$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** character_not_in_repertoire: a NUL in a text, which only what was sent can have brought. */
const UNSTORABLE = '22021';
/** The driver gives these no code. A runner is released under its user when its connection is lost between two statements. */
const DRIVER =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered|Query runner already released)/;

/**
 * The driver's error as a fault where the same act may succeed later: `unavailable`; or where a text that was sent cannot be
 * stored at all: `request_invalid`. Faults and all other errors (a
 * violated constraint, a wrong statement) stay what they are, because only the caller knows what they mean.
 */
export function postgresFault(error: unknown): unknown {
  if (error instanceof Fault || !isNativeError(error)) return error;
  const code = codeOf(error);
  if (code === UNSTORABLE) {
    return new Fault('request_invalid', 'A text holds a character that cannot be stored.', { cause: error });
  }
  if (!NETWORK.test(code) && !PASSING.test(code) && !DRIVER.test(error.message)) return error;
  return new Fault('unavailable', 'The database did not answer.', { internal: { code }, cause: error });
}

function codeOf(error: Error & { code?: unknown; driverError?: unknown; errors?: unknown }): string {
  if (typeof error.code === 'string') return error.code;
  // Node reports a refused connection to a name with several addresses as several errors in one.
  const [first] = Array.isArray(error.errors) ? (error.errors as unknown[]) : [error.driverError];
  return isNativeError(first) ? codeOf(first) : '';
}
