import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mintKey } from '@suanpan/api-keys';
import { Registry } from 'prom-client';
import { ByteBudget } from './byte-budget.ts';
import { ingestMetrics } from './ingest-metrics.ts';
import {
  added,
  admissionToken,
  apiKey,
  backfill,
  change,
  event,
  openSpecDoor,
  post,
  resultEvent,
  type SpecDoor,
} from './spec-door.ts';

const SALES = mintKey('live');
const FOREIGN_BOUND = mintKey('live');
const account = (id: string, more = {}) =>
  added('account', { id, root: 'root_1', parent: 'root_1', kind: 'department', name: id, ...more });
const sales = { authorization: `Bearer ${SALES}` };
const registry = new Registry();
let door: SpecDoor;

beforeAll(async () => {
  const observer = ingestMetrics(registry, new ByteBudget(1024 * 1024));
  door = await openSpecDoor({ observer });
  change(door.catalogue, [
    account('sales'),
    account('closed', { status: 'closed' }),
    added('project', { id: 'prj_sales', root: 'root_1', account: 'sales', name: 'Sales' }),
    added('project', { id: 'prj_closed', root: 'root_1', account: 'closed', name: 'Closed' }),
    added('key', apiKey(SALES, { id: 'key_sales', account: 'sales' })),
    added('key', apiKey(FOREIGN_BOUND, { account: 'sales', project: 'prj_chat' })),
    added('backfill', backfill({ id: 'bf_2', source: 'old' })),
  ]);
});
afterAll(() => door.close());

const denied = (index: number) => ({ code: 'permission_denied', pointer: `/${index}/data/project` });

test("a key books on its own department's projects alone, and each other event of the request stands", async () => {
  const calls = [
    event({ project: 'prj_sales' }, { id: 'own' }),
    event({ project: 'prj_chat' }, { id: 'chat' }),
    resultEvent({ project: 'prj_chat' }, { id: 'result' }),
    resultEvent({ project: 'prj_sales' }, { id: 'own-result' }),
  ];
  const { status, json } = await post(door.url, calls, sales);
  expect(status).toBe(200);
  expect(json).toMatchObject({ accepted: 2, results: [{}, denied(1), denied(2), {}] });
  expect(door.lines().map(({ id }) => id)).toEqual(['own', 'own-result']);
  expect(await registry.getSingleMetricAsString('suanpan_ingest_permission_denied_total')).toContain(
    'key="key_sales"} 2',
  );
});

test('a single event is answered with 403', async () => {
  const single = { 'content-type': 'application/cloudevents+json', ...sales };
  const { status, json } = await post(door.url, event({ project: 'prj_chat' }), single);
  expect([status, json.code]).toEqual([403, 'permission_denied']);
});

test('a closed account takes no calls, of a key of the root neither', async () => {
  expect((await post(door.url, [event({ project: 'prj_closed' })])).json).toMatchObject({ results: [denied(0)] });
});

test('a key that is bound to a project of another department books nothing there', async () => {
  const headers = { authorization: `Bearer ${FOREIGN_BOUND}` };
  expect((await post(door.url, [event()], headers)).json).toMatchObject({ results: [denied(0)] });
});

test('history is asked about as well', async () => {
  const old = event({ project: 'prj_chat' }, { source: 'old', time: '2025-03-01T00:00:00Z' });
  const { json } = await post(door.url, [old], sales, '/v1/backfills/bf_2/events');
  expect(json).toMatchObject({ results: [denied(0)] });
});

test('what was admitted is not asked about again', async () => {
  const admission = admissionToken(Date.now());
  const { json } = await post(door.url, [event({ admission })], sales);
  expect(json).toMatchObject({ accepted: 1 });
});
