import { HttpException } from '@nestjs/common';
import { Fault, type FaultCode, isFault } from '@suanpan/fault';

/** Errors of Fastify by their codes, which are part of its API. */
const BY_FASTIFY_CODE: Readonly<Record<string, FaultCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_INVALID_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_EMPTY_TYPE: 'media_type_unsupported',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'request_malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'request_malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'request_malformed',
  FST_ERR_VALIDATION: 'request_malformed',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_NOT_FOUND: 'not_found',
};

/** What a framework means by a status that it gave by itself. */
const BY_STATUS: Readonly<Record<number, FaultCode>> = {
  400: 'request_malformed',
  401: 'credential_missing',
  403: 'scope_missing',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'request_timeout',
  413: 'request_too_large',
  414: 'not_found',
  415: 'media_type_unsupported',
  422: 'event_invalid',
  429: 'overloaded',
  503: 'unavailable',
};

const DETAILS: Partial<Record<FaultCode, string>> = {
  request_malformed: 'The request could not be read.',
  request_too_large: 'Send less at once.',
  media_type_unsupported: 'See the documentation for the content types of this address.',
  not_found: 'There is nothing at this address.',
  unavailable: 'Send again later.',
};

interface HttpShaped {
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly message?: unknown;
}

/** Details are ours: a framework's message may repeat what was sent, or tell how things are built. */
function faultWith(code: FaultCode, error: unknown): Fault {
  return new Fault(code, DETAILS[code] ?? '', { cause: error });
}

/** The fault behind whatever was thrown. What is not known to be the caller's doing becomes `internal`. */
export function faultOf(error: unknown): Fault {
  if (isFault(error)) return error;
  if (typeof error !== 'object' || error === null) return faultWith('internal', error);
  if (error instanceof HttpException) {
    const byCause = knownFault(error.cause);
    return byCause ?? faultWith(BY_STATUS[error.getStatus()] ?? 'internal', error);
  }
  return knownFault(error) ?? faultWith('internal', error);
}

function knownFault(error: unknown): Fault | undefined {
  if (isFault(error)) return error;
  const { code, statusCode } = (typeof error === 'object' && error !== null ? error : {}) as HttpShaped;
  const named = typeof code === 'string' ? BY_FASTIFY_CODE[code] : undefined;
  if (named !== undefined) return faultWith(named, error);
  const bySource = typeof statusCode === 'number' && statusCode < 500 ? BY_STATUS[statusCode] : undefined;
  return bySource === undefined ? undefined : faultWith(bySource, error);
}
