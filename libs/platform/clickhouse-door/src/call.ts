import type { IncomingMessage } from 'node:http';
import { EngineError } from './engine-error.ts';
import type { BlockMethod } from './wire/compressed-blocks.ts';

/** What a request asks for in its address and headers. */
export interface Call {
  readonly userName: string;
  readonly password: string;
  readonly query: string;
  readonly parameters: Map<string, string>;
  readonly settings: Map<string, string>;
  readonly database: string | undefined;
  readonly queryId: string | undefined;
  readonly format: string | undefined;
  readonly comment: string;
  readonly waitForEnd: boolean;
  readonly gzipAnswer: boolean;
  /** Rows go out in ClickHouse's own compressed blocks, compressed so. */
  readonly answerInBlocks: BlockMethod | undefined;
  /** Whether the body came in such blocks. */
  readonly bodyInBlocks: boolean;
  /** The revision of ClickHouse's protocol that the client understands; 0 if it names none. */
  readonly clientRevision: number;
  /** Whether the client believes that something is kept for it between its requests. */
  readonly inSession: boolean;
}

// Names of the HTTP interface that are not settings of the engine.
const OWN_NAMES = new Set([
  ...['query', 'query_id', 'database', 'default_format', 'user', 'password', 'wait_end_of_query', 'buffer_size'],
  ...['compress', 'decompress', 'enable_http_compression', 'session_id', 'session_timeout', 'session_check'],
  ...['role', 'quota_key', 'stacktrace', 'log_comment', 'http_zlib_compression_level', 'client_protocol_version'],
  ...['send_progress_in_http_headers', 'http_headers_progress_interval_ms', 'http_write_exception_in_output_format'],
  ...['cancel_http_readonly_queries_on_client_close', 'readonly_http_method'],
]);
// These change how text is read, or are the door's own.
const CLOSED_SETTINGS = new Set(['dialect', 'implicit_select', 'log_queries', 'polyglot_dialect']);
const SETTING_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function credentials(request: IncomingMessage, url: URLSearchParams): { userName: string; password: string } {
  const authorization = header(request, 'authorization');
  if (authorization !== undefined) {
    const match = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization);
    if (match === null) throw new EngineError(516, 'AUTHENTICATION_FAILED', 'Only HTTP Basic authentication is served');
    const [, encoded = ''] = match;
    const text = Buffer.from(encoded, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return colon < 0
      ? { userName: text, password: '' }
      : { userName: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  return {
    userName: header(request, 'x-clickhouse-user') ?? url.get('user') ?? 'default',
    password: header(request, 'x-clickhouse-key') ?? url.get('password') ?? '',
  };
}

/** Whatever else a client prefers, it reads LZ4. */
function methodOf(asked: string | null): BlockMethod {
  return asked?.toUpperCase() === 'ZSTD' ? 'ZSTD' : 'LZ4';
}

/** Reads a request's address and headers. Throws for what the door does not serve, so that nothing is ignored. */
export function callOf(request: IncomingMessage): Call {
  const url = new URL(request.url ?? '/', 'http://door').searchParams;
  const notServed = (what: string) => new EngineError(48, 'NOT_IMPLEMENTED', `${what} is not served by this door`);
  if (url.has('role')) throw notServed('role');
  const parameters = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of url) readParameter(name, value, parameters, settings);
  const flag = (name: string) => ['1', 'true'].includes(url.get(name) ?? '');
  return {
    ...credentials(request, url),
    query: url.get('query') ?? '',
    parameters,
    settings,
    database: url.get('database') ?? header(request, 'x-clickhouse-database'),
    queryId: url.get('query_id') || header(request, 'x-clickhouse-query-id') || undefined,
    format: url.get('default_format') ?? header(request, 'x-clickhouse-format'),
    comment: url.get('log_comment') ?? '',
    waitForEnd: flag('wait_end_of_query'),
    gzipAnswer: flag('enable_http_compression') && /\bgzip\b/.test(header(request, 'accept-encoding') ?? ''),
    answerInBlocks: flag('compress') ? methodOf(url.get('network_compression_method')) : undefined,
    bodyInBlocks: flag('decompress'),
    clientRevision: Number(/^\d{1,9}$/.exec(url.get('client_protocol_version') ?? '')?.[0] ?? 0),
    inSession: url.has('session_id'),
  };
}

/** Sorts one name of an address into parameters and settings. */
export function readParameter(
  name: string,
  value: string,
  parameters: Map<string, string>,
  settings: Map<string, string>,
): void {
  if (name.startsWith('param_')) {
    if (!SETTING_NAME.test(name)) throw new EngineError(36, 'BAD_ARGUMENTS', `The parameter name ${name} is not valid`);
    parameters.set(name, value);
  } else if (!OWN_NAMES.has(name)) {
    if (!SETTING_NAME.test(name)) throw new EngineError(115, 'UNKNOWN_SETTING', `Unknown setting '${name}'`);
    if (CLOSED_SETTINGS.has(name))
      throw new EngineError(452, 'SETTING_CONSTRAINT_VIOLATION', `Setting ${name} should not be changed`);
    settings.set(name, value);
  }
}
