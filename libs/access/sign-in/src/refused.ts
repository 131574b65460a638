/** Why nobody is in. Stable, for the log: the answer to the caller is the code alone. */
export type SignInReason =
  | 'login_unknown'
  | 'password_wrong'
  | 'password_none'
  | 'password_changed'
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
  readonly code: 'sign_in_refused' | 'rate_limited' | 'request_invalid' | 'session_missing' | 'session_ended';
  readonly reason: SignInReason;
  readonly detail: string;
  /** With `rate_limited`: after how many seconds another try makes sense. */
  readonly retryAfterSeconds?: number;
}
