import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { FAULTS } from '@suanpan/fault';
import { USAGE_FORMATS } from '@suanpan/provider-usage';
import { DATA_FIELDS } from '@suanpan/usage-intake';
import { openSpecDoor, post, type SpecDoor } from './spec-door.ts';

const TEXT = readFileSync(new URL('../openapi.json', import.meta.url), 'utf8');
const DOCUMENT = JSON.parse(TEXT);
const POST = DOCUMENT.paths['/v1/events'].post;
const DATA = DOCUMENT.components.schemas.UsageData.properties;

let door: SpecDoor;
beforeAll(async () => {
  // The examples are of the day they were written on.
  door = await openSpecDoor({ clock: { now: () => Date.parse('2026-11-24T12:00:00Z') } });
});
afterAll(() => door.close());

function examples(type: string): unknown[] {
  const list: { readonly value: unknown }[] = Object.values(POST.requestBody.content[type].examples);
  return list.map(({ value }) => value);
}

test('the document that is served is the one that is checked in', async () => {
  const response = await fetch(`${door.url}/v1/openapi.json`);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  expect(await response.text()).toBe(TEXT);
});

test('every example of the document is accepted by the real door', async () => {
  const single = { 'content-type': 'application/cloudevents+json' };
  for (const example of examples('application/cloudevents+json')) {
    expect(await post(door.url, example, single)).toMatchObject({ status: 200, json: { accepted: 1 } });
  }
  for (const example of examples('application/cloudevents-batch+json') as unknown[][]) {
    expect(await post(door.url, example)).toMatchObject({
      status: 200,
      json: { accepted: example.length, rejected: 0 },
    });
  }
  const headers = {
    'ce-specversion': '1.0',
    'ce-id': 'b',
    'ce-source': 's',
    'ce-type': 'suanpan.usage.v1',
    'ce-time': '2026-11-24T11:00:00Z',
  };
  for (const example of examples('application/json')) {
    const reply = await post(door.url, example, { 'content-type': 'application/json', ...headers });
    expect(reply).toMatchObject({ status: 200, json: { accepted: 1 } });
    expect(reply.json.dropped).toBeUndefined();
  }
});

test('the document names the very fields and formats that are read', () => {
  expect(Object.keys(DATA).sort()).toEqual([...DATA_FIELDS].sort());
  expect(DATA.usageFormat.enum).toEqual([...USAGE_FORMATS, null]);
});

test('the document names every status a request can be answered with', () => {
  const ours = Object.values(FAULTS).map(({ status }) => status);
  for (const status of Object.keys(POST.responses)) expect([200, ...ours]).toContain(Number(status));
  expect(POST.responses['500']).toBeUndefined();
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
    if (schema.maxLength !== undefined && name !== 'project' && name !== 'usageFormat') {
      const edge = 'x'.repeat(schema.maxLength);
      expect([name, await ask(edge), await ask(`${edge}x`)]).toEqual([name, 1, 0]);
    }
  }
});
