import { FAULTS, type FaultCode } from './catalogue.ts';

/**
 * An error that has a name: a code of the catalogue, a detail the caller may read, and what only operators may read.
 * `detail` never holds a secret; `internal` is logged, never answered.
 */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly detail: string;
  readonly internal: Readonly<Record<string, unknown>>;
  /** For a passing fault: after how many seconds another try makes sense. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: FaultCode,
    detail: string,
    more: { internal?: Record<string, unknown>; cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(`${code}: ${detail}`, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Fault';
    this.code = code;
    this.detail = detail;
    this.internal = more.internal ?? {};
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** Tells whether an error is a fault, of the given code if one is named. */
export function isFault(error: unknown, code?: FaultCode): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code);
}

/** Tells whether the same act may succeed later. An error without a name is not known to be passing. */
export function isTransient(error: unknown): boolean {
  return error instanceof Fault && FAULTS[error.code].transient;
}
