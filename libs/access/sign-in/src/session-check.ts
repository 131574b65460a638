import { askTables } from './ask-tables.ts';
import { decideSession } from './decide-session.ts';
import type { Parts } from './parts.ts';
import { type Refused, sessionEnded } from './refused.ts';
import { isToken } from './secret-text.ts';
import type { StoredSession } from './session.ts';
import type { SessionAnswer } from './sign-in.ts';
import { noteUse, sessionOf } from './stored-sessions.ts';
import { personTable } from './tables.ts';

/** The session of a token, whatever it is good for. */
export async function checkedSession(
  { source, limits, suspended }: Parts,
  token: string,
  now: number,
): Promise<{ readonly ok: true; readonly session: StoredSession; readonly note: boolean } | Refused> {
  const session = isToken(token) ? await askTables(source, (tables) => sessionOf(tables, token)) : undefined;
  const decision = decideSession(session, session !== undefined && suspended(session.person), limits, now);
  if (!decision.ok || session === undefined) return sessionEnded(decision.ok ? 'session_unknown' : decision.reason);
  return { ok: true, session, note: decision.note };
}

/** Whose session a token is, if it is good for more than changing the password. */
export async function answerSession(parts: Parts, token: string | undefined, now: number): Promise<SessionAnswer> {
  if (token === undefined || token === '') {
    return { ok: false, code: 'session_missing', reason: 'session_unknown', detail: 'Sign in first.' };
  }
  const checked = await checkedSession(parts, token, now);
  if (!checked.ok) return checked;
  const { endedAt: _endedAt, ...session } = checked.session;
  const due = await askTables(parts.source, (tables) =>
    tables.existsBy(personTable, { id: session.person, passwordChangeDue: true }),
  );
  if (due && session.method === 'password') {
    const detail = 'The password was given by somebody else; change it first.';
    return { ok: false, code: 'password_change_due', reason: 'password_change_due', detail };
  }
  if (checked.note) await askTables(parts.source, (tables) => noteUse(tables, session.id, now));
  return { ok: true, session };
}
