import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FAULTS } from '@suanpan/fault';
import { USAGE_FORMATS } from '@suanpan/provider-usage';
import { DATA_FIELDS, RESULT_FIELDS } from '@suanpan/usage-intake';
import { withQuantities } from './openapi-quantities.ts';
import { added, backfill, change, openSpecDoor, post, type SpecDoor } from './spec-door.ts';

const TEXT = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');
const DOCUMENT = JSON.parse(TEXT);
const PATHS = ['/v1/events', '/v1/backfills/{id}/events'];
const BODY = DOCUMENT.components.requestBodies.Events.content;
const { UsageData, ResultData } = DOCUMENT.components.schemas;
const DATA = UsageData.properties;
/** Texts that are not free: whatever fits must also exist. */
const NAMES_SOMETHING = new Set(['project', 'usageFormat', 'admission']);

let door: SpecDoor;
beforeAll(async () => {
  // The examples are of the day they were written on.
  door = await openSpecDoor({ clock: { now: () => Date.parse('2026-11-24T12:00:00Z') } });
  const [from, to] = [Date.parse('2026-11-01T00:00:00Z'), Date.parse('2026-12-01T00:00:00Z')];
  change(door.catalogue, [added('backfill', backfill({ id: 'bf_november', source: 'gateway/eu-1', from, to }))]);
});
afterAll(() => door.close());

function examples(type: string): unknown[] {
  const list: { readonly value: unknown }[] = Object.values(BODY[type].examples);
  return list.map(({ value }) => value);
}

/** Follows a reference within the document. */
function resolved(node: { readonly $ref?: string }): Record<string, unknown> {
  const steps = node.$ref?.split('/').slice(1) ?? [];
  return node.$ref === undefined ? node : steps.reduce((at, step) => at[step], DOCUMENT);
}

test('the document that is served is the one that is checked in', async () => {
  const response = await fetch(`${door.url}/v1/openapi.json`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.text()).toBe(TEXT);
});

test.each(PATHS)('every example of the document is accepted by the real door at %s', async (path) => {
  const at = path.replace('{id}', 'bf_november');
  const single = { 'content-type': 'application/cloudevents+json' };
  for (const example of examples('application/cloudevents+json')) {
    expect(await post(door.url, example, single, at)).toMatchObject({ status: 200, json: { accepted: 1 } });
  }
  for (const example of examples('application/cloudevents-batch+json') as unknown[][]) {
    expect(await post(door.url, example, {}, at)).toMatchObject({
      status: 200,
      json: { accepted: example.length, rejected: 0 },
    });
  }
  for (const example of examples('application/json') as object[]) {
    const headers = {
      'ce-specversion': '1.0',
      'ce-id': 'b',
      'ce-source': 'gateway/eu-1',
      'ce-type': 'call' in example ? 'suanpan.result.v1' : 'suanpan.usage.v1',
      'ce-time': '2026-11-24T11:00:00Z',
    };
    const reply = await post(door.url, example, { 'content-type': 'application/json', ...headers }, at);
    expect(reply).toMatchObject({ status: 200, json: { accepted: 1 } });
    expect(reply.json.dropped).toBeUndefined();
  }
});

test('every reference of the document leads somewhere', () => {
  const references = [...TEXT.matchAll(/"\$ref": "([^"]+)"/g)].map(([, reference = '']) => reference);
  expect(references.length).toBeGreaterThan(30);
  for (const $ref of references) expect([$ref, typeof resolved({ $ref })]).toEqual([$ref, 'object']);
});

test('the document has every quantity of the table; node apps/ingest/dist/write-openapi.js writes them anew', () => {
  expect(withQuantities(TEXT)).toBe(TEXT);
});

test('the document names the very fields and formats that are read', () => {
  expect(Object.keys(DATA).sort()).toEqual([...DATA_FIELDS].sort());
  expect(Object.keys(ResultData.properties).sort()).toEqual([...RESULT_FIELDS].sort());
  expect(DATA.usageFormat.enum).toEqual([...USAGE_FORMATS, null]);
});

test.each(PATHS)('the document names every status a request to %s can be answered with', (path) => {
  const { responses } = DOCUMENT.paths[path].post;
  const ours = Object.values(FAULTS).map(({ status }) => status);
  for (const status of Object.keys(responses)) expect([200, ...ours]).toContain(Number(status));
  expect(responses['404'] !== undefined).toBe(path.includes('{id}'));
  expect(responses['500']).toBeUndefined();
});

test('the ranges of the document are those of the door: the edge is accepted, one beyond is not', async () => {
  for (const [name, schema] of Object.entries<{ type?: string[]; maximum?: number; maxLength?: number }>(DATA)) {
    const data = { provider: 'p', model: 'm', operation: 'o', project: 'prj_chat', inputTokens: 1 };
    const ask = async (value: unknown) => {
      const event = {
        specversion: '1.0',
        id: 'e',
        source: 's',
        type: 'suanpan.usage.v1',
        time: '2026-11-24T11:00:00Z',
      };
      return (await post(door.url, [{ ...event, data: { ...data, [name]: value } }])).json.accepted;
    };
    if (schema.maximum !== undefined) {
      expect([name, await ask(schema.maximum), await ask(schema.maximum + 1)]).toEqual([name, 1, 0]);
    }
    if (schema.maxLength !== undefined && !NAMES_SOMETHING.has(name)) {
      const edge = 'x'.repeat(schema.maxLength);
      expect([name, await ask(edge), await ask(`${edge}x`)]).toEqual([name, 1, 0]);
    }
  }
});
