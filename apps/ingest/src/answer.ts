import { Fault, isFault, isTransient, type Problem, problemOf } from '@suanpan/fault';
import type { Problem as Refusal } from '@suanpan/usage-intake';

/** What is sent back, ready to be written. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const RETRY_AFTER_SECONDS = 1;

/** An answer of 200 with JSON that is written already. */
export function results(body: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body };
}

/** A problem document (RFC 9457) for a request, or a single event, that was refused by its content. */
export function refusal({ code, pointer, detail }: Refusal): Answer {
  return problemAnswer({ ...problemOf(new Fault(code, detail)), ...(pointer === '' ? {} : { pointer }) });
}

/** A problem document for anything that was thrown; an error without a name shows nothing of itself. */
export function failure(error: unknown): Answer {
  const answer = problemAnswer(problemOf(error));
  const headers: Record<string, string> = { ...answer.headers };
  // Only what passes by itself invites another try.
  if (isFault(error) && isTransient(error)) {
    headers['retry-after'] = String(error.retryAfterSeconds ?? RETRY_AFTER_SECONDS);
  }
  if (answer.status === 401) headers['www-authenticate'] = 'Bearer';
  // The rest of a body that came too slowly is not waited for.
  if (answer.status === 408) headers.connection = 'close';
  return { ...answer, headers };
}

function problemAnswer(problem: Problem & { readonly pointer?: string }): Answer {
  return {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify(problem),
  };
}
