import { afterEach, expect, test } from '@jest/globals';
import { RecordingTerminal } from '../testing/recording-terminal.ts';
import { type Reply, type Script, scriptedService } from '../testing/scripted-service.ts';
import { at } from './address.ts';
import { type Admin, adminOf } from './admin.ts';

let script: Script | undefined;
afterEach(() => script?.stop());

async function service(replies: readonly (Reply | 'cut')[], patienceMs = 5_000) {
  script = await scriptedService(replies);
  const env = { SUANPAN_ADMIN_URL: `${script.url}/`, SUANPAN_ADMIN_KEY: 'the-key', SUANPAN_DATA: '/nonexistent' };
  const { signal } = new AbortController();
  const context = { terminal: new RecordingTerminal(), env, now: () => 0, signal, setExitCode: () => undefined };
  return { admin: adminOf(context, patienceMs), received: script.received };
}

function problem(status: number, code: string, detail: string, errors?: readonly object[]): Reply {
  return { status, body: { type: 'about:blank', title: code, status, code, detail, errors } };
}

const page = (items: readonly unknown[], nextCursor: string | null): Reply => ({
  status: 200,
  body: { items, nextCursor },
});

test('a change is sent under one Idempotency-Key until it is answered, and under another for the next one', async () => {
  const made: Reply = { status: 201, body: { id: 'a' }, headers: { etag: '"7"' } };
  const { admin, received } = await service([
    'cut',
    problem(503, 'unavailable', 'away'),
    problem(409, 'idempotency_key_busy', 'busy'),
    made,
  ]);
  expect(await admin.add(at`roots`, { name: 'A' })).toEqual({ body: { id: 'a' }, revision: 7 });
  await admin.add(at`roots`, { name: 'B' });
  const keys = received.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys.slice(0, 4)).size).toBe(1);
  expect(keys[4]).not.toBe(keys[0]);
  expect(received[0]?.headers.authorization).toBe('Bearer the-key');
});

test('a list is read to its end, or as far as asked', async () => {
  const { admin, received } = await service([page([1, 2], 'next'), page([3], null), page([1, 2], 'next')]);
  expect(await admin.list(at`keys`, { root: 'a&b' })).toEqual([1, 2, 3]);
  expect(received.map(({ path }) => path)).toEqual([
    '/v1/keys?root=a%26b&limit=500',
    '/v1/keys?root=a%26b&limit=500&cursor=next',
  ]);
  expect(await admin.list(at`keys`, {}, 2)).toEqual([1, 2]);
  expect(received[2]?.path).toBe('/v1/keys?limit=2');
});

const rename = { kind: 'account', id: 'a/b', method: 'PATCH', readAt: at`accounts/${'a/b'}` } as const;
const read: Reply = { status: 200, body: {}, headers: { etag: '"3"' } };

function change(admin: Admin) {
  return admin.change({ ...rename, body: { name: 'N', reason: 'r' } });
}

test('what is changed is read first and changed from that version', async () => {
  const { admin, received } = await service([read, { status: 200, body: { id: 'a' }, headers: { etag: '"4"' } }]);
  expect(await change(admin)).toEqual({ body: { id: 'a' }, revision: 4 });
  expect(received.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/accounts/a%2Fb',
    'PATCH /v1/accounts/a%2Fb',
  ]);
  expect(received[1]?.headers['if-match']).toBe('"3"');
});

test('who was faster is named', async () => {
  const step = { at: '2026-11-26T00:00:00.000Z', actor: 'person:ann', reason: 'moved out' };
  const { admin, received } = await service([read, problem(412, 'version_conflict', 'changed'), page([step], null)]);
  await expect(change(admin)).rejects.toMatchObject({
    code: 'version_conflict',
    detail: expect.stringMatching(
      /^account a\/b was changed by person:ann at 2026-.*\("moved out"\).*Nothing was written/,
    ),
  });
  expect(received[2]?.path).toBe('/v1/history/account?id=a%2Fb&limit=1');
});

test('a conflict is told also to those who may not read the history', async () => {
  const { admin } = await service([
    read,
    problem(412, 'version_conflict', 'c'),
    problem(403, 'permission_denied', 'd'),
  ]);
  await expect(change(admin)).rejects.toMatchObject({
    code: 'version_conflict',
    detail: expect.stringMatching(/by somebody else/),
  });
});

test('a refusal comes with every place that is wrong', async () => {
  const errors = [
    { pointer: '/name', detail: 'too long' },
    { pointer: '/id', detail: 'odd' },
  ];
  const { admin } = await service([problem(422, 'request_invalid', 'Two places.', errors)]);
  await expect(admin.add(at`roots`, {})).rejects.toMatchObject({
    code: 'request_invalid',
    detail: 'Two places. /name: too long; /id: odd',
  });
});

test('something in between that answers in its own words is told by its status', async () => {
  const { admin } = await service([{ status: 502, body: '<html>' }]);
  await expect(admin.read(at`roots`)).rejects.toMatchObject({
    code: 'internal',
    detail: expect.stringMatching(/answered 502/),
  });
});

test('patience ends, and where nobody listens there is none', async () => {
  const { admin } = await service([problem(503, 'unavailable', 'away')], 0);
  await expect(admin.read(at`roots`)).rejects.toMatchObject({ code: 'unavailable', detail: 'away' });
  script?.stop();
  const { admin: gone } = await service([], 60_000);
  script?.stop();
  await expect(gone.read(at`roots`)).rejects.toMatchObject({
    code: 'unavailable',
    detail: expect.stringMatching(/does not answer/),
  });
});
