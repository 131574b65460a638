import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FAULTS } from '@suanpan/fault';
import { added, backfill, change, openSpecDoor, post, type Reply, type SpecDoor } from './spec-door.ts';

const DOCUMENT = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));
/** The examples are of the day they were written on. */
const NOW = Date.parse('2026-11-24T12:00:00Z');
const PATHS: readonly string[] = Object.keys(DOCUMENT.paths).filter((path) => DOCUMENT.paths[path].post !== undefined);
const MODES: readonly string[] = Object.keys(DOCUMENT.components.requestBodies.Events.content);
const ATTRIBUTES = {
  'ce-specversion': '1.0',
  'ce-id': 'call-1',
  'ce-source': 'gateway/eu-1',
  'ce-type': 'suanpan.usage.v1',
  'ce-time': '2026-11-24T11:00:00Z',
};

/** Values that break what reads them without looking: of each kind one, and some that other systems met. */
const HOSTILE: readonly unknown[] = [
  'a\u0000b',
  '\u0000',
  '\ud800',
  '%00',
  "'; DROP TABLE ledger.usage; --",
  '../../etc/passwd',
  '9'.repeat(400),
  '__proto__',
  '-1',
  '1e309',
  '',
  null,
  true,
  -1,
  0.5,
  2 ** 53,
  [],
  [[]],
  {},
  { constructor: { prototype: 1 } },
];

let door: SpecDoor;
beforeAll(async () => {
  door = await openSpecDoor({ clock: { now: () => NOW } });
  const [from, to] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-12-01T00:00:00Z')];
  change(door.catalogue, [added('backfill', backfill({ id: 'bf_november', source: 'gateway/eu-1', from, to }))]);
});
afterAll(() => door.close());

function examplesOf(mode: string): readonly unknown[] {
  const examples: Record<string, { readonly value: unknown }> =
    DOCUMENT.components.requestBodies.Events.content[mode].examples;
  return Object.values(examples).map(({ value }) => value);
}

/** Every value with one leaf or branch replaced, and with one more field under a name nobody expects. */
function* replaced(value: unknown, by: unknown): Generator<unknown> {
  yield by;
  if (Array.isArray(value)) {
    for (const [i, one] of value.entries()) for (const other of replaced(one, by)) yield value.with(i, other);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      for (const other of replaced(one, by)) yield { ...value, [name]: other };
    }
    yield { ...value, [typeof by === 'string' ? by : 'unexpected']: by };
  }
}

/** Follows a reference within the document. */
function resolved(node: { readonly $ref?: string }): object {
  const steps = node.$ref?.split('/').slice(1) ?? [];
  return node.$ref === undefined ? node : steps.reduce((at, step) => at[step], DOCUMENT);
}

/** A response of the document. */
interface Described {
  readonly content: Readonly<Record<string, { readonly schema: { readonly $ref?: string } }>>;
}

/** What an answer does against the document, in words; nothing where it is as described. */
function flawsOf(path: string, { status, headers, json }: Reply): string[] {
  const documented = DOCUMENT.paths[path].post.responses[String(status)];
  if (status >= 500) return [`${status}`];
  if (documented === undefined) return [`${status} is not documented`];
  const { content } = resolved(documented) as Described;
  const [type = '', { schema } = { schema: {} }] = Object.entries(content)[0] ?? [];
  const flaws = headers.get('content-type')?.startsWith(type) === true ? [] : [`is no ${type}`];
  const { required = [] } = resolved(schema) as { readonly required?: readonly string[] };
  flaws.push(...required.filter((name) => json[name] === undefined).map((name) => `${name} is missing`));
  return status < 400 ? [...flaws, ...flawsOfResults(json)] : [...flaws, ...flawsOfProblem(status, json)];
}

function flawsOfResults(json: Reply['json']): string[] {
  const results = json.results as readonly Record<string, unknown>[];
  const rejected = results.filter(({ status }) => status === 'rejected');
  const flaws = results.length === Number(json.accepted) + Number(json.rejected) ? [] : ['results do not add up'];
  if (rejected.length !== json.rejected) flaws.push('rejected is not the number of those that are');
  for (const { code } of rejected) if (!Object.hasOwn(FAULTS, String(code))) flaws.push(`${code} is no code`);
  return flaws;
}

function flawsOfProblem(status: number, { code, status: said }: Reply['json']): string[] {
  const fault = Object.hasOwn(FAULTS, String(code)) ? FAULTS[code as keyof typeof FAULTS] : undefined;
  return fault?.status === status && said === status ? [] : [`${code} is not of status ${status}`];
}

async function walk(path: string, mode: string, tries: Iterable<{ body: unknown; headers?: Record<string, string> }>) {
  let sent = 0;
  const at = path.replace('{id}', 'bf_november');
  for (const { body, headers = {} } of tries) {
    const text = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
    const reply = await post(door.url, text, { 'content-type': mode, ...headers }, at);
    expect({ text, headers, flaws: flawsOf(path, reply) }).toEqual({ text, headers, flaws: [] });
    sent += 1;
  }
  expect(door.failures).toEqual([]);
  return sent;
}

function* bodies(mode: string) {
  const headers = mode === 'application/json' ? ATTRIBUTES : {};
  for (const example of examplesOf(mode)) {
    for (const by of HOSTILE) {
      for (const body of replaced(example, by)) yield { body: JSON.stringify(body) ?? '', headers };
    }
  }
}

function* attributes() {
  const body = examplesOf('application/json')[0];
  for (const name of Object.keys(ATTRIBUTES)) {
    for (const by of HOSTILE) {
      // A header holds visible characters; the others go as CloudEvents writes them.
      const value = encodeURIComponent(String(by).toWellFormed());
      yield { body, headers: { ...ATTRIBUTES, [name]: value } };
      yield { body, headers: { ...ATTRIBUTES, [name]: `%${value}%zz` } };
    }
  }
}

describe.each(PATHS)('%s answers whatever is sent with what its document says, and never with a 5xx', (path) => {
  test.each(MODES)('in a body of %s', async (mode) => {
    expect(await walk(path, mode, bodies(mode))).toBeGreaterThan(300);
  });

  test('in the headers of binary mode', async () => {
    expect(await walk(path, 'application/json', attributes())).toBe(200);
  });

  test('in the address', async () => {
    const [example] = examplesOf('application/cloudevents+json');
    const headers = { 'content-type': 'application/cloudevents+json' };
    for (const by of HOSTILE) {
      const id = encodeURIComponent(String(by).toWellFormed()) || '%20';
      const at = `${path.replace('{id}', id)}?root=${id}`;
      const reply = await post(door.url, example, headers, at);
      expect({ at, flaws: flawsOf(path, reply) }).toEqual({ at, flaws: [] });
    }
  });

  test('by other methods, which are told what it takes', async () => {
    const at = `${door.url}${path.replace('{id}', 'bf_november')}`;
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'QUERY']) {
      const response = await fetch(at, { method });
      const { status, headers } = response;
      const reply = { status, headers, json: (await response.json()) as Reply['json'] };
      expect([method, status, headers.get('allow'), flawsOf(path, reply)]).toEqual([method, 405, 'POST', []]);
    }
  });
});
