import { FAULTS, type FaultCode } from './catalogue.ts';
import { Fault } from './fault.ts';

/** An RFC 9457 problem document with the fault's stable code. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FaultCode;
  readonly detail: string;
}

/** What a border answers for an error; an error without a name becomes `internal` and shows nothing of itself. */
export function problemOf(error: unknown): Problem {
  const fault = error instanceof Fault ? error : new Fault('internal', 'The failure has been logged.');
  const { status, title } = FAULTS[fault.code];
  return { type: `https://suanpan.dev/faults/${fault.code}`, title, status, code: fault.code, detail: fault.detail };
}
