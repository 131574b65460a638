import { FAULTS, type FaultCode, isFault } from '@suanpan/fault';

/** What to do next, where the code alone tells it. */
const NEXT_STEPS: Readonly<Partial<Record<FaultCode, string>>> = {
  unavailable: 'Is the stack running? `suanpan status` tells, `suanpan start` starts it.',
  append_failed: 'The broker may be busy or away; run the command again.',
  overloaded: 'The service is busy; run the command again a little later.',
  entity_exists: 'Choose another id, or use what is there; the list commands show it.',
  entity_unknown: 'The list commands show what exists.',
  session_missing: 'Sign in with `suanpan login`, or put an API key with the scope admin into SUANPAN_ADMIN_KEY.',
  session_ended: 'Sign in again with `suanpan login`.',
  sign_in_refused: 'Is the login right? `suanpan admin renew-password` helps on the machine of the database.',
  rate_limited: 'Too many tries; wait a minute before the next one.',
  permission_denied: '`suanpan access check <permission>` tells why; who manages grants can change it.',
  second_person_needed: 'Somebody else has to approve it.',
  version_conflict: 'Look at what is there now, and run the command again if it still makes sense.',
  catalogue_behind: 'Restore a newer backup of PostgreSQL; writing to this one would fork the catalogue.',
  catalogue_broken: 'Check that database and broker belong together; `suanpan catalogue verify` tells more.',
  port_in_use: 'Stop the other program, or choose another port with the setting named above.',
};

/** One clear line about a failure and, where there is one, a next step; all there is to know with `verbose`. */
export function failureText(error: unknown, verbose: boolean): string[] {
  const lines = isFault(error) ? faultLines(error.code, error.detail) : [plainLine(error)];
  if (!verbose) return isFault(error) ? lines : [...lines, 'next: run it again with --verbose to see more.'];
  if (isFault(error) && Object.keys(error.internal).length > 0)
    lines.push(`internal: ${JSON.stringify(error.internal)}`);
  if (error instanceof Error && error.stack !== undefined) lines.push(error.stack);
  for (let cause = causeOf(error); cause !== undefined; cause = causeOf(cause)) {
    lines.push(`caused by: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}`);
  }
  return lines;
}

function faultLines(code: FaultCode, detail: string): string[] {
  const next = NEXT_STEPS[code];
  const line = `error: ${detail === '' ? FAULTS[code].title : detail} [${code}]`;
  return next === undefined ? [line] : [line, `next: ${next}`];
}

function plainLine(error: unknown): string {
  return `error: ${error instanceof Error ? error.message : String(error)}`;
}

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
