import { setTimeout as delay } from 'node:timers/promises';
import { FAULTS, Fault, type FaultCode } from '@suanpan/fault';
import { RETRY_AFTER_SECONDS, retryAfterSeconds } from '../output/retry-after.ts';

/** What became of one batch. */
export interface BatchResult {
  readonly accepted: number;
  readonly rejected: readonly RejectedEvent[];
}

/** One event that was not accepted, and why. */
export interface RejectedEvent {
  readonly index: number;
  readonly code: string;
  readonly detail: string;
}

export interface Sender {
  /** Where the service answers, without a path. */
  readonly ingestUrl: string;
  readonly key: string;
  /** Where events go, if not to the usual place. */
  readonly path?: `/v1/${string}`;
  readonly signal: AbortSignal;
  /** How long a batch is sent again before that is a failure, milliseconds. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 60_000;
const ANSWER_WITHIN_MS = 30_000;

/** Sends a batch of CloudEvents; see `sendBody`. */
export function sendBatch(sender: Sender, events: readonly unknown[]): Promise<BatchResult> {
  return sendBody(sender, JSON.stringify(events));
}

/**
 * Sends a batch of CloudEvents, as a JSON array, until it is accepted. A service that is busy or away is asked again as it says; so is one
 * that does not know the key yet, because a fresh key takes a moment to reach it. Sending again is safe: ids are kept.
 */
export async function sendBody(sender: Sender, body: string): Promise<BatchResult> {
  const deadline = performance.now() + (sender.patienceMs ?? PATIENCE_MS);
  for (;;) {
    const answer = await post(sender, body);
    if (answer.ok) return answer.result;
    if (!answer.again || performance.now() > deadline) throw answer.fault;
    try {
      await delay(answer.afterSeconds * 1000, undefined, { signal: sender.signal });
    } catch (cause) {
      throw new Fault('unavailable', 'Sending was interrupted.', { cause });
    }
  }
}

type Answer =
  | { readonly ok: true; readonly result: BatchResult }
  | { readonly ok: false; readonly fault: Fault; readonly again: boolean; readonly afterSeconds: number };

async function post(sender: Sender, body: string): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${sender.ingestUrl}${sender.path ?? '/v1/events'}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sender.key}`, 'content-type': 'application/cloudevents-batch+json' },
      body,
      signal: AbortSignal.any([sender.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    });
    text = await response.text();
  } catch (cause) {
    const fault = new Fault('unavailable', `${sender.ingestUrl} does not answer.`, { cause });
    return { ok: false, fault, again: !sender.signal.aborted, afterSeconds: RETRY_AFTER_SECONDS };
  }
  if (response.ok) return { ok: true, result: resultOf(text) };
  const fault = faultOf(response.status, text);
  const again = response.status === 429 || response.status === 503 || fault.code === 'credential_unknown';
  return { ok: false, fault, again, afterSeconds: retryAfterSeconds(response.headers.get('retry-after')) };
}

function resultOf(text: string): BatchResult {
  const { accepted, results } = objectOf(text) as { accepted?: unknown; results?: readonly EventResult[] };
  if (typeof accepted !== 'number' || !Array.isArray(results)) {
    throw new Fault('internal', 'The service accepted a batch in a form that is not known here.', {
      internal: { text },
    });
  }
  const rejected = (results as readonly EventResult[]).flatMap(({ status, index, code = '', detail = '' }) =>
    status === 'rejected' ? [{ index, code, detail }] : [],
  );
  return { accepted, rejected };
}

/** One line of the service's answer. */
interface EventResult {
  readonly index: number;
  readonly status: 'accepted' | 'rejected';
  readonly code?: string;
  readonly detail?: string;
}

function faultOf(status: number, text: string): Fault {
  const { code, detail, title } = objectOf(text) as { code?: string; detail?: string; title?: string };
  const known = code !== undefined && code in FAULTS ? (code as FaultCode) : 'internal';
  return new Fault(known, detail ?? title ?? `The service answered ${status}.`, { internal: { status, text } });
}

function objectOf(text: string): object {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    // Something between us and the service answered in its own words; the status says what it meant.
    return {};
  }
}
