import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FAULTS } from '@suanpan/fault';
import { OPERATIONS } from './admin-module.ts';
import type { Example } from './frame/operation.ts';
import { openApiDocument } from './openapi/document.ts';
import { type AdminBoard, startAdminBoard } from './testing/admin-board.ts';

/** Values that break what reads them without looking: of each kind one, and some that other systems met. */
const HOSTILE: readonly unknown[] = [
  'a\u0000b',
  '\u0000',
  '\ud800',
  '%00',
  "'; DROP TABLE access.person; --",
  '../../etc/passwd',
  '9'.repeat(400),
  '__proto__',
  '-1',
  '1e309',
  '',
  null,
  true,
  -1,
  2 ** 53,
  [],
  {},
];

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
}, 90_000);
afterAll(() => board.stop());

interface Given {
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Every value with one leaf replaced, or the whole. */
function* replaced(value: unknown, by: unknown): Generator<unknown> {
  yield by;
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) for (const other of replaced(one, by)) yield value.with(i, other);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      for (const other of replaced(one, by)) yield { ...value, [name]: other };
    }
  }
}

function* hostile({ params, query, body }: Given, by: unknown): Generator<Given> {
  if (typeof by === 'string') {
    for (const name of Object.keys(params)) yield { params: { ...params, [name]: by }, query, body };
    for (const name of Object.keys(query)) yield { params, query: { ...query, [name]: by }, body };
    for (const name of ['root', 'cursor', 'limit']) yield { params, query: { ...query, [name]: by }, body };
  }
  if (body !== undefined) for (const other of replaced(body, by)) yield { params, query, body: other };
}

function addressOf(path: string, { params, query }: Given): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(wellFormed(params[name])) || '%20');
  const search = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(wellFormed(value))}`);
  return search.length === 0 ? filled : `${filled}?${search.join('&')}`;
}

/** An address cannot hold half a character at all. */
function wellFormed(value: unknown): string {
  return String(value).toWellFormed();
}

function exampleOf(examples: Readonly<Record<string, Example>> | undefined): Given {
  const { params = {}, query = {}, body } = Object.values(examples ?? {})[0] ?? {};
  return { params, query, body };
}

const DOCUMENT = openApiDocument(OPERATIONS) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: object }>>>>;
};
const WALKED = OPERATIONS.filter(({ effect }) => effect !== 'session');

test.each(WALKED.map((operation) => [operation.id, operation] as const))(
  '%s answers whatever is sent with what its document says, and never with a 5xx',
  async (_id, { method, path, examples }) => {
    const documented = Object.keys(DOCUMENT.paths[path]?.[method.toLowerCase()]?.responses ?? {}).map(Number);
    const example = exampleOf(examples);
    for (const by of HOSTILE) {
      for (const given of hostile(example, by)) {
        const body = given.body === undefined ? {} : { body: given.body };
        const headers = { 'if-match': '"1"' };
        const {
          status,
          json,
          headers: answered,
        } = await board.ask(method, addressOf(path, given), {
          as: 'operator',
          ...body,
          headers,
        });
        const sent = JSON.stringify({ by, ...given });
        expect([sent, status, status < 500]).toEqual([sent, status, true]);
        expect([sent, documented.includes(status), status]).toEqual([sent, true, status]);
        if (status < 400) continue;
        expect(answered.get('content-type')).toContain('application/problem+json');
        expect([json.status, FAULTS[json.code as keyof typeof FAULTS]?.status]).toEqual([status, status]);
      }
    }
  },
  60_000,
);

test('every answer says that nobody keeps it and that its type is not to be guessed', async () => {
  for (const path of ['/v1/accounts', '/v1/nothing', '/health/ready', '/v1/openapi.json']) {
    const { headers } = await board.ask('GET', path, { as: 'acme' });
    expect([path, headers.get('x-content-type-options'), headers.get('cache-control')]).toEqual([
      path,
      'nosniff',
      'no-store',
    ]);
  }
});

test('no pattern of the document is one that only JavaScript reads', () => {
  const patterns = [...JSON.stringify(DOCUMENT).matchAll(/"pattern":"((?:[^"\\]|\\.)*)"/g)].map(([, found]) => found);
  expect(patterns.length).toBeGreaterThan(5);
  for (const pattern of patterns) expect(pattern).not.toMatch(/\\\\[pPu]|\(\?<|\(\?[=!]/);
});

test('signing in with a character that no database holds is a request that cannot be read', async () => {
  const body = { login: 'a\u0000b', password: 'a\u0000b' };
  const { status, json } = await board.ask('POST', '/v1/sign-in/password', { body });
  expect([status, json.code]).toEqual([422, 'request_invalid']);
});
