import { types } from 'node:util';
import { ClickHouseError } from '@clickhouse/client';
import { Fault } from '@suanpan/fault';

/**
 * ClickHouse errors after which the same statement may succeed later, by number: too many queries or parts, memory,
 * timeouts, cancelled, network, Keeper.
 */
const PASSING_CODES = new Set([
  '159',
  '202',
  '203',
  '209',
  '210',
  '216',
  '241',
  '242',
  '252',
  '279',
  '319',
  '394',
  '999',
]);

const CONNECTION_CODES = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
  ...['ENETUNREACH', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR', 'UND_ERR_SOCKET'],
]);
const CONNECTION_TEXT = /socket hang up|timeout error|premature close|aborted|terminated|network/i;

function isConnectionError(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (code !== undefined && CONNECTION_CODES.has(code)) || CONNECTION_TEXT.test(error.message);
}

/**
 * What an error of the client means. A connection that failed, and an answer that may differ next time, become
 * `ledger_unavailable`, whose public text names neither address nor statement. A statement ClickHouse refuses stays the
 * client's ClickHouseError with its `code` and `type`: it is for whoever wrote the statement.
 */
export function clickHouseFault(error: unknown): unknown {
  if (error instanceof Fault || !types.isNativeError(error)) return error;
  const passing = error instanceof ClickHouseError ? PASSING_CODES.has(error.code) : isConnectionError(error);
  if (!passing) return error;
  return new Fault('ledger_unavailable', 'The ledger cannot be reached right now.', {
    cause: error,
    internal: { message: error.message, code: (error as { code?: unknown }).code },
    retryAfterSeconds: 1,
  });
}
