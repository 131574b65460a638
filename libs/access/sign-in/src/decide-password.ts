import type { SignInReason } from './refused.ts';

/** What was looked up and compared for a login. */
export interface PasswordTry {
  /** Undefined where nobody has the login. */
  readonly known: { readonly hasPassword: boolean; readonly changeDue: boolean } | undefined;
  /** Whether the password is the stored one; false where there is none. */
  readonly matches: boolean;
  readonly suspended: boolean;
}

export type PasswordDecision =
  | { readonly ok: true; readonly changeDue: boolean }
  | { readonly ok: false; readonly reason: SignInReason };

/** Decides whether a password lets somebody in. The reasons are for the log: the caller cannot tell them apart. */
export function decidePassword({ known, matches, suspended }: PasswordTry): PasswordDecision {
  if (known === undefined) return { ok: false, reason: 'login_unknown' };
  if (!known.hasPassword) return { ok: false, reason: 'password_none' };
  if (!matches) return { ok: false, reason: 'password_wrong' };
  if (suspended) return { ok: false, reason: 'person_suspended' };
  return { ok: true, changeDue: known.changeDue };
}

/** A password is the only thing between a stranger and the account, so NIST SP 800-63B (revision 4), 3.1.1.2 asks for 15. */
export const PASSWORD_CHARS_MIN = 15;
export const PASSWORD_CHARS_MAX = 256;
const DISTINCT_CHARS_MIN = 5;

export type NewPasswordDecision =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: SignInReason; readonly detail: string };

/** Decides whether a password may be chosen. No kinds of characters are asked for: length is what counts. */
export function decideNewPassword(next: string, login: string, current: string): NewPasswordDecision {
  const characters = [...next];
  if (characters.length < PASSWORD_CHARS_MIN) {
    return no('password_short', `A password has at least ${PASSWORD_CHARS_MIN} characters.`);
  }
  if (characters.length > PASSWORD_CHARS_MAX) {
    return no('password_long', `A password has at most ${PASSWORD_CHARS_MAX} characters.`);
  }
  if (new Set(characters).size < DISTINCT_CHARS_MIN) {
    return no('password_guessable', `A password has at least ${DISTINCT_CHARS_MIN} different characters.`);
  }
  if (next.toLowerCase().includes(login.toLowerCase())) {
    return no('password_guessable', 'A password does not contain the login.');
  }
  if (next.normalize('NFKC') === current.normalize('NFKC')) {
    return no('password_same', 'The new password is the old one.');
  }
  return { ok: true };
}

function no(reason: SignInReason, detail: string): NewPasswordDecision {
  return { ok: false, reason, detail };
}
