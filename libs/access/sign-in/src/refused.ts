/** Why nobody is in. Stable, for the log: the answer to the caller is the code alone. */
export type SignInReason =
  | 'login_unknown'
  | 'password_wrong'
  | 'password_none'
  | 'password_changed'
  | 'password_change_due'
  | 'person_suspended'
  | 'too_many_tries'
  | 'flow_unknown'
  | 'flow_expired'
  | 'provider_refused'
  | 'answer_invalid'
  | 'not_invited'
  | 'password_short'
  | 'password_long'
  | 'password_guessable'
  | 'password_same'
  | 'session_unknown'
  | 'session_over'
  | 'session_expired'
  | 'session_idle';

/** A refusal; code and detail may be shown to the caller, the reason may not. */
export interface Refused {
  readonly ok: false;
  readonly code:
    | 'sign_in_refused'
    | 'rate_limited'
    | 'request_invalid'
    | 'session_missing'
    | 'session_ended'
    | 'password_change_due';
  readonly reason: SignInReason;
  readonly detail: string;
  /** With `rate_limited`: after how many seconds another try makes sense. */
  readonly retryAfterSeconds?: number;
}

/** What anybody is told whose sign-in failed, so that nothing can be learnt from it. */
export function signInRefused(reason: SignInReason): Refused {
  return { ok: false, code: 'sign_in_refused', reason, detail: 'The sign-in failed; check the name and the password.' };
}

/** A sign-in at the provider that did not end well. */
export function providerRefused(reason: SignInReason): Refused {
  return { ok: false, code: 'sign_in_refused', reason, detail: 'The sign-in failed; begin again.' };
}

/** Too many tries, by this login or from this address: which of them is not said. */
export function tooManyTries(retryAfterSeconds: number): Refused {
  const detail = `Too many tries; wait ${retryAfterSeconds} seconds.`;
  return { ok: false, code: 'rate_limited', reason: 'too_many_tries', detail, retryAfterSeconds };
}

/** A token that is no session any more. */
export function sessionEnded(reason: SignInReason): Refused {
  return { ok: false, code: 'session_ended', reason, detail: 'The session has ended; sign in again.' };
}
