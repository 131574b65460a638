import { newId } from '@suanpan/identity';
import { type EntityManager, IsNull, MoreThan } from 'typeorm';
import type { SessionLimits } from './decide-session.ts';
import { newToken, tokenHash } from './secret-text.ts';
import type { Session, StoredSession } from './session.ts';
import type { RequestOrigin } from './sign-in.ts';
import { sessionTable } from './tables.ts';

const DEVICE_CHARS_MAX = 200;
const ADDRESS_CHARS_MAX = 64;

/** Stores a fresh session and answers it with its token. */
export async function storeSession(
  tables: EntityManager,
  opened: { readonly person: string; readonly method: Session['method']; readonly from: RequestOrigin },
  limits: SessionLimits,
  now: number,
): Promise<{ token: string; session: Session }> {
  const token = newToken();
  const session: Session = {
    id: newId('ses'),
    person: opened.person,
    method: opened.method,
    device: printable(opened.from.device, DEVICE_CHARS_MAX),
    address: printable(opened.from.address, ADDRESS_CHARS_MAX),
    createdAt: now,
    usedAt: now,
    expiresAt: now + limits.absoluteSeconds * 1000,
  };
  await tables.insert(sessionTable, { ...session, tokenHash: tokenHash(token), endedAt: null });
  return { token, session };
}

/** The session of a token, over or not. */
export async function sessionOf(tables: EntityManager, token: string): Promise<StoredSession | undefined> {
  const row = await tables.findOneBy(sessionTable, { tokenHash: tokenHash(token) });
  if (row === null) return undefined;
  const { tokenHash: _hash, ...session } = row;
  return session;
}

/** Writes down that a session was used; a use told late changes nothing. */
export async function noteUse(tables: EntityManager, id: string, now: number): Promise<void> {
  await tables.query('UPDATE access.session SET used_at = GREATEST(used_at, $2) WHERE id = $1', [id, now]);
}

/** Sessions of a person that nobody has ended and that have not expired, newest use first. */
export async function openSessions(tables: EntityManager, person: string, now: number): Promise<StoredSession[]> {
  const rows = await tables.find(sessionTable, {
    where: { person, endedAt: IsNull(), expiresAt: MoreThan(now) },
    order: { usedAt: 'DESC', id: 'ASC' },
  });
  return rows.map(({ tokenHash: _hash, ...session }) => session);
}

/** Ends the sessions of a person, or the one named; answers how many were not over. */
export async function endStored(
  tables: EntityManager,
  which: { readonly person: string; readonly id?: string },
  now: number,
): Promise<number> {
  const open = { ...which, endedAt: IsNull(), expiresAt: MoreThan(now) };
  const { affected } = await tables.update(sessionTable, open, { endedAt: now });
  return affected ?? 0;
}

/** What somebody else wrote, cut, without what a screen or the table could stumble over. */
function printable(text: string, most: number): string {
  return text.slice(0, most).replaceAll(/\p{C}/gu, ' ');
}
