import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { isFault } from '@suanpan/fault';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { openSignIn, type SignedIn, type SignIn, signInDataSource } from './index.ts';
import { noteUse } from './stored-sessions.ts';
import { freshDatabase, sql } from './testing/fresh-database.ts';

const NOW = 1_790_000_000_000;
const HOUR = 3_600_000;

let postgres: RealPostgres;
let database: string;
let signIn: SignIn;
const suspended = new Set<string>();
let people = 0;

beforeAll(async () => {
  postgres = await startRealPostgres();
  database = await freshDatabase(postgres.url);
  signIn = await openSignIn({ database, suspended: (person) => suspended.has(person) });
}, 120_000);
afterAll(async () => {
  await signIn?.close();
  await postgres?.stop();
});

/** Somebody of the test's own whose password needs no change. */
let login: string;
let password: string;
let person: string;
beforeEach(async () => {
  people += 1;
  login = `person-${people}`;
  const added = await signIn.addByPassword({ name: 'Ann', login, now: NOW });
  ({ password } = added);
  person = added.person.id;
  await sql(database, 'UPDATE access.person SET password_change_due = false WHERE id = $1', [person]);
});

async function open(device = 'Firefox', now = NOW): Promise<SignedIn> {
  const from = { address: `198.51.100.${people}`, device };
  const answer = await signIn.byPassword({ login, password, from, now });
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

async function reasonOf(token: string | undefined, now = NOW): Promise<string> {
  const answer = await signIn.session({ token, now });
  return answer.ok ? 'ok' : answer.reason;
}

test('a token is whose session it is, and nothing else is', async () => {
  const { token, session } = await open();
  expect(await signIn.session({ token, now: NOW })).toEqual({ ok: true, session });
  expect(await signIn.session({ token: undefined, now: NOW })).toMatchObject({ ok: false, code: 'session_missing' });
  const flipped = (token.startsWith('A') ? 'B' : 'A') + token.slice(1);
  for (const other of ['x', flipped, `${token}A`, session.id, "' OR true --"]) {
    expect(await signIn.session({ token: other, now: NOW })).toMatchObject({ code: 'session_ended' });
  }
});

test('only the SHA-256 of the token is stored, and it lets nobody in', async () => {
  const { token, session } = await open();
  const [row] = await sql(database, 'SELECT token_hash FROM access.session WHERE id = $1', [session.id]);
  expect(row?.token_hash).toMatch(/^[0-9a-f]{64}$/);
  expect(await reasonOf(row?.token_hash as string)).toBe('session_unknown');
  expect(await reasonOf(token)).toBe('ok');
});

test('an unused session ends after an hour, a used one after twelve', async () => {
  const { token } = await open();
  expect(await reasonOf(token, NOW + HOUR)).toBe('session_idle');
  for (let hours = 0; hours < 24; hours += 1) expect(await reasonOf(token, NOW + (hours * HOUR) / 2)).toBe('ok');
  expect(await reasonOf(token, NOW + 12 * HOUR)).toBe('session_expired');
});

test('uses are written once a minute', async () => {
  const { token } = await open();
  const usedAt = async () => (await signIn.sessions({ person, now: NOW }))[0]?.usedAt;
  await reasonOf(token, NOW + 59_000);
  expect(await usedAt()).toBe(NOW);
  await reasonOf(token, NOW + 120_000);
  expect(await usedAt()).toBe(NOW + 120_000);
});

test('of two uses at once the later one is kept, whichever is written last', async () => {
  const { session } = await open();
  const source = await signInDataSource(database).initialize();
  for (const after of [120_000, 60_000]) await noteUse(source.manager, session.id, NOW + after);
  expect((await signIn.sessions({ person, now: NOW }))[0]?.usedAt).toBe(NOW + 120_000);
  await source.destroy();
});

test('sessions are listed with device and last use, newest use first, those that are over left out', async () => {
  const [old, phone, idle] = [await open('Firefox'), await open('Phone\u0000\n'.padEnd(300, 'x')), await open('Idle')];
  const ended = await open('Ended');
  await signIn.endSession({ person, session: ended.session.id, now: NOW });
  await reasonOf(old.token, NOW + HOUR - 1);
  await reasonOf(phone.token, NOW + HOUR - 2);
  const listed = await signIn.sessions({ person, now: NOW + HOUR });
  expect(listed.map(({ id, usedAt }) => [id, usedAt - NOW])).toEqual([
    [old.session.id, HOUR - 1],
    [phone.session.id, HOUR - 2],
  ]);
  expect(listed[1]?.device).toMatch(/^Phone {2}x+$/);
  expect(listed[1]?.device).toHaveLength(200);
  expect(Object.keys(listed[0] ?? {})).not.toContain('tokenHash');
  expect(await reasonOf(idle.token, NOW + HOUR)).toBe('session_idle');
});

test('a session is ended by its person alone, and only once', async () => {
  const { token, session } = await open();
  expect(await signIn.endSession({ person: 'per_other', session: session.id, now: NOW })).toBe(false);
  expect(await reasonOf(token)).toBe('ok');
  expect(await signIn.endSession({ person, session: session.id, now: NOW })).toBe(true);
  expect(await reasonOf(token)).toBe('session_over');
  expect(await signIn.endSession({ person, session: session.id, now: NOW })).toBe(false);
});

test('all sessions of a person end at once, those of others do not', async () => {
  const mine = [await open(), await open()];
  const before = { login, password };
  const other = await signIn.addByPassword({ name: 'Bob', login: `other-${people}`, now: NOW });
  await sql(database, 'UPDATE access.person SET password_change_due = false WHERE id = $1', [other.person.id]);
  ({ login, password } = other);
  const theirs = await open();
  ({ login, password } = before);
  expect(await signIn.endSessions({ person, now: NOW })).toBe(2);
  for (const { token } of mine) expect(await reasonOf(token)).toBe('session_over');
  expect(await reasonOf(theirs.token)).toBe('ok');
});

test('signing out ends the session that signs out', async () => {
  const [one, two] = [await open(), await open()];
  await signIn.signOut({ token: one.token, now: NOW });
  await signIn.signOut({ token: 'nobody', now: NOW });
  expect([await reasonOf(one.token), await reasonOf(two.token)]).toEqual(['session_over', 'ok']);
});

test('a suspended person has no session while suspended', async () => {
  const { token } = await open();
  suspended.add(person);
  expect(await signIn.session({ token, now: NOW })).toMatchObject({
    code: 'session_ended',
    reason: 'person_suspended',
  });
  suspended.delete(person);
  expect(await reasonOf(token)).toBe('ok');
});

test('sweeping removes what is over and nothing that holds', async () => {
  const { token } = await open('Firefox', NOW + 40 * 24 * HOUR);
  const later = NOW + 40 * 24 * HOUR;
  await sql(database, "INSERT INTO access.flow VALUES ('past', '/', $1), ('future', '/', $2)", [later, later + 1]);
  await signIn.byPassword({
    login: 'nobody',
    password: 'wrong',
    from: { address: '192.0.2.9', device: '' },
    now: later,
  });
  const count = async (table: string) =>
    (await sql(database, `SELECT count(*)::int AS n FROM access.${table}`))[0]?.n as number;
  const before = (await count('session')) + (await count('flow')) + (await count('rate'));
  const removed = await signIn.sweep({ now: later });
  expect(removed).toBeGreaterThan(0);
  expect((await count('session')) + (await count('flow')) + (await count('rate'))).toBe(before - removed);
  expect([await count('session'), await count('flow')]).toEqual([1, 1]);
  // A wrong try of this minute is still counted, by its login and its address; a right one never was.
  expect(await count('rate')).toBe(2);
  expect(await reasonOf(token, later)).toBe('ok');
});

test('the tables are what the migration says, and go with it', async () => {
  const source = await signInDataSource(await freshDatabase(postgres.url)).initialize();
  await source.runMigrations();
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  expect(upQueries.map(({ query }) => query)).toEqual([]);
  await source.undoLastMigration();
  expect(await source.query("SELECT 1 FROM information_schema.tables WHERE table_schema = 'access'")).toEqual([]);
  await source.destroy();
});

test('a database that is gone is passing trouble, and the same sessions hold once it is back', async () => {
  const { token } = await open();
  await postgres.crash();
  const error = await signIn.session({ token, now: NOW }).catch((caught: unknown) => caught);
  expect(isFault(error, 'unavailable')).toBe(true);
  await postgres.restart();
  await signIn.session({ token, now: NOW }).catch(() => undefined);
  expect(await reasonOf(token)).toBe('ok');
});
