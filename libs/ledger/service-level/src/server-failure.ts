/**
 * Kinds of failure (`errorType`) that are the provider's: its own names for them and those of OpenTelemetry and the clients.
 * What the caller caused, such as a limit that was hit or a request that was refused, is not among them. Compared in lower case.
 */
export const SERVER_ERROR_TYPES: readonly string[] = [
  ...['server_error', 'internal_error', 'internal_server_error', 'internalservererror', 'api_error'],
  ...['overloaded_error', 'overloaded', 'engine_overloaded', 'service_unavailable', 'serviceunavailable'],
  ...['serviceunavailableerror', 'serviceunavailableexception', 'modelnotreadyexception', 'internalserverexception'],
  ...['bad_gateway', 'badgatewayerror', 'gateway_timeout', 'timeout', 'timeout_error', 'apitimeouterror'],
  ...[
    'apiconnectiontimeouterror',
    'api_connection_error',
    'apiconnectionerror',
    'connection_error',
    'connection_reset',
  ],
  ...['deadline_exceeded', 'unavailable', 'internal', 'modeltimeoutexception', 'modelerrorexception'],
];

/** The lowest HTTP status that is the server's fault. */
export const SERVER_STATUS_FROM = 500;

const TYPES = new Set(SERVER_ERROR_TYPES);
const SERVER_STATUS_TEXT = /^5\d\d$/;

/**
 * Whether a call failed for the provider's reasons: a status of 500 or above, or a kind of failure of the server. A call that
 * reports neither was answered.
 */
export function isServerFailure(httpStatus: number | undefined, errorType: string | undefined): boolean {
  if (httpStatus !== undefined && httpStatus >= SERVER_STATUS_FROM) return true;
  const type = (errorType ?? '').toLowerCase();
  return TYPES.has(type) || SERVER_STATUS_TEXT.test(type);
}
