import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mintKey } from '@suanpan/api-keys';
import { Catalogue } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES, USAGE_EVENTS, unpackSourceRecord } from '@suanpan/facts';
import { connectKafkaLog, type KafkaLog } from '@suanpan/kafka';
import { KAFKA_CONFIG } from '@suanpan/kafka-connection';
import { type RealBroker, startRealBroker } from '@suanpan/real-parts';
import { newServiceLog, readConfig, type Service, startService } from '@suanpan/service-runtime';
import { ingestService } from './ingest-service.ts';
import {
  added,
  admissionToken,
  apiKey,
  change,
  event,
  FIRST,
  KEYS,
  post,
  type Reply,
  revoked,
  talk,
} from './spec-door.ts';

const KAFKA = readConfig({ SUANPAN_KAFKA_BROKERS: 'a:1' }, KAFKA_CONFIG);
const SETTINGS = {
  ...KAFKA,
  operations: undefined,
  host: '127.0.0.1',
  port: 0,
  shards: 3,
  masterSecret: Buffer.alloc(32, 1),
  latenessDays: 35,
  aheadSeconds: 300,
  callGraceHours: 24,
  inFlightMebibytes: 64,
  bodySeconds: 5,
  appendSeconds: 1,
  connectionsMax: 100,
  trustProxy: [],
};

type Four = [string, string, string, string];

let broker: RealBroker;
let log: KafkaLog;
let service: Service;
const catalogue = new Catalogue();

beforeAll(async () => {
  broker = await startRealBroker();
  const options = ingestService({ ...SETTINGS, brokers: broker.brokers });
  service = await startService({ ...options, log: newServiceLog('ingest', { SUANPAN_LOG: 'silent' }) });
  log = await connectKafkaLog({ brokers: broker.brokers, clientId: 'spec' });
  await log.append(CATALOGUE_CHANGES.name, 0, [change(catalogue, FIRST)]);
}, 180_000);

afterAll(async () => {
  await service?.stop();
  await log?.close();
  await broker?.stop();
}, 60_000);

/** Sends until the answer is as wanted; what it takes is bounded by the test's own time. */
async function sendUntil(body: unknown, wanted: (reply: Reply) => boolean): Promise<Reply> {
  for (;;) {
    const reply = await post(service.url, body);
    if (wanted(reply)) return reply;
    await delay(20);
  }
}

/** Ids of the events in the shard, in the log's order. */
async function stored(shard: number): Promise<string[]> {
  const { end } = await log.bounds(USAGE_EVENTS.name, shard);
  const ids: string[] = [];
  for (let from = 0; from < end; ) {
    const records = await log.read(USAGE_EVENTS.name, shard, from, 1 << 20, 0);
    for (const { value, offset } of records) {
      for (const line of unpackSourceRecord(value).lines) ids.push((JSON.parse(line) as { id: string }).id);
      from = offset + 1;
    }
  }
  return ids;
}

test('an event is in the log, on its root’s shard and stamped with the revision, before it is acknowledged', async () => {
  await sendUntil([event({}, { id: 'first' })], ({ status }) => status === 200);
  const [record] = await log.read(USAGE_EVENTS.name, 2, 0, 1 << 20, 0);
  const { header } = unpackSourceRecord(record?.value ?? Buffer.alloc(0));
  expect(header).toMatchObject({ kind: 'events', root: 'root_1', shard: 2, revision: 1, count: 1 });
  expect(await stored(2)).toEqual(['first']);
});

test('is ready once the catalogue has been read and the log answers, and counts what it does', async () => {
  const ready = await fetch(`${service.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    200,
    { ready: true, checks: { service: 'ok', catalogue: 'ok', log: 'ok' } },
  ]);
  await post(service.url, [event({}, { id: 'counted' }), 1, event({ prompt: 'x' }, { id: 'counted-2' })]);
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toMatch(/suanpan_ingest_events_total\{result="accepted",code="",service="ingest"\} 3/);
  expect(text).toMatch(/suanpan_ingest_events_total\{result="rejected",code="event_invalid",service="ingest"\} 1/);
  expect(text).toMatch(/suanpan_ingest_dropped_total\{class="content",service="ingest"\} 1/);
  expect(text).toMatch(/suanpan_ingest_acknowledgement_seconds_count\{service="ingest"\} 2/);
  expect(text).toMatch(/suanpan_ingest_bytes_in_flight\{service="ingest"\} 0/);
});

test('a key works at once when its revision is on the topic, and one that is not there is refused', async () => {
  for (let i = 0; i < 50; i += 1) {
    const text = mintKey('live');
    const unknown = await post(service.url, [event()], { authorization: `Bearer ${mintKey('live')}` });
    expect([unknown.status, unknown.json.code]).toEqual([401, 'credential_unknown']);
    await log.append(CATALOGUE_CHANGES.name, 0, [change(catalogue, [added('key', apiKey(text, { id: `new-${i}` }))])]);
    const { status } = await post(service.url, [event({}, { id: `new-${i}` })], { authorization: `Bearer ${text}` });
    expect(status).toBe(200);
  }
});

test('what a key may not call for is refused alone and counted, and none of it is in the log', async () => {
  const [sales, bound, denied, closed] = ['live', 'live', 'live', 'live'].map(() => mintKey('live')) as Four;
  const department = (id: string, more = {}) =>
    added('account', { id, root: 'root_1', parent: 'root_1', kind: 'department', name: id, ...more });
  const principal = { kind: 'account', id: 'bot' } as const;
  const node = { kind: 'account', id: 'bot' } as const;
  const changes = [
    department('sales'),
    department('gone', { status: 'closed' }),
    department('bot', { kind: 'service' }),
    ...(['sales', 'bot', 'gone'] as const).map((id) =>
      added('project', { id: `prj_${id}`, root: 'root_1', account: id, name: id }),
    ),
    added('grant', {
      ...{ id: 'no_calls', root: 'root_1', node, principal, effect: 'deny', role: null, permissions: ['api.call'] },
      expiresAt: null,
    }),
    added('key', apiKey(sales, { id: 'of_sales', account: 'sales' })),
    added('key', apiKey(bound, { id: 'of_bound', account: 'sales', project: 'prj_chat' })),
    added('key', apiKey(denied, { id: 'of_denied', account: 'bot' })),
    added('key', apiKey(closed, { id: 'of_closed', account: 'gone' })),
  ];
  await log.append(CATALOGUE_CHANGES.name, 0, [change(catalogue, changes)]);
  for (const [key, project, accepted] of [
    [sales, 'prj_sales', 1],
    [sales, 'prj_chat', 0],
    [bound, 'prj_chat', 0],
    [denied, 'prj_bot', 0],
    [closed, 'prj_gone', 0],
  ] as const) {
    const id = `${project} ${accepted}`;
    const { json } = await post(service.url, [event({ project }, { id })], { authorization: `Bearer ${key}` });
    const result = accepted === 1 ? { status: 'accepted' } : { code: 'permission_denied' };
    expect([id, json]).toMatchObject([id, { accepted, results: [result] }]);
  }
  const ids = await stored(2);
  expect([ids.includes('prj_sales 1'), ids.filter((id) => id.endsWith(' 0'))]).toEqual([true, []]);
  const text = await (await fetch(`${service.url}/metrics`)).text();
  for (const key of ['of_sales', 'of_bound', 'of_denied', 'of_closed']) {
    expect(text).toMatch(new RegExp(`suanpan_ingest_permission_denied_total\\{key="${key}",service="ingest"\\} 1`));
  }
});

test('an admission is verified with the master secret, and proxies are trusted as set', async () => {
  const e = event({ admission: admissionToken(Date.now()) }, { id: 'admitted' });
  const reply = await post(service.url, [e, event({ admission: 'forged' })]);
  expect(reply.json).toMatchObject({ accepted: 1, results: [{}, { code: 'admission_invalid' }] });
  expect(await stored(2)).toContain('admitted');
  const fastifyOf = (trustProxy: string[]) => ingestService({ ...SETTINGS, trustProxy }).fastify;
  expect(fastifyOf([])?.trustProxy).toBe(false);
  expect(fastifyOf(['10.0.0.0/8'])?.trustProxy).toEqual(['10.0.0.0/8']);
});

test('a broker that is down means 503 with Retry-After, and nothing that was acknowledged is lost', async () => {
  const acknowledged: string[] = [];
  const send = async (id: string) => {
    const reply = await post(service.url, [event({}, { id })]);
    if (reply.status === 200) acknowledged.push(id);
    return reply;
  };
  await send('before');
  await broker.crash();
  const refused = await Promise.all(['down-1', 'down-2', 'down-3'].map(send));
  // Whether a key is new cannot be known now.
  refused.push(await post(service.url, [event()], { authorization: `Bearer ${mintKey('live')}` }));
  for (const { status, headers, json } of refused) {
    expect([status, headers.get('retry-after'), json.code]).toEqual([503, '1', 'unavailable']);
    expect(json.accepted).toBeUndefined();
  }
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
  expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
  await broker.restart();
  await sendUntil([event({}, { id: 'after' })], ({ status }) => status === 200);
  const ids = await stored(2);
  for (const id of [...acknowledged, 'after']) expect(ids).toContain(id);
  expect(acknowledged).toEqual(['before']);
}, 120_000);

test('a key is refused soon after its revocation is on the topic', async () => {
  await log.append(CATALOGUE_CHANGES.name, 0, [change(catalogue, [revoked(KEYS.ours)])]);
  const { json } = await sendUntil([event()], ({ status }) => status === 401);
  expect(json.code).toBe('credential_revoked');
});

test('connections beyond the bound are closed at once, and those within it go on', async () => {
  const options = ingestService({ ...SETTINGS, brokers: broker.brokers, connectionsMax: 1 });
  const small = await startService({ ...options, log: newServiceLog('ingest', { SUANPAN_LOG: 'silent' }) });
  const port = Number(new URL(small.url).port);
  const first = connect(port, '127.0.0.1');
  await once(first, 'connect');
  expect(await talk(port, 'GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')).toBe('');
  first.write('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  const [answer] = (await once(first, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
  await small.stop();
});

test('stopping answers what is in hand and takes nothing more', async () => {
  const e = event({ project: undefined }, { id: 'last' });
  const pending = post(service.url, [e], { authorization: `Bearer ${KEYS.bound}` });
  const [reply] = await Promise.all([pending.catch(() => undefined), service.stop()]);
  if (reply?.status === 200) expect(await stored(2)).toContain('last');
  await expect(post(service.url, [e])).rejects.toThrow();
});
