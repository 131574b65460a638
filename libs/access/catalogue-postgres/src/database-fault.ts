import { types } from 'node:util';
import { Fault } from '@suanpan/fault';

/** SQLSTATE classes of trouble that passes: connection, resources, operator's intervention, and waits for locks. */
const PASSING = /^(08|53|57|40)|^55P03$/;
const NETWORK = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|ENOTFOUND|EHOSTUNREACH)$/;
/** The driver gives these no code. */
const DRIVER = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/;

/** An error of the driver as a fault; faults and errors of another kind stay what they are. */
export function asDatabaseFault(error: unknown): unknown {
  if (error instanceof Fault || !types.isNativeError(error)) return error;
  const code = codeOf(error);
  if (NETWORK.test(code) || PASSING.test(code) || DRIVER.test(error.message)) {
    return new Fault('unavailable', 'The database did not answer.', { internal: { code }, cause: error });
  }
  return error;
}

function codeOf(error: Error & { code?: unknown; driverError?: unknown; errors?: unknown }): string {
  if (typeof error.code === 'string') return error.code;
  // Node reports a refused connection to a name with several addresses as several errors in one.
  const [first] = Array.isArray(error.errors) ? (error.errors as unknown[]) : [error.driverError];
  return types.isNativeError(first) ? codeOf(first) : '';
}
