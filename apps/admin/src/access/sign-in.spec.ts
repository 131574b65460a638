import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AdminBoard, type Reply, startAdminBoard } from '../testing/admin-board.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard();
}, 60_000);
afterAll(() => board.stop());

const NEXT = 'a much longer pass phrase';
const cookieOf = ({ headers }: Reply) => headers.get('set-cookie')?.split(';')[0] ?? '';
const byPassword = (login: string, password: string) =>
  board.ask('POST', '/v1/sign-in/password', { body: { login, password } });
const as = (cookie: string, more: Record<string, string> = {}) => ({ headers: { cookie, ...more } });
const department = (id: string) => ({ id, parent: 'acme', kind: 'department', name: id, reason: 'Spec.' });

let cookie = '';

test('a first password opens a session that is good for changing it, and for nothing else', async () => {
  const first = await byPassword('known', board.firstPassword);
  expect(first.json).toMatchObject({ person: { id: 'per_known' }, passwordChangeDue: true });
  expect(first.headers.get('set-cookie')).toMatch(
    /^suanpan_session=\S+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+$/,
  );
  const early = await board.ask('GET', '/v1/whoami', as(cookieOf(first)));
  expect([early.status, early.json.code]).toEqual([403, 'password_change_due']);
  const change = (next: string) =>
    board.ask('POST', '/v1/sign-in/password/change', {
      ...as(cookieOf(first)),
      body: { current: board.firstPassword, next },
    });
  expect((await change('short')).status).toBe(422);
  const changed = await change(NEXT);
  expect(changed.json).toMatchObject({ passwordChangeDue: false });
  cookie = cookieOf(changed);
  expect((await board.ask('GET', '/v1/whoami', as(cookieOf(first)))).json.code).toBe('session_ended');
  expect((await board.ask('GET', '/v1/whoami', as(cookie))).json).toMatchObject({
    kind: 'person',
    id: 'per_known',
    label: 'person:per_known',
    roots: [],
  });
});

test('a person acts by what was granted, and stands in the revision', async () => {
  const body = {
    node: { kind: 'account', id: 'acme' },
    principal: { kind: 'person', id: 'per_known' },
    effect: 'allow',
    expiresAt: null,
    reason: 'Spec.',
  };
  // What is for people alone a machine does not hold, and cannot hand on.
  const whole = await board.ask('POST', '/v1/grants', { as: 'acme', body: { ...body, role: 'root' } });
  expect([whole.status, whole.json.detail]).toEqual([403, 'Only who holds price.approve here may hand it on.']);
  for (const role of ['department', 'auditor']) {
    expect((await board.ask('POST', '/v1/grants', { as: 'acme', body: { ...body, role } })).status).toBe(201);
  }
  const made = await board.ask('POST', '/v1/accounts', { ...as(cookie), body: department('by-person') });
  expect(made.status).toBe(201);
  const { json } = await board.ask('GET', '/v1/history/account?id=by-person', as(cookie));
  expect(json.items).toMatchObject([{ actor: 'person:per_known', reason: 'Spec.', before: null, after: made.json }]);
  const people = await board.ask('GET', '/v1/people?root=acme', { as: 'acme' });
  expect(people.json.items).toEqual([{ id: 'per_known', name: 'Known', status: 'active' }]);
  expect((await board.ask('GET', '/v1/people', { as: 'umbrella' })).json.items).toEqual([]);
  expect((await board.ask('GET', '/v1/people/per_known', { as: 'umbrella' })).status).toBe(404);
});

test('a session changes nothing for another site, which may not sign anybody in either', async () => {
  const { host } = new URL(board.service.url);
  const change = (headers: Record<string, string>) =>
    board.ask('POST', '/v1/accounts', {
      ...as(cookie, { 'x-suanpan-request': '', ...headers }),
      body: department(`site-${Math.random()}`),
    });
  const refused = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://${host}`, 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];
  for (const headers of refused) expect((await change(headers)).json.code).toBe('cross_site_refused');
  for (const headers of [{ origin: `http://${host}` }, { 'sec-fetch-site': 'same-origin' }]) {
    expect((await change(headers)).status).toBe(201);
  }
  const looking = await board.ask('GET', '/v1/whoami', as(cookie, { origin: 'https://evil.example' }));
  expect(looking.status).toBe(200);
  const headers = { origin: 'https://evil.example' };
  const entering = await board.ask('POST', '/v1/sign-in/password', {
    headers,
    body: { login: 'known', password: NEXT },
  });
  expect(entering.json.code).toBe('cross_site_refused');
});

test('sessions are seen and ended: one by oneself, all of a person by who manages people', async () => {
  const second = cookieOf(await byPassword('known', NEXT));
  const { json } = await board.ask('GET', '/v1/sessions', as(cookie));
  expect(json.items.map(({ current }: { current: boolean }) => current).sort()).toEqual([false, true]);
  const other = json.items.find(({ current }: { current: boolean }) => !current).id as string;
  expect((await board.ask('POST', `/v1/sessions/${other}/end`, as(cookie))).json).toEqual({ ended: true });
  expect((await board.ask('GET', '/v1/whoami', as(second))).json.code).toBe('session_ended');
  expect((await board.ask('POST', '/v1/sessions/nonesuch/end', as(cookie))).json).toEqual({ ended: false });
  const body = { reason: 'Spec.' };
  const byRoot = await board.ask('POST', '/v1/people/per_known/sessions/end', { as: 'acme', body });
  expect(byRoot.json.code).toBe('permission_denied');
  const ended = await board.ask('POST', '/v1/people/per_known/sessions/end', { as: 'operator', body });
  expect(ended.json).toEqual({ ended: 1 });
  expect((await board.ask('GET', '/v1/whoami', as(cookie))).json.code).toBe('session_ended');
});

test('a suspended person is out at once, and in again when readmitted', async () => {
  cookie = cookieOf(await byPassword('known', NEXT));
  const path = '/v1/people/per_known';
  const put = (status: string) => board.change('PATCH', path, { as: 'operator', body: { status, reason: 'Spec.' } });
  expect((await put('suspended')).status).toBe(200);
  expect((await board.ask('GET', '/v1/whoami', as(cookie))).status).toBe(401);
  expect((await byPassword('known', NEXT)).json.code).toBe('sign_in_refused');
  await put('active');
  cookie = cookieOf(await byPassword('known', NEXT));
  expect((await board.ask('GET', '/v1/whoami', as(cookie))).status).toBe(200);
});

test('signing out ends the session and its cookie', async () => {
  const out = await board.ask('POST', '/v1/sign-out', as(cookie));
  expect(out.headers.get('set-cookie')).toMatch(/^suanpan_session=; .*Max-Age=0/);
  expect((await board.ask('GET', '/v1/whoami', as(cookie))).json.code).toBe('session_ended');
});

test('guesses are slowed down, and tell nothing about who exists', async () => {
  const answers: Reply[] = [];
  for (const login of ['known', 'nobody-here']) {
    for (let i = 0; i < 6; i += 1) answers.push(await byPassword(login, 'wrong guess number one'));
  }
  const told = answers.map(({ status, json }) => `${status} ${json.code}`);
  expect(told.slice(0, 6)).toEqual(told.slice(6));
  expect(told[0]).toBe('401 sign_in_refused');
  const last = answers.at(-1);
  expect([last?.status, Number(last?.headers.get('retry-after')) > 0]).toEqual([429, true]);
}, 60_000);

test('an invited person gets a first password once, and the same answer for the same request', async () => {
  const body = { name: 'Ada', login: 'ada', grant: { account: 'acme-research', role: 'department' }, reason: 'Spec.' };
  const headers = { 'idempotency-key': 'invite-ada' };
  const made = await board.ask('POST', '/v1/people', { as: 'acme', body, headers });
  expect(made.json).toMatchObject({
    person: { name: 'Ada' },
    grant: { role: 'department' },
    firstPassword: { login: 'ada' },
  });
  const again = await board.ask('POST', '/v1/people', { as: 'acme', body, headers });
  expect(again.text).toBe(made.text);
  const { password } = made.json.firstPassword as { password: string };
  expect((await byPassword('ada', password)).json.passwordChangeDue).toBe(true);
  expect((await board.ask('POST', '/v1/people', { as: 'operator', body })).json.code).toBe('entity_exists');
});
