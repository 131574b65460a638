import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sessionCookieName } from '../frame/cookies.ts';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { signedIn } from '../testing/signed-in.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard();
}, 90_000);
afterAll(() => board.stop());

const reason = 'Spec.';
const NEXT = 'staple correct battery horse';

/** Somebody made an operator over the API, by whoever asks with these headers; signed in. */
async function operator(
  login: string,
  by: object,
): Promise<{ id: string; grant: string; headers: { cookie: string } }> {
  const invited = await board.ask('POST', '/v1/people', { ...by, body: { name: login, login, reason } });
  expect([login, invited.status, invited.json]).toEqual([login, 201, expect.anything()]);
  const { id } = invited.json.person;
  const grant = { node: null, principal: { kind: 'person', id }, effect: 'allow', role: 'platform_operator' };
  const made = await board.ask('POST', '/v1/grants', { ...by, body: { ...grant, expiresAt: null, reason } });
  const { password } = invited.json.firstPassword;
  const first = await board.ask('POST', '/v1/sign-in/password', { body: { login, password } });
  const cookie = `${sessionCookieName(undefined)}=${tokenOf(first.headers)}`;
  const body = { current: password, next: NEXT };
  const changed = await board.ask('POST', '/v1/sign-in/password/change', { headers: { cookie }, body });
  return {
    id,
    grant: made.json.id,
    headers: { cookie: `${sessionCookieName(undefined)}=${tokenOf(changed.headers)}` },
  };
}

function tokenOf(headers: Headers): string {
  return headers.get('set-cookie')?.split(';')[0]?.split('=')[1] ?? '';
}

const root = (id: string) => ({ id, name: id, zone: 'UTC', reason });

test('operators make and end each other over the API, and the last one cannot be ended or suspended', async () => {
  const first = await signedIn(board, 'first', 'platform_operator');
  const ann = await operator('ann', { headers: first.headers });
  const bob = await operator('bob', { headers: ann.headers });
  expect((await board.ask('POST', '/v1/roots', { headers: bob.headers, body: root('made-by-bob') })).status).toBe(201);
  const endBy = async ({ headers }: { headers: object }, grant: string) => {
    const { headers: read } = await board.ask('GET', `/v1/grants/${grant}`, { headers: { ...headers } });
    const match = { 'if-match': read.get('etag') ?? '' };
    return board.ask('POST', `/v1/grants/${grant}/end`, { headers: { ...headers, ...match }, body: { reason } });
  };
  expect((await endBy(ann, 'grt_first')).status).toBe(200);
  expect((await endBy(bob, ann.grant)).status).toBe(200);
  expect((await board.ask('POST', '/v1/roots', { headers: ann.headers, body: root('too-late') })).status).toBe(403);
  const last = await endBy(bob, bob.grant);
  expect([last.status, last.json.code]).toEqual([422, 'entity_invalid']);
});
