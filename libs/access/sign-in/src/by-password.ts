import { inTransaction } from '@suanpan/postgres';
import type { EntityManager } from 'typeorm';
import { askTables } from './ask-tables.ts';
import { decideNewPassword, decidePassword } from './decide-password.ts';
import type { Parts } from './parts.ts';
import { hashPassword, isOutdated, isPassword } from './password-hash.ts';
import { comparable, personOf } from './people.ts';
import { type Refused, sessionEnded, signInRefused, tooManyTries } from './refused.ts';
import { checkedSession } from './session-check.ts';
import type { RequestOrigin, SignedIn, SignIn } from './sign-in.ts';
import { endStored, storeSession } from './stored-sessions.ts';
import { type PersonRow, personTable } from './tables.ts';
import { addressSubject, type Counted, forgetTries, giveTryBack, loginSubject, takeTry } from './take-try.ts';

type PasswordRequest = Parameters<SignIn['byPassword']>[0];
type ChangeRequest = Parameters<SignIn['changePassword']>[0];

/** Signs in by login and password. The try is counted before anything is looked at. */
export async function byPassword(parts: Parts, request: PasswordRequest): Promise<SignedIn | Refused> {
  const { from, now } = request;
  const login = comparable(request.login);
  const wait = await countTry(parts, login, from, now);
  if (wait > 0) return tooManyTries(wait);
  const row = await askTables(parts.source, (tables) => tables.findOneBy(personTable, { login }));
  const decision = await tried(parts, row, request.password);
  if (!decision.ok || row === null) return signInRefused(decision.ok ? 'login_unknown' : decision.reason);
  const stronger = isOutdated(row.passwordHash ?? '') ? await hashPassword(request.password) : row.passwordHash;
  return inTransaction(parts.source, 'READ COMMITTED', async (tables) => {
    if (!(await stillHas(tables, row))) return signInRefused('password_changed');
    if (stronger !== row.passwordHash) await tables.update(personTable, { id: row.id }, { passwordHash: stronger });
    await rightPassword(parts, tables, login, from, now);
    return openByPassword(parts, tables, { ...row, passwordChangeDue: decision.changeDue }, from, now);
  });
}

/** Changes the password of the session's person. The old one is asked for, and asking for it counts as a try. */
export async function changePassword(parts: Parts, request: ChangeRequest): Promise<SignedIn | Refused> {
  const { token, current, next, from, now } = request;
  const checked = await checkedSession(parts, token, now);
  if (!checked.ok) return checked;
  const person = checked.session.person;
  const row = await askTables(parts.source, (tables) => tables.findOneBy(personTable, { id: person }));
  if (row === null) return sessionEnded('session_unknown');
  const login = row.login ?? '';
  const chosen = decideNewPassword(next, login, current);
  if (!chosen.ok) return { ok: false, code: 'request_invalid', reason: chosen.reason, detail: chosen.detail };
  const wait = await countTry(parts, login, from, now);
  if (wait > 0) return tooManyTries(wait);
  const decision = await tried(parts, row, current);
  if (!decision.ok) return signInRefused(decision.reason);
  const passwordHash = await hashPassword(next);
  return inTransaction(parts.source, 'READ COMMITTED', async (tables) => {
    if (!(await stillHas(tables, row))) return signInRefused('password_changed');
    await tables.update(personTable, { id: person }, { passwordHash, passwordChangeDue: false });
    await endStored(tables, { person }, now);
    await rightPassword(parts, tables, login, from, now);
    return openByPassword(parts, tables, { ...row, passwordChangeDue: false }, from, now);
  });
}

async function tried(parts: Parts, row: PersonRow | null, password: string) {
  const matches = await isPassword(password, row?.passwordHash ?? null);
  const known = row === null ? undefined : { hasPassword: row.passwordHash !== null, changeDue: row.passwordChangeDue };
  return decidePassword({ known, matches, suspended: row !== null && parts.suspended(row.id) });
}

/** A try is taken before the password is looked at, so that many at once are counted too. */
function countTry(parts: Parts, login: string, from: RequestOrigin, now: number): Promise<number> {
  const counted = [{ subject: loginSubject(login), limit: parts.rates.login }, ofAddress(parts, from)];
  return takeTry(parts.source, counted, now);
}

function ofAddress({ rates }: Parts, { address }: RequestOrigin): Counted {
  return { subject: addressSubject('address', address), limit: rates.address };
}

/** Wrong passwords alone count: the login starts anew, and an address that many share gets this try back. */
async function rightPassword(
  parts: Parts,
  tables: EntityManager,
  login: string,
  from: RequestOrigin,
  now: number,
): Promise<void> {
  await forgetTries(tables, loginSubject(login));
  await giveTryBack(tables, ofAddress(parts, from), now);
}

/** Hashing takes its time; whoever changed the password meanwhile has ended what the old one was good for. */
async function stillHas(tables: EntityManager, row: PersonRow): Promise<boolean> {
  const now = await tables.findOne(personTable, { where: { id: row.id }, lock: { mode: 'pessimistic_write' } });
  return now !== null && now.passwordHash === row.passwordHash;
}

async function openByPassword(
  { limits }: Parts,
  tables: EntityManager,
  row: PersonRow,
  from: RequestOrigin,
  now: number,
): Promise<SignedIn> {
  const opened = await storeSession(tables, { person: row.id, method: 'password', from }, limits, now);
  return { ok: true, ...opened, person: personOf(row), passwordChangeDue: row.passwordChangeDue, returnTo: '/' };
}
