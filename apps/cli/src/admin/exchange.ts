import { FAULTS, Fault, type FaultCode } from '@suanpan/fault';
import { retryAfterSeconds } from '../output/retry-after.ts';

/** One request to the admin service. */
export interface Asked {
  /** Where the service answers, without a path. */
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The content type wanted; JSON if not named. */
  readonly accept?: string;
  readonly signal: AbortSignal;
}

/** What came back. */
export type Answered =
  | { readonly ok: true; readonly headers: Headers; readonly bytes: Buffer }
  | {
      readonly ok: false;
      readonly status: number;
      readonly fault: Fault;
      /** How long the service asks to wait before the next try. */
      readonly afterSeconds: number;
    };

const ANSWER_WITHIN_MS = 120_000;

/**
 * Sends one request and reads the whole answer. A refusal is an answer; throws `unavailable` alone, when there was none.
 * The header of our own stands for a page of ours, so that a session may be used from here (see admin's same-site check).
 */
export async function exchange({ url, method, path, headers, body, accept, signal }: Asked): Promise<Answered> {
  let response: Response;
  let bytes: Buffer;
  try {
    response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        accept: accept ?? 'application/json',
        'x-suanpan-request': 'cli',
        'user-agent': 'suanpan-cli',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    if (signal.aborted) throw new Fault('unavailable', 'The command was interrupted.', { cause });
    throw new Fault('unavailable', `The admin service at ${url} does not answer.`, {
      cause,
      internal: { refused: isRefused(cause) },
    });
  }
  if (response.ok) return { ok: true, headers: response.headers, bytes };
  const fault = faultOfProblem(response.status, bytes.toString('utf8'));
  const afterSeconds = retryAfterSeconds(response.headers.get('retry-after'));
  return { ok: false, status: response.status, fault, afterSeconds };
}

/** Nobody listens there at all: waiting a moment does not help. */
function isRefused(error: unknown): boolean {
  const { cause } = Object(error) as { readonly cause?: unknown };
  return (Object(cause) as { readonly code?: unknown }).code === 'ECONNREFUSED';
}

interface ProblemShape {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** The fault a problem document (RFC 9457) is about, every place of the request that is wrong included. */
export function faultOfProblem(status: number, text: string): Fault {
  const { code, title, detail, errors = [] } = problemIn(text);
  const known = code !== undefined && code in FAULTS ? (code as FaultCode) : 'internal';
  const said = detail ?? title ?? `The admin service answered ${status}.`;
  const places = errors.map(({ pointer, detail: wrong }) => `${pointer}: ${wrong}`).join('; ');
  return new Fault(known, places === '' ? said : `${said} ${places}`, { internal: { status, code, text } });
}

function problemIn(text: string): ProblemShape {
  try {
    return Object(JSON.parse(text)) as ProblemShape;
  } catch {
    // Something between us and the service answered in its own words; the status says what it meant.
    return {};
  }
}
