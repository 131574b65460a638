import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FAULTS } from '@suanpan/fault';
import { z } from 'zod';
import { OPERATIONS } from './admin-module.ts';
import type { Example, Operation } from './frame/operation.ts';
import { readRequest } from './frame/read-request.ts';
import { type AdminBoard, type Reply, startAdminBoard } from './testing/admin-board.ts';
import { aCall } from './testing/calls.ts';
import type { Holder } from './testing/seed.ts';

/** Routes of the runtime: they tell of the process alone. */
const RUNTIME = ['GET /health/live', 'GET /health/ready', 'GET /metrics'];

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
  await board.send(
    'acme',
    ['call-1', 'call-2'].map((id) => aCall(id, board.now())),
  );
}, 90_000);
afterAll(() => board.stop());

function addressOf({ path }: Operation, { params = {}, query = {} }: Example): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? 'nonesuch'));
  return Object.keys(query).length === 0 ? filled : `${filled}?${new URLSearchParams(query)}`;
}

/** The session that the examples of signing in open and end. */
let cookie = '';

function send(operation: Operation, example: Example, as: Holder | undefined): Promise<Reply> {
  const headers = operation.access === 'public' ? { cookie } : {};
  const sent = { body: filled(example.body), headers, ...(as === undefined ? {} : { as }) };
  const address = addressOf(operation, example);
  if (operation.effect !== 'change') return board.ask(operation.method, address, sent);
  return board.change(operation.method, address, {
    ...sent,
    ...(example.versionAt === undefined ? {} : { versionAt: example.versionAt }),
  });
}

/** The one thing that an example cannot know. */
function filled(body: unknown): unknown {
  if (body === undefined) return undefined;
  return JSON.parse(JSON.stringify(body).replaceAll('correct horse battery', board.firstPassword));
}

const all = OPERATIONS.map((operation) => [operation.id, operation] as const);
const examples = OPERATIONS.flatMap((operation) =>
  Object.entries(operation.examples ?? {}).map(([name, example]) => [operation.id, name, operation, example] as const),
);

describe('the documentation', () => {
  test.each(examples)('%s, example %s, does what it says', async (_id, _name, operation, example) => {
    const reply = await send(operation, example, 'operator');
    cookie = reply.headers.get('set-cookie')?.split(';')[0] ?? cookie;
    expect([reply.status, reply.text]).toEqual([example.expects ?? operation.status, expect.anything()]);
    if (example.expects !== undefined) return;
    const read = z.safeDecode(operation.answer, reply.json as never);
    expect(read.error?.issues ?? []).toEqual([]);
  });

  test('has an example of every operation', () => {
    const without = OPERATIONS.filter((operation) => Object.keys(operation.examples ?? {}).length === 0);
    expect(without.map(({ id }) => id)).toEqual([]);
  });
});

describe('the doors', () => {
  test('every route that is served is an operation that says what it needs, or the runtime’s own', () => {
    const served = board.service.routes().map(({ method, url }) => `${method} ${url}`);
    const described = OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    expect(served.filter((route) => !RUNTIME.includes(route)).sort()).toEqual([...described].sort());
    expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
  });

  test.each(all)('%s is closed to whoever is not known', async (_id, operation) => {
    const stranger = await send(operation, first(operation), undefined);
    if (operation.access === 'public') expect(stranger.json?.code).not.toBe('credential_missing');
    else expect([stranger.status, stranger.json.code]).toEqual([401, 'credential_missing']);
  });

  test.each(all.filter(([, { access }]) => typeof access === 'object'))(
    '%s gives nothing to whoever may do nothing',
    async (_id, operation) => {
      const nobody = await send(operation, first(operation), 'nobody');
      if (typeof operation.access === 'object' && 'each' in operation.access) {
        expect(nobody.json).toMatchObject({ items: [] });
      } else expect([403, 404]).toContain(nobody.status);
    },
  );

  test.each(all.filter(([, { access }]) => typeof access === 'object' && 'needs' in access))(
    '%s answers for what is another tenant’s as for what does not exist',
    async (_id, operation) => {
      const example = first(operation);
      const id = targetId(operation, example);
      const theirs = await send(operation, example, 'umbrella');
      if (id === undefined) {
        expect([theirs.status, theirs.json.code]).toEqual([403, 'permission_denied']);
        return;
      }
      const unknown = await send(operation, swapped(example, id), 'umbrella');
      expect([theirs.status, theirs.text.replaceAll(id, 'nonesuch')]).toEqual([404, unknown.text]);
      expect(unknown.json).toMatchObject({ code: 'entity_unknown', title: FAULTS.entity_unknown.title });
    },
  );
});

function first(operation: Operation): Example {
  return Object.values(operation.examples ?? {})[0] ?? {};
}

/** The id that an example is about; `undefined` for the platform. */
function targetId(operation: Operation, { params = {}, query = {}, body }: Example): string | undefined {
  if (typeof operation.access === 'string' || 'each' in operation.access) return undefined;
  const target = operation.access.where(readRequest(operation, { params, query, body }));
  return target.kind === 'platform' ? undefined : target.id;
}

function swapped(example: Example, id: string): Example {
  return JSON.parse(JSON.stringify(example).replaceAll(JSON.stringify(id), '"nonesuch"')) as Example;
}
