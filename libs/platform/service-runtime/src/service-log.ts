import type { LoggerService } from '@nestjs/common';
import { isFault } from '@suanpan/fault';
import { type DestinationStream, destination, type Logger, pino } from 'pino';

export type ServiceLog = Logger;

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Fields that are never written, at the top and one level down. */
const SECRET_FIELDS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'api_key',
  '["x-api-key"]',
  '["set-cookie"]',
];
const HIDDEN = '(hidden)';

/** Passwords in addresses and bearer tokens find their way into messages of drivers. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/(:\/\/[^\s:/@]*:)[^\s@/]+@/g, `$1${HIDDEN}@`)
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`);
}

/** An error as fields: the fault's code and what only operators may read, and every cause. */
export function errorFields(error: unknown, depth = 0): Record<string, unknown> {
  if (!(typeof error === 'object' && error !== null && 'message' in error)) return { message: String(error) };
  const { name, message, stack, cause } = error as Error;
  return {
    name,
    message: withoutSecrets(String(message)),
    ...(isFault(error) ? { code: error.code, internal: error.internal } : {}),
    ...(stack === undefined ? {} : { stack: withoutSecrets(stack) }),
    ...(cause === undefined || depth >= 5 ? {} : { cause: errorFields(cause, depth + 1) }),
  };
}

/** A log of JSON lines on standard output, from `info` up unless `SUANPAN_LOG` names another level. */
export function newServiceLog(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  to: DestinationStream = destination({ dest: 1, sync: true }),
): ServiceLog {
  const wanted = env.SUANPAN_LOG ?? 'info';
  const known = LEVELS.includes(wanted);
  const names = SECRET_FIELDS.map((field) => (field.startsWith('[') ? field : `.${field}`));
  const log = pino(
    {
      name,
      level: known ? wanted : 'info',
      base: { name },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error) => errorFields(error), error: (error) => errorFields(error) },
      redact: {
        paths: [...names.map((field) => field.replace(/^\./, '')), ...names.map((field) => `*${field}`)],
        censor: HIDDEN,
      },
      hooks: {
        logMethod(args, method) {
          const cleaned = args.map((arg) => (typeof arg === 'string' ? withoutSecrets(arg) : arg));
          method.apply(this, cleaned as typeof args);
        },
      },
    },
    to,
  );
  if (!known) log.warn(`SUANPAN_LOG "${wanted}" should be one of ${LEVELS.join(', ')}`);
  return log;
}

/** Nest's own lines. What it tells of a good start is of interest to nobody but its developers. */
export function nestLogOf(log: ServiceLog): LoggerService {
  const context = (more: unknown[]) => ({ context: more.at(-1) });
  return {
    log: (message: unknown, ...more: unknown[]) => log.debug(context(more), String(message)),
    debug: (message: unknown, ...more: unknown[]) => log.debug(context(more), String(message)),
    verbose: (message: unknown, ...more: unknown[]) => log.trace(context(more), String(message)),
    warn: (message: unknown, ...more: unknown[]) => log.warn(context(more), String(message)),
    error: (message: unknown, ...more: unknown[]) => {
      if (message instanceof Error) log.error({ ...context(more), err: message }, message.message);
      else log.error(context(more), String(message));
    },
    fatal: (message: unknown, ...more: unknown[]) => log.fatal(context(more), String(message)),
  };
}
