import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type RealPostgres, startRealPostgres } from '@suanpan/real-parts';
import { openSignIn, type Refused, type SignedIn, type SignIn } from './index.ts';
import { freshDatabase, sql } from './testing/fresh-database.ts';

const NOW = 1_790_000_000_000;
const MINUTE = 60_000;
const NEXT = 'a much better password';

let postgres: RealPostgres;
let database: string;
let signIn: SignIn;
let replica: SignIn;
const suspended = new Set<string>();
let people = 0;

beforeAll(async () => {
  postgres = await startRealPostgres();
  database = await freshDatabase(postgres.url);
  const options = { database, suspended: (person: string) => suspended.has(person) };
  [signIn, replica] = await Promise.all([openSignIn(options), openSignIn(options)]);
}, 120_000);
afterAll(async () => {
  await signIn?.close();
  await replica?.close();
  await postgres?.stop();
});

/** Somebody of the test's own, at an address of the test's own. */
let login: string;
let password: string;
let person: string;
let from: { address: string; device: string };
beforeEach(async () => {
  people += 1;
  login = `person-${people}`;
  from = { address: `198.51.100.${people}`, device: 'Firefox' };
  const added = await signIn.addByPassword({ name: 'Ann', login, now: NOW });
  ({ password } = added);
  person = added.person.id;
});

function enter(changes: Partial<Parameters<SignIn['byPassword']>[0]> = {}, at = signIn) {
  return at.byPassword({ login, password, from, now: NOW, ...changes });
}

async function entered(changes: Partial<Parameters<SignIn['byPassword']>[0]> = {}): Promise<SignedIn> {
  const answer = await enter(changes);
  if (!answer.ok) throw new Error(answer.reason);
  return answer;
}

/** Signs in and replaces the first password, as everybody must. */
async function settle(): Promise<SignedIn> {
  const { token } = await entered();
  const changed = await signIn.changePassword({ token, current: password, next: NEXT, from, now: NOW });
  if (!changed.ok) throw new Error(changed.reason);
  password = NEXT;
  return changed;
}

const reasonOf = (answer: SignedIn | Refused) => (answer.ok ? 'ok' : answer.reason);

describe('a password', () => {
  test('lets its person in, who the caller must then know', async () => {
    const answer = await entered({ login: `  ${login.toUpperCase()} ` });
    expect(answer).toMatchObject({ person: { id: person, name: 'Ann', status: 'active' }, returnTo: '/' });
    expect(answer.token).toMatch(/^[\w-]{43}$/);
    expect(await signIn.means(person)).toEqual({
      person,
      name: 'Ann',
      login,
      email: null,
      bound: false,
      passwordChangeDue: true,
    });
  });

  test('that is wrong, of nobody or of somebody suspended gets one and the same answer', async () => {
    await settle();
    const wrong = await enter({ password: 'wrong' });
    const nobody = await enter({ login: `nobody-${login}` });
    suspended.add(person);
    const banned = await enter();
    suspended.delete(person);
    expect([wrong, nobody, banned].map(reasonOf)).toEqual(['password_wrong', 'login_unknown', 'person_suspended']);
    const shown = [wrong, nobody, banned].map((each) => ({ ...each, reason: '' }));
    expect(shown[1]).toEqual(shown[0]);
    expect(shown[2]).toEqual(shown[0]);
  });

  test('that somebody else knows is good for changing it and for nothing else', async () => {
    const { token, passwordChangeDue } = await entered();
    expect(passwordChangeDue).toBe(true);
    expect(await signIn.session({ token, now: NOW })).toMatchObject({ ok: false, code: 'password_change_due' });
    const changed = await signIn.changePassword({ token, current: password, next: NEXT, from, now: NOW });
    if (!changed.ok) throw new Error(changed.reason);
    expect(changed).toMatchObject({ passwordChangeDue: false });
    expect(await signIn.session({ token: changed.token, now: NOW })).toMatchObject({ ok: true, session: { person } });
    expect(reasonOf(await enter())).toBe('password_wrong');
    expect(await enter({ password: NEXT })).toMatchObject({ ok: true, passwordChangeDue: false });
  });

  test('is changed by whoever knows it, into one that may be chosen', async () => {
    const { token } = await settle();
    const change = (current: string, next: string) =>
      signIn.changePassword({ token, current, next, from, now: NOW }).then(reasonOf);
    expect(await change('wrong', 'another good password')).toBe('password_wrong');
    expect(await change(NEXT, 'too short')).toBe('password_short');
    expect(await change(NEXT, NEXT)).toBe('password_same');
    expect(await change(NEXT, `my name is ${login}`)).toBe('password_guessable');
    expect(await signIn.changePassword({ token: 'x', current: NEXT, next: NEXT, from, now: NOW })).toMatchObject({
      code: 'session_ended',
    });
  });

  test('that was changed ends every session of its person and of nobody else', async () => {
    const first = await settle();
    const others = await Promise.all([entered(), entered()]);
    const request = { token: first.token, current: NEXT, next: 'yet another password', from, now: NOW };
    const changed = await signIn.changePassword(request);
    if (!changed.ok) throw new Error(changed.reason);
    for (const { token } of [first, ...others]) {
      expect(await replica.session({ token, now: NOW })).toMatchObject({
        code: 'session_ended',
        reason: 'session_over',
      });
    }
    expect(await replica.session({ token: changed.token, now: NOW })).toMatchObject({ ok: true });
  });

  test('that is changed twice at once is changed once', async () => {
    const { token } = await settle();
    const change = (next: string, at: SignIn) => at.changePassword({ token, current: NEXT, next, from, now: NOW });
    const answers = await Promise.all([change('the first new one!', signIn), change('the second new one', replica)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.map(reasonOf)).toContain('password_changed');
  });

  test('that was forgotten is renewed, which ends all sessions and asks for a change again', async () => {
    const { token } = await settle();
    const renewed = await signIn.renewPassword({ person, now: NOW });
    expect(await signIn.session({ token, now: NOW })).toMatchObject({ code: 'session_ended' });
    expect(reasonOf(await enter())).toBe('password_wrong');
    expect(await enter({ password: renewed.password })).toMatchObject({ ok: true, passwordChangeDue: true });
    await expect(signIn.renewPassword({ person: 'per_none', now: NOW })).rejects.toMatchObject({
      code: 'entity_unknown',
    });
  });

  test('hashed at a cost of former days is hashed anew when it is used', async () => {
    // The reference implementation's hash of the word "password".
    const old = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
    await sql(database, 'UPDATE access.person SET password_hash = $2 WHERE id = $1', [person, old]);
    expect(await enter({ password: 'password' })).toMatchObject({ ok: true });
    const [row] = await sql(database, 'SELECT password_hash FROM access.person WHERE id = $1', [person]);
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=4\$/);
    expect(await enter({ password: 'password' })).toMatchObject({ ok: true });
  });

  test('and token are found nowhere in the tables', async () => {
    const { token } = await settle();
    const rows = await sql(
      database,
      `SELECT row_to_json(p)::text AS line FROM access.person p UNION ALL SELECT row_to_json(s)::text FROM access.session s
       UNION ALL SELECT row_to_json(r)::text FROM access.rate r UNION ALL SELECT row_to_json(f)::text FROM access.flow f`,
    );
    const all = JSON.stringify(rows);
    expect(all).toContain(person);
    for (const secret of [token, NEXT]) expect(all).not.toContain(secret);
    expect(all).not.toContain(login.repeat(2));
  });
});

describe('tries', () => {
  test('of one login are five, then one a minute, from wherever and at whichever replica', async () => {
    const wrong = (i: number, at: SignIn) =>
      enter({ password: 'wrong', from: { address: `203.0.113.${i}`, device: '' } }, at).then(reasonOf);
    const answers = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((i) => wrong(i, i % 2 === 0 ? signIn : replica)));
    expect(answers.filter((each) => each === 'password_wrong')).toHaveLength(5);
    expect(answers.filter((each) => each === 'too_many_tries')).toHaveLength(3);
    expect(await enter()).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 });
    expect(await enter({ now: NOW + MINUTE })).toMatchObject({ ok: true });
  });

  test('of one login are whole again after the right password', async () => {
    for (let i = 0; i < 4; i += 1) await enter({ password: 'wrong' });
    expect(await enter()).toMatchObject({ ok: true });
    for (let i = 0; i < 4; i += 1) expect(reasonOf(await enter({ password: 'wrong' }))).toBe('password_wrong');
  });

  test('with a wrong password are twenty from one address, for whomever, whatever else succeeds', async () => {
    const address = `2001:db8:${people}::1`;
    const guess = (i: number) =>
      enter({
        login: `guess-${people}-${i}`,
        password: 'x',
        from: { address: `2001:db8:${people}::${i + 2}`, device: '' },
      });
    expect(await enter({ from: { address, device: '' } })).toMatchObject({ ok: true });
    for (let i = 0; i < 20; i += 1) expect(reasonOf(await guess(i))).toBe('login_unknown');
    expect(await guess(20)).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 15 });
    expect(reasonOf(await enter({ from: { address, device: '' } }))).toBe('too_many_tries');
    expect(await enter({ from: { address: '2001:db8:ffff:1::1', device: '' } })).toMatchObject({ ok: true });
  }, 30_000);

  test('with the right password lock no address that many share', async () => {
    const shared = { address: `2001:db8:${people}:5::1`, device: '' };
    for (let i = 0; i < 25; i += 1) expect(await enter({ from: shared })).toMatchObject({ ok: true });
  }, 30_000);

  test('to change a password count like those to sign in', async () => {
    const { token } = await settle();
    const change = () =>
      signIn.changePassword({ token, current: 'wrong', next: 'another good password', from, now: NOW }).then(reasonOf);
    for (let i = 0; i < 5; i += 1) expect(await change()).toBe('password_wrong');
    expect(await change()).toBe('too_many_tries');
  });
});

describe('somebody who is added', () => {
  test('has a login of their own', async () => {
    await expect(signIn.addByPassword({ name: 'Bob', login: login.toUpperCase(), now: NOW })).rejects.toMatchObject({
      code: 'entity_exists',
    });
    for (const bad of ['', '  ', 'two words', 'x'.repeat(101), 'nul\u0000']) {
      await expect(signIn.addByPassword({ name: 'Bob', login: bad, now: NOW })).rejects.toMatchObject({
        code: 'entity_invalid',
      });
    }
  });

  test('as the first administrator is one person, however many ask at once, with one password', async () => {
    const fresh = await freshDatabase(postgres.url);
    const replicas = await Promise.all([1, 2, 3].map(() => openSignIn({ database: fresh })));
    try {
      const made = await Promise.all(replicas.map((each) => each.bootstrap({ login: 'Admin', now: NOW })));
      expect(new Set(made.map((each) => each.person.id)).size).toBe(1);
      const created = made.flatMap((each) => each.created ?? []);
      expect(created).toHaveLength(1);
      expect(made[0]).toMatchObject({
        person: { name: 'Admin', status: 'active' },
        grant: { root: null, node: null, effect: 'allow', role: 'platform_operator', expiresAt: null },
      });
      const again = await replicas[0]?.bootstrap({ login: 'other', now: NOW });
      expect(again).toMatchObject({ person: made[0]?.person, grant: made[0]?.grant });
      expect(again?.created).toBeUndefined();
      const first = { login: 'admin', password: created[0]?.password ?? '', from, now: NOW };
      expect(await replicas[1]?.byPassword(first)).toMatchObject({ ok: true, passwordChangeDue: true });
    } finally {
      await Promise.all(replicas.map((each) => each.close()));
    }
  });
});
