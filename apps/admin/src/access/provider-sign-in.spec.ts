import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AdminBoard, type Reply, startAdminBoard } from '../testing/admin-board.ts';
import { type IdentityProvider, startIdentityProvider } from '../testing/identity-provider.ts';

/** Where people reach the service: over https, through a proxy that a spec does without. */
const ORIGIN = 'https://admin.example.com';

let provider: IdentityProvider;
let board: AdminBoard;
beforeAll(async () => {
  provider = await startIdentityProvider();
  const redirectUri = `${ORIGIN}/v1/sign-in/provider/callback`;
  const settings = {
    issuer: provider.issuer,
    clientId: 'suanpan',
    redirectUri,
    newcomers: 'invited',
  } as const;
  board = await startAdminBoard({ provider: settings, origin: ORIGIN });
}, 60_000);
afterAll(async () => {
  await board.stop();
  await provider.stop();
});

const cookieOf = ({ headers }: Reply) => headers.get('set-cookie')?.split(';')[0] ?? '';
const start = () => board.ask('GET', '/v1/sign-in/provider?returnTo=/statements');

async function comeBack(begun: Reply, cookie: string, sub: string, email: string): Promise<Reply> {
  const { pathname, search } = new URL(provider.signIn(begun.headers.get('location') ?? '', { sub, email }));
  return board.ask('GET', `${pathname}${search}`, { headers: { cookie } });
}

test('an invited person comes in by the provider, ends where they wanted to go, and acts by their grants', async () => {
  const invitation = {
    name: 'Grace',
    email: 'grace@example.com',
    grant: { account: 'acme-research', role: 'department' },
    reason: 'Spec.',
  };
  const invited = await board.ask('POST', '/v1/people', {
    as: 'operator',
    body: invitation,
  });
  expect(invited.json).toMatchObject({
    firstPassword: null,
    grant: { role: 'department' },
  });
  const begun = await start();
  expect([begun.status, new URL(begun.headers.get('location') ?? '').origin]).toEqual([302, provider.issuer]);
  expect(begun.headers.get('set-cookie')).toMatch(
    /^__Host-suanpan_flow=\S+; Path=\/; HttpOnly; SameSite=Lax; .*; Secure$/,
  );
  const back = await comeBack(begun, cookieOf(begun), 'g-1', 'grace@example.com');
  expect([back.status, back.headers.get('location')]).toEqual([302, '/statements']);
  expect(back.headers.get('set-cookie')).toMatch(/^__Host-suanpan_session=\S+; .*; Secure$/);
  const headers = { cookie: cookieOf(back) };
  const who = await board.ask('GET', '/v1/whoami', { headers });
  expect(who.json).toMatchObject({
    id: invited.json.person.id,
    tops: [{ kind: 'account', id: 'acme-research' }],
  });
  const body = {
    parent: 'acme-research',
    kind: 'department',
    name: 'New',
    reason: 'Spec.',
  };
  const elsewhere = await board.ask('POST', '/v1/accounts', {
    headers: { ...headers, origin: board.service.url },
    body,
  });
  expect(elsewhere.json.code).toBe('cross_site_refused');
  expect(
    (
      await board.ask('POST', '/v1/accounts', {
        headers: { ...headers, origin: ORIGIN },
        body,
      })
    ).status,
  ).toBe(201);
});

test('another browser, an answer that was used, and whoever was not invited are refused alike', async () => {
  const begun = await start();
  const refused = [
    await comeBack(begun, '', 'g-1', 'grace@example.com'),
    await comeBack(begun, cookieOf(await start()), 'g-1', 'grace@example.com'),
    await comeBack(await start(), '__Host-suanpan_flow=made-up', 'g-1', 'grace@example.com'),
  ];
  const stranger = await start();
  refused.push(await comeBack(stranger, cookieOf(stranger), 'm-1', 'mallory@example.com'));
  for (const reply of refused) {
    expect([reply.status, reply.json.code, reply.headers.get('set-cookie')]).toEqual([401, 'sign_in_refused', null]);
  }
  expect(new Set(refused.map(({ json }) => json.detail)).size).toBe(1);
});
