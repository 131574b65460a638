import { randomUUID } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { unpackRevision } from '@suanpan/catalogue';
import { CATALOGUE_CHANGES } from '@suanpan/facts';
import { connectKafkaLog, type KafkaLog } from '@suanpan/kafka';
import {
  type RealBroker,
  type RealPostgres,
  startRealBroker,
  startRealPostgres,
  temporaryFolder,
} from '@suanpan/real-parts';
import { newServiceLog, type Service, startService } from '@suanpan/service-runtime';
import { adminService } from './admin-service.ts';
import { type AdminSettings, readSettings } from './settings.ts';

const LOG = newServiceLog('admin-spec', { SUANPAN_LOG: process.env.SUANPAN_LOG ?? 'silent' });
const NEXT = 'a much longer pass phrase';
const folder = temporaryFolder('admin-service');
const passwordFile = join(folder.path, 'first-password');

let broker: RealBroker;
let postgres: RealPostgres;
let topics: KafkaLog;
let settings: AdminSettings;
let replicas: Service[] = [];
let cookie = '';

async function start(): Promise<Service> {
  return startService({ ...(await adminService(settings, LOG)), log: LOG });
}

beforeAll(async () => {
  [broker, postgres] = await Promise.all([startRealBroker(), startRealPostgres()]);
  writeFileSync(join(folder.path, 'master'), '0a'.repeat(32));
  settings = readSettings({
    SUANPAN_PORT: '0',
    SUANPAN_KAFKA_BROKERS: broker.brokers.join(','),
    SUANPAN_POSTGRES_URL: postgres.url,
    SUANPAN_MASTER_SECRET_FILE: join(folder.path, 'master'),
    SUANPAN_BOOTSTRAP_FILE: passwordFile,
  });
  replicas = await Promise.all([start(), start()]);
  topics = await connectKafkaLog({ brokers: broker.brokers, clientId: 'spec' });
}, 180_000);

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await topics?.close();
  await Promise.all([broker?.stop(), postgres?.stop()]);
  folder.remove();
}, 60_000);

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: specs look at what they expect
  readonly json: any;
}

async function ask(replica: number, method: string, path: string, body?: unknown, headers = {}): Promise<Reply> {
  const answer = await fetch(`${replicas[replica]?.url}${path}`, {
    method,
    headers: {
      cookie,
      'x-suanpan-request': 'spec',
      'idempotency-key': randomUUID(),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, headers: answer.headers, json: await answer.json() };
}

async function publishedRevisions(): Promise<number[]> {
  const { end } = await topics.bounds(CATALOGUE_CHANGES.name, 0);
  const seen: number[] = [];
  for (let from = 0; from < end; ) {
    for (const { value, offset } of await topics.read(CATALOGUE_CHANGES.name, 0, from, 1 << 20, 0)) {
      seen.push(unpackRevision(value).revision.revision);
      from = offset + 1;
    }
  }
  return seen;
}

/** Awaits a condition; the test's own time bounds it. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(20);
}

const headOf = async (replica: number): Promise<number> =>
  (await ask(replica, 'GET', '/v1/revisions?limit=1')).json.items[0].revision;
const revisionOf = ({ headers }: Reply) => Number(headers.get('etag')?.replaceAll('"', ''));
const department = (id: string) => ({ id, parent: 'acme', kind: 'department', name: id, reason: 'Spec.' });

test('two replicas that start at once make one administrator, whose password is in the file for its owner alone', async () => {
  expect(statSync(passwordFile).mode & 0o777).toBe(0o600);
  const password = readFileSync(passwordFile, 'utf8').trim();
  const first = await ask(0, 'POST', '/v1/sign-in/password', { login: 'admin', password });
  expect(first.json).toMatchObject({ passwordChangeDue: true });
  cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
  const changed = await ask(1, 'POST', '/v1/sign-in/password/change', { current: password, next: NEXT });
  cookie = changed.headers.get('set-cookie')?.split(';')[0] ?? '';
  const root = { id: 'acme', name: 'Acme', zone: 'Asia/Shanghai', reason: 'Spec.' };
  expect((await ask(0, 'POST', '/v1/roots', root)).status).toBe(201);
  const again = await start();
  await again.stop();
  expect(readFileSync(passwordFile, 'utf8').trim()).toBe(password);
});

test('a replica sees at once what another has written', async () => {
  for (let i = 0; i < 20; i += 1) {
    const made = await ask(i % 2, 'POST', '/v1/accounts', department(`seen-${i}`));
    const seen = await ask((i + 1) % 2, 'GET', `/v1/accounts/seen-${i}`);
    expect([made.status, seen.json, seen.headers.get('etag')]).toEqual([201, made.json, made.headers.get('etag')]);
  }
});

test('a new key is on the topic before anybody is shown it, also one of a rotation', async () => {
  const key = { account: 'acme', scopes: ['ingest'], kind: 'live', expiresAt: null, reason: 'Spec.' };
  for (let i = 0; i < 20; i += 1) {
    const made = await ask(i % 2, 'POST', '/v1/keys', { ...key, id: `key-${i}` });
    expect([made.status, await publishedRevisions()]).toEqual([201, expect.arrayContaining([revisionOf(made)])]);
    const rotation = { overlapSeconds: 60, expiresAt: null, kind: 'live', reason: 'Spec.' };
    const match = { 'if-match': made.headers.get('etag') ?? '' };
    const rotated = await ask(i % 2, 'POST', `/v1/keys/key-${i}/rotate`, rotation, match);
    expect([rotated.status, await publishedRevisions()]).toEqual([201, expect.arrayContaining([revisionOf(rotated)])]);
  }
});

test('changes through two replicas at once: no update is lost, and each replica reads what is there', async () => {
  await ask(0, 'POST', '/v1/projects', {
    id: 'prj_count',
    account: 'acme',
    name: 'Count',
    tags: { n: '0' },
    reason: 'x',
  });
  const conflicts = [0, 0];
  const raise = async (replica: number) => {
    for (;;) {
      const { json, headers } = await ask(replica, 'GET', '/v1/projects/prj_count');
      const body = { tags: { n: String(Number(json.tags.n) + 1) }, reason: 'One more.' };
      const match = { 'if-match': headers.get('etag') ?? '' };
      const { status } = await ask(replica, 'PATCH', '/v1/projects/prj_count', body, match);
      if (status === 200) return;
      expect(status).toBe(412);
      conflicts[replica] = (conflicts[replica] ?? 0) + 1;
    }
  };
  await Promise.all(
    [0, 1, 0, 1].map(async (replica) => {
      for (let i = 0; i < 15; i += 1) await raise(replica);
    }),
  );
  expect(conflicts.reduce((sum, each) => sum + each)).toBeGreaterThan(0);
  for (const replica of [0, 1]) {
    expect((await ask(replica, 'GET', '/v1/projects/prj_count')).json.tags).toEqual({ n: '60' });
  }
}, 60_000);

test('the same request sent to two replicas at once makes one change, and both give its answer in the end', async () => {
  const before = await headOf(0);
  const send = (replica: number) =>
    ask(replica, 'POST', '/v1/accounts', department('twin'), { 'idempotency-key': 'twin' });
  const both = await Promise.all([0, 1, 0, 1].map(send));
  for (const { status } of both) expect([201, 409]).toContain(status);
  expect(await headOf(1)).toBe(before + 1);
  const [one, two] = await Promise.all([send(0), send(1)]);
  expect([one.status, one.json]).toEqual([two.status, two.json]);
  expect(one.json.id).toBe('twin');
});

test('what is committed reaches the topic: every revision once, in order, whichever replica wrote it', async () => {
  const head = await headOf(0);
  await until(async () => (await publishedRevisions()).at(-1) === head);
  expect(await publishedRevisions()).toEqual(Array.from({ length: head }, (_, i) => i + 1));
}, 30_000);

test('while the broker is away reads and changes go on, health tells what waits, and nothing is lost', async () => {
  await broker.crash();
  for (let i = 0; i < 3; i += 1) {
    expect((await ask(i % 2, 'POST', '/v1/accounts', department(`down-${i}`))).status).toBe(201);
  }
  const head = await headOf(1);
  for (const replica of [0, 1]) {
    const { status, json } = await ask(replica, 'GET', '/health/ready');
    expect([status, json.degraded]).toEqual([200, { publication: `Revision ${head} waits for the broker.` }]);
  }
  await broker.restart();
  await until(async () => (await publishedRevisions()).at(-1) === head);
  const revisions = await publishedRevisions();
  expect([...new Set(revisions)]).toEqual(Array.from({ length: head }, (_, i) => i + 1));
  await until(async () => (await ask(0, 'GET', '/health/ready')).json.degraded === undefined);
}, 120_000);

test('without the database nothing can be known: 503, not ready, and in order again when it is back', async () => {
  await postgres.crash();
  const down = await ask(0, 'GET', '/v1/roots');
  expect([down.status, down.json.code]).toEqual([503, 'unavailable']);
  const change = await ask(1, 'POST', '/v1/accounts', department('lost'));
  expect([change.status, change.json.code]).toEqual([503, 'unavailable']);
  expect((await ask(0, 'GET', '/health/ready')).status).toBe(503);
  expect((await ask(0, 'GET', '/health/live')).status).toBe(200);
  await postgres.restart();
  await until(async () => (await ask(0, 'GET', '/health/ready')).status === 200);
  expect((await ask(0, 'POST', '/v1/accounts', department('lost'))).status).toBe(201);
}, 60_000);
