import type { FaultCode } from '@suanpan/fault';

/** Why an event, or a request as a whole, was not accepted. */
export interface Problem {
  readonly code: FaultCode;
  /** JSON pointer (RFC 6901) into the event in its structured form, whatever mode it was sent in. */
  readonly pointer: string;
  /** For people; never holds what the sender sent beyond names and numbers. */
  readonly detail: string;
}

/** A problem of one event of a request; the pointer starts at the request's own root. */
export interface Rejection extends Problem {
  readonly index: number;
}

/** The fewest words for a problem. */
export function problem(code: FaultCode, pointer: string, detail: string): Problem {
  return { code, pointer, detail };
}

/** Writes one name as a step of a JSON pointer (RFC 6901 section 3). */
export function pointerStep(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
