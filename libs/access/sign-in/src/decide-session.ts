import type { SignInReason } from './refused.ts';
import type { StoredSession } from './session.ts';

/** How long a session lasts. */
export interface SessionLimits {
  /** From its beginning, however busy. */
  readonly absoluteSeconds: number;
  /** From its last use. */
  readonly idleSeconds: number;
}

/** A working day, and an hour of silence. */
export const SESSION_LIMITS: SessionLimits = { absoluteSeconds: 12 * 3600, idleSeconds: 3600 };

/** Uses are written at most this often, and ten times in an idle limit: a reader a second must not be a write a second. */
const NOTE_EVERY_MS = 60_000;

export type SessionDecision =
  /** `note` when the use is to be written down. */
  { readonly ok: true; readonly note: boolean } | { readonly ok: false; readonly reason: SignInReason };

/**
 * Decides whether a session still holds. Its end is stored with it, so that other limits hold for new sessions; the idle
 * limit holds for all at once. Because uses are written once a minute, a session may end up to a minute early, never late.
 */
export function decideSession(
  session: StoredSession | undefined,
  suspended: boolean,
  limits: SessionLimits,
  now: number,
): SessionDecision {
  if (session === undefined) return { ok: false, reason: 'session_unknown' };
  if (session.endedAt !== null) return { ok: false, reason: 'session_over' };
  if (now >= session.expiresAt) return { ok: false, reason: 'session_expired' };
  if (now >= session.usedAt + limits.idleSeconds * 1000) return { ok: false, reason: 'session_idle' };
  if (suspended) return { ok: false, reason: 'person_suspended' };
  return { ok: true, note: now >= session.usedAt + Math.min(NOTE_EVERY_MS, limits.idleSeconds * 100) };
}
