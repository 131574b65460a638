import { setTimeout as pauseFor } from 'node:timers/promises';
import { Fault } from '@suanpan/fault';
import { type StripeError, shouldTryAgain, stripeErrorOf } from './stripe-error.ts';

/** The version of the API whose shapes this adapter knows; Stripe keeps it whatever the account's own default is. */
export const STRIPE_VERSION = '2026-08-26.dahlia';

/** How Stripe is reached. */
export interface StripeSettings {
  /** `sk_…` or a restricted `rk_…`. It goes into one header and nowhere else. */
  readonly secretKey: string;
  readonly baseUrl?: string;
  /** What one try may take, answer included. */
  readonly timeoutMs?: number;
  readonly triesMax?: number;
  /** The pause before the second try; it doubles up to `pauseMaxMs`, each shortened by up to a half by chance. */
  readonly pauseMs?: number;
  readonly pauseMaxMs?: number;
}

/** One call of the API. */
export interface StripeCall {
  /** With its query, beginning with `/v1/`. Ids in it have been checked. */
  readonly path: string;
  /** Makes it a POST: parameters as Stripe names them, and the key under which it is carried out once. */
  readonly post?: { readonly form: Readonly<Record<string, string>>; readonly idempotencyKey: string };
}

/** What Stripe said: an object, or no. */
export type StripeAnswer =
  | { readonly ok: true; readonly body: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly error: StripeError };

/** Sends a call, again if that makes sense; throws `payment_unavailable` if no answer can be had. */
export type StripeCaller = (call: StripeCall) => Promise<StripeAnswer>;

/** One try: an answer, or why there is none. */
type Attempt =
  | { readonly answer: StripeAnswer }
  | { readonly answer?: never; readonly again: boolean; readonly internal: Record<string, unknown> };

const RETRY_AFTER_SECONDS = 5;

/**
 * Opens the API over plain HTTP as docs.stripe.com/api describes it: form-encoded bodies, the secret key as a bearer token, one
 * idempotency key for all tries of a POST. Only what may pass is tried again: no connection, no answer in time, an answer that
 * is not JSON, 409, 429 and 5xx, unless `Stripe-Should-Retry` says otherwise (docs.stripe.com/error-low-level).
 */
export function openStripe(settings: StripeSettings): StripeCaller {
  const { timeoutMs = 10_000, triesMax = 3, pauseMs = 300, pauseMaxMs = 3_000 } = settings;
  const base = checkedBase(settings.baseUrl ?? 'https://api.stripe.com');
  const headers = {
    authorization: `Bearer ${checkedKey(settings.secretKey)}`,
    'stripe-version': STRIPE_VERSION,
    accept: 'application/json',
    'user-agent': 'suanpan',
  };

  async function tryOnce({ path, post }: StripeCall): Promise<Attempt> {
    const posted = post && {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': post.idempotencyKey,
      },
      body: new URLSearchParams(post.form).toString(),
    };
    const signal = AbortSignal.timeout(timeoutMs);
    let response: Response;
    let text: string;
    try {
      // A redirect is not followed: the key is for Stripe alone.
      response = await fetch(`${base}${path}`, { headers, ...posted, redirect: 'manual', signal });
      text = await response.text();
    } catch {
      // The error's own text may name addresses, and its cause the request; which of the two it was says enough.
      return { again: true, internal: { failure: signal.aborted ? 'timeout' : 'connection' } };
    }
    return attemptOf(response, text);
  }

  return async (call) => {
    for (let tries = 1; ; tries += 1) {
      const attempt = await tryOnce(call);
      if (attempt.answer !== undefined) return attempt.answer;
      if (!attempt.again || tries >= triesMax) throw unavailable({ ...attempt.internal, tries });
      const pause = Math.min(pauseMaxMs, pauseMs * 2 ** (tries - 1));
      await pauseFor(pause * (1 - Math.random() / 2));
    }
  };
}

/** What only operators read is the request's id at Stripe and codes: never a text that could hold what was sent. */
export function unavailable(internal: Record<string, unknown>): Fault {
  const detail = 'The payment provider cannot answer right now; send the same request again.';
  return new Fault('payment_unavailable', detail, { internal, retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function attemptOf(response: Response, text: string): Attempt {
  const { status, headers } = response;
  const requestId = headers.get('request-id') ?? undefined;
  const body = objectOf(text);
  if (response.ok) {
    if (body !== undefined) return { answer: { ok: true, body } };
    return { again: true, internal: { status, requestId, failure: 'malformed' } };
  }
  const error = stripeErrorOf(body, status, requestId);
  const again = shouldTryAgain(status, headers.get('stripe-should-retry'));
  // With 401 and 403 it is our key that is wrong, and without an error object it was not Stripe that spoke.
  const refused = status >= 400 && status < 500 && ![401, 403, 409, 429].includes(status);
  if (refused && !again && error !== undefined) return { answer: { ok: false, error } };
  return { again, internal: error === undefined ? { status, requestId, failure: 'malformed' } : { ...error.internal } };
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Not JSON; whoever asked decides what that means.
    return undefined;
  }
}

function checkedKey(secretKey: string): string {
  if (/^(sk|rk)_(test|live)_[A-Za-z0-9_]{4,}$/.test(secretKey)) return secretKey;
  throw new Fault('config_invalid', 'The Stripe key should begin with sk_test_, sk_live_, rk_test_ or rk_live_.');
}

/** A key sent in the clear is a key given away; only a stub on this machine may be reached without TLS. */
function checkedBase(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const here = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url === undefined || (url.protocol !== 'https:' && !here) || url.username !== '') {
    throw new Fault('config_invalid', 'The address of Stripe should begin with https://.');
  }
  return baseUrl.replace(/\/+$/, '');
}
