import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard();
}, 60_000);
afterAll(() => board.stop());

const grant = (more: Record<string, unknown>) => ({
  node: { kind: 'account', id: 'acme-research' },
  principal: { kind: 'account', id: 'bot-research' },
  effect: 'allow',
  expiresAt: null,
  reason: 'Spec.',
  ...more,
});
const post = (path: string, as: 'acme' | 'research' | 'operator' | 'umbrella', body: unknown) =>
  board.ask('POST', path, { as, body });
const issue = (account: string, more: Record<string, unknown> = {}) => ({
  account,
  scopes: ['admin'],
  expiresAt: null,
  kind: 'test',
  reason: 'Spec.',
  ...more,
});
const withKey = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });

describe('nobody hands on what they do not hold', () => {
  test('by a grant', async () => {
    const more = await post('/v1/grants', 'research', grant({ role: 'root' }));
    expect([more.status, more.json.code]).toEqual([403, 'permission_denied']);
    expect((await post('/v1/grants', 'research', grant({ role: 'service' }))).status).toBe(201);
  });

  test('by a role', async () => {
    const role = { root: 'acme', name: 'Sly', permissions: ['root.create'], reason: 'Spec.' };
    expect((await post('/v1/roles', 'acme', role)).json.code).toBe('permission_denied');
    const made = await post('/v1/roles', 'acme', { ...role, id: 'role_plain', permissions: ['usage.view'] });
    expect(made.status).toBe(201);
    const grown = await board.change('PATCH', '/v1/roles/role_plain', {
      as: 'acme',
      body: { permissions: ['usage.view', 'organisation.manage'], reason: 'Spec.' },
    });
    expect(grown.json.code).toBe('permission_denied');
  });

  test('by a key for an account that holds more, new or rotated', async () => {
    // The account lies in Acme, and its grants reach over the whole platform.
    const key = await post('/v1/keys', 'acme', issue('bot-operator'));
    expect([key.status, key.json.code]).toEqual([403, 'permission_denied']);
    const rotated = await board.change('POST', '/v1/keys/key_operator/rotate', {
      as: 'acme',
      body: { overlapSeconds: 0, kind: 'test', reason: 'Spec.' },
      versionAt: '/v1/keys/key_operator',
    });
    expect([rotated.status, rotated.json.code]).toEqual([403, 'permission_denied']);
    expect((await post('/v1/keys', 'acme', issue('bot-operator', { scopes: ['ingest'] }))).status).toBe(403);
    expect((await post('/v1/keys', 'acme', issue('bot-nobody'))).status).toBe(201);
  });

  test('by an invitation', async () => {
    const body = { name: 'Eve', login: 'eve', grant: { account: 'acme-research', role: 'root' }, reason: 'Spec.' };
    expect((await post('/v1/people', 'research', body)).json.code).toBe('permission_denied');
    expect((await post('/v1/people', 'research', { ...body, grant: undefined })).status).toBe(403);
  });
});

describe('a deny', () => {
  test('is given by who manages grants of the whole root, and locks nobody out for good', async () => {
    const deny = grant({ effect: 'deny', permissions: ['usage.view'] });
    expect((await post('/v1/grants', 'research', deny)).status).toBe(404);
    const lockout = await post('/v1/grants', 'acme', grant({ effect: 'deny', permissions: ['grant.manage'] }));
    expect([lockout.status, lockout.json.code]).toEqual([422, 'entity_invalid']);
    const byRole = await post('/v1/grants', 'acme', grant({ effect: 'deny', role: 'root' }));
    expect(byRole.json.code).toBe('entity_invalid');
  });

  test('beats every allow, and who is denied cannot take it back', async () => {
    const made = await post('/v1/grants', 'acme', grant({ id: 'grt_no', effect: 'deny', permissions: ['usage.view'] }));
    expect(made.status).toBe(201);
    const question = { permission: 'usage.view', node: { kind: 'project', id: 'prj_chat' } };
    expect((await post('/v1/access/check', 'research', question)).json).toMatchObject({
      allowed: false,
      reason: 'denied',
      grant: 'grt_no',
    });
    const end = { body: { reason: 'Spec.' }, versionAt: '/v1/grants/grt_no' };
    const own = await board.change('POST', '/v1/grants/grt_no/end', { as: 'research', ...end });
    expect(own.json.code).toBe('permission_denied');
    expect((await board.change('POST', '/v1/grants/grt_no/end', { as: 'acme', ...end })).status).toBe(200);
    expect((await post('/v1/access/check', 'research', question)).json).toMatchObject({ allowed: true });
  });

  test('does not come to hold grant.manage by its role', async () => {
    const role = { id: 'role_deny', root: 'acme', name: 'Denied', permissions: ['usage.view'], reason: 'Spec.' };
    await post('/v1/roles', 'acme', role);
    await post('/v1/grants', 'acme', grant({ id: 'grt_role', effect: 'deny', role: 'role_deny' }));
    const grown = await board.change('PATCH', '/v1/roles/role_deny', {
      as: 'acme',
      body: { permissions: ['grant.manage', 'usage.view'], reason: 'Spec.' },
    });
    expect([grown.status, grown.json.code]).toEqual([422, 'entity_invalid']);
    const body = { reason: 'Spec.' };
    await board.change('POST', '/v1/grants/grt_role/end', { as: 'acme', body, versionAt: '/v1/grants/grt_role' });
  });
});

describe('the question whether somebody may', () => {
  test('is about oneself for everybody, about others for who sees grants there', async () => {
    const question = { permission: 'project.manage', node: { kind: 'account', id: 'acme-research' } };
    const about = { ...question, actor: { kind: 'account', id: 'bot-research' } };
    expect((await post('/v1/access/check', 'acme', about)).json).toMatchObject({
      allowed: true,
      grant: 'grt_research',
    });
    expect((await post('/v1/access/check', 'umbrella', about)).json.code).toBe('entity_unknown');
    expect((await post('/v1/access/check', 'umbrella', question)).json.code).toBe('entity_unknown');
    const foreignKey = { ...question, actor: { kind: 'key', id: 'key_umbrella' } };
    expect((await post('/v1/access/check', 'acme', foreignKey)).json.detail).toBe('key key_umbrella does not exist.');
    expect((await post('/v1/access/check', 'acme', { ...question, permission: 'x.y' })).status).toBe(422);
  });

  test('is answered for a later time, too', async () => {
    await post('/v1/grants', 'acme', grant({ role: 'auditor', expiresAt: '2090-01-01T00:00:00Z' }));
    const question = {
      permission: 'audit.view',
      node: { kind: 'account', id: 'acme-research' },
      actor: { kind: 'account', id: 'bot-research' },
    };
    expect((await post('/v1/access/check', 'acme', question)).json.allowed).toBe(true);
    const later = { ...question, at: '2090-01-01T00:00:00Z' };
    expect((await post('/v1/access/check', 'acme', later)).json.allowed).toBe(false);
  });
});

test('a permission that is taken back while a change is under way is not in time to write', async () => {
  const id = 'late';
  await post(
    '/v1/grants',
    'acme',
    grant({
      id: 'grt_sales',
      node: { kind: 'account', id: 'acme-sales' },
      role: 'department',
      principal: { kind: 'account', id: 'bot-nobody' },
    }),
  );
  const hold = board.held.hold();
  const body = { id, parent: 'acme-sales', kind: 'department', name: 'Late', reason: 'Spec.' };
  const change = board.ask('POST', '/v1/accounts', { as: 'nobody', body });
  await hold.reached;
  await board.writer.commit({
    actor: 'spec',
    reason: 'Spec.',
    changes: [{ act: 'end', entity: 'grant', id: 'grt_sales' }],
  });
  hold.release();
  const { status, json } = await change;
  expect([status, json.code]).toEqual([404, 'entity_unknown']);
  const catalogue = await board.writer.mirror();
  expect(catalogue.changedBy('account', id)).toBe(0);
});

describe('an API key', () => {
  test('is shown once, works, and is refused from the moment it is revoked', async () => {
    const { json } = await post('/v1/keys', 'operator', issue('bot-acme', { id: 'key_once' }));
    const { secret } = json as { secret: string };
    expect(secret).toMatch(/^spn_test_/);
    expect(JSON.stringify(json.key)).not.toContain('hash');
    const shown = await board.ask('GET', '/v1/keys/key_once', { as: 'acme' });
    expect(shown.json).toEqual(json.key);
    expect(shown.text).not.toContain(secret);
    const [rows] = [await board.sql('SELECT text FROM catalogue.revision')];
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect((await board.ask('GET', '/v1/whoami', withKey(secret))).json.label).toBe('key:key_once');
    await post('/v1/keys/key_once/revoke', 'operator', { reason: 'Spec.' });
    expect((await board.ask('GET', '/v1/whoami', withKey(secret))).json.code).toBe('credential_revoked');
  });

  test('that is rotated is good until the overlap ends, and so is its successor from the start', async () => {
    const old = (await post('/v1/keys', 'operator', issue('bot-acme', { id: 'key_old' }))).json.secret as string;
    const rotated = await board.change('POST', '/v1/keys/key_old/rotate', {
      as: 'operator',
      body: { id: 'key_next', overlapSeconds: 60, kind: 'test', reason: 'Spec.' },
      versionAt: '/v1/keys/key_old',
    });
    expect(rotated.json.key).toMatchObject({ id: 'key_next', replaces: 'key_old', expiresAt: null });
    const next = rotated.json.secret as string;
    for (const secret of [old, next]) expect((await board.ask('GET', '/v1/whoami', withKey(secret))).status).toBe(200);
    board.time.skip(60_000);
    expect((await board.ask('GET', '/v1/whoami', withKey(old))).json.code).toBe('credential_expired');
    expect((await board.ask('GET', '/v1/whoami', withKey(next))).status).toBe(200);
  });

  test('is used from its networks alone, looks with the scope read alone, and calls no admin with ingest alone', async () => {
    const make = async (more: Record<string, unknown>) =>
      (await post('/v1/keys', 'operator', issue('bot-acme', more))).json.secret as string;
    const elsewhere = await make({ networks: ['10.0.0.0/8'] });
    expect((await board.ask('GET', '/v1/roots', withKey(elsewhere))).json.code).toBe('network_refused');
    const here = await make({ networks: ['127.0.0.0/8', '::1/128'] });
    expect((await board.ask('GET', '/v1/roots', withKey(here))).status).toBe(200);
    const reader = await make({ scopes: ['read'] });
    expect((await board.ask('GET', '/v1/roots', withKey(reader))).json.items).toHaveLength(1);
    const body = { parent: 'acme', kind: 'department', name: 'X', reason: 'Spec.' };
    expect((await board.ask('POST', '/v1/accounts', { ...withKey(reader), body })).json.code).toBe('scope_missing');
    const caller = await make({ scopes: ['ingest'] });
    expect((await board.ask('GET', '/v1/roots', withKey(caller))).json.code).toBe('scope_missing');
  });

  test('that would have ended already is not issued', async () => {
    const { status, json } = await post(
      '/v1/keys',
      'operator',
      issue('bot-acme', { expiresAt: '2020-01-01T00:00:00Z' }),
    );
    expect([status, json.errors[0].pointer]).toEqual([422, '/expiresAt']);
  });
});
