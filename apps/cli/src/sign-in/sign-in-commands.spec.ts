import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXIT } from '../output/exit-codes.ts';
import { type AdminStage, startAdminStage } from '../testing/admin-stage.ts';

let stage: AdminStage;
const secret = (name: string) => join(stage.dataFolder, 'secrets', name);

beforeAll(async () => {
  stage = await startAdminStage();
}, 120_000);
afterAll(() => stage?.stop(), 60_000);

interface Who {
  readonly id: string;
  readonly name: string;
  readonly by: string;
}

test('whoever owns the data folder of the running stack is its operator, by a secret nobody else can read', async () => {
  expect(await stage.read<Who>('whoami')).toMatchObject({ name: 'Local operator', by: 'local operator' });
  for (const name of ['operator', 'session-operator']) expect(statSync(secret(name)).mode & 0o777).toBe(0o600);
});

test('a session that was ended meanwhile is begun again without a word', async () => {
  const kept = JSON.parse(readFileSync(secret('session-operator'), 'utf8')) as { cookie: string };
  const cookie = kept.cookie.replace(/=.*/, '=ended');
  writeFileSync(secret('session-operator'), JSON.stringify({ ...kept, cookie }));
  expect((await stage.run('root', 'list')).code).toBe(EXIT.ok);
});

test('the secret of the local operator is given to nobody but the admin of its own stack', async () => {
  const elsewhere = { SUANPAN_ADMIN_URL: stage.adminUrl.replace('127.0.0.1', 'localhost') };
  const { code, talk } = await stage.runWith({ env: elsewhere }, 'root', 'list');
  expect(code).toBe(EXIT.failure);
  expect(talk).toMatch(
    /Nobody is signed in at http:\/\/localhost.*\[session_missing\]\nnext: Sign in with `suanpan login`/,
  );
});

test('the first administrator signs in with the password of the file, changes it, and signs out', async () => {
  const first = readFileSync(secret('first-password'), 'utf8').trim();
  const chosen = 'correct horse battery staple';
  const entered = await stage.runWith({ typed: [first, chosen] }, 'login');
  expect(entered).toMatchObject({ code: EXIT.ok, talk: expect.stringMatching(/Signed in as admin until/) });
  expect(statSync(secret('session-login')).mode & 0o777).toBe(0o600);
  expect(await stage.read<Who>('whoami')).toMatchObject({ name: 'admin', by: 'session' });
  expect((await stage.run('logout')).talk).toBe('Signed out.');
  expect((await stage.run('logout')).talk).toBe('Nobody was signed in.');
  expect(await stage.read<Who>('whoami')).toMatchObject({ by: 'local operator' });
  const wrong = await stage.runWith({ typed: ['not the password'] }, 'login');
  expect(wrong).toMatchObject({ code: EXIT.failure, talk: expect.stringMatching(/\[sign_in_refused\]\nnext: /) });
});

test('a lost first password is renewed on the machine of the database, and the old one is good no more', async () => {
  const renewed = await stage.run('admin', 'renew-password');
  const [password = ''] = renewed.data;
  expect(renewed.code).toBe(EXIT.ok);
  const old = await stage.runWith({ typed: ['correct horse battery staple'] }, 'login');
  expect(old.code).toBe(EXIT.failure);
  const short = await stage.runWith({ typed: [password, 'short'] }, 'login');
  expect(short.talk).toMatch(/at least 15 characters/);
  expect((await stage.runWith({ typed: [password, 'a better horse than before'] }, 'login')).code).toBe(EXIT.ok);
  await stage.run('logout');
});

test('an API key calls from anywhere, and may do what its service account may', async () => {
  await stage.run('root', 'create', '--name', 'Acme', '--id', 'acme');
  await stage.run('account', 'create', '--root', 'acme', '--kind', 'service', '--name', 'Bot', '--id', 'bot');
  await stage.run('grant', 'add', '--service-account', 'bot', '--account', 'acme', '--role', 'root');
  const argv = ['--root', 'acme', '--account', 'bot', '--scope', 'admin'];
  const [key = ''] = (await stage.run('key', 'create', ...argv)).data;
  const env = { SUANPAN_ADMIN_KEY: key, SUANPAN_ADMIN_URL: stage.adminUrl.replace('127.0.0.1', 'localhost') };
  const who = await stage.runWith({ env }, 'whoami', '--json');
  expect(JSON.parse(who.data.join(''))).toMatchObject({ kind: 'key', by: 'key', roots: ['acme'] });
  const refused = await stage.runWith({ env }, 'root', 'create', '--name', 'Other');
  expect(refused.talk).toMatch(/\[permission_denied\]\nnext: /);
});

test('a stack that starts again finds its operator; a secret that was lost is replaced by another operator', async () => {
  const before = await stage.read<Who>('whoami');
  const revisions = await stage.read<unknown[]>('catalogue', 'log', '--limit', '500');
  await stage.restart();
  expect(await stage.read<Who>('whoami')).toEqual(before);
  expect(await stage.read<unknown[]>('catalogue', 'log', '--limit', '500')).toHaveLength(revisions.length);
  rmSync(secret('operator'));
  rmSync(secret('session-operator'));
  await stage.restart();
  const after = await stage.read<Who>('whoami');
  expect(after).toMatchObject({ name: 'Local operator', by: 'local operator' });
  expect(after.id).not.toBe(before.id);
}, 90_000);

test('an operator who was suspended stays so, whatever is started again', async () => {
  const { id } = await stage.read<Who>('whoami');
  expect((await stage.run('person', 'suspend', id)).code).toBe(EXIT.ok);
  await stage.restart();
  expect((await stage.run('root', 'list')).talk).toMatch(/\[(sign_in_refused|session_ended)\]/);
}, 60_000);
