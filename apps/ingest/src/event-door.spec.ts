import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Fault } from '@suanpan/fault';
import { ByteBudget } from './byte-budget.ts';
import { change, event, KEYS, openSpecDoor, post, revoked, type SpecDoor, talk } from './spec-door.ts';

let door: SpecDoor | undefined;
afterEach(async () => {
  await door?.close();
  door = undefined;
});

async function open(changes: Parameters<typeof openSpecDoor>[0] = {}): Promise<SpecDoor> {
  door = await openSpecDoor(changes);
  return door;
}

const single = { 'content-type': 'application/cloudevents+json' };
const binary = (e: ReturnType<typeof event>) => ({
  'content-type': 'application/json',
  'ce-specversion': '1.0',
  'ce-id': e.id,
  'ce-source': e.source,
  'ce-type': e.type,
  'ce-time': e.time,
});

describe('the door', () => {
  test('takes the same event in all three modes and stores the same line, stamped with root, shard and revision', async () => {
    const { url, records } = await open();
    const e = event();
    expect((await post(url, e, single)).status).toBe(200);
    expect((await post(url, [e])).status).toBe(200);
    expect((await post(url, e.data, binary(e))).status).toBe(200);
    const [first, second, third] = records();
    expect(first?.header).toMatchObject({ kind: 'events', root: 'root_1', shard: 2, revision: 1, count: 1 });
    expect(first?.shard).toBe(2);
    expect(second?.lines).toEqual(first?.lines);
    expect(third?.lines).toEqual(first?.lines);
  });

  test('answers a result per index and stores what is good', async () => {
    const { url, lines } = await open();
    const batch = [
      event(),
      event({ inputTokens: -1 }),
      event({ project: 'prj_foreign', extra: 1 }),
      event({ x: 1 }, { id: 'call-4' }),
    ];
    const { status, json } = await post(url, batch);
    expect(status).toBe(200);
    expect(json).toEqual({
      accepted: 2,
      rejected: 2,
      dropped: { attributes: 0, fields: 1, contents: 0, names: ['x'] },
      results: [
        { index: 0, status: 'accepted' },
        {
          index: 1,
          status: 'rejected',
          code: 'event_invalid',
          pointer: '/1/data/inputTokens',
          detail: expect.any(String),
        },
        {
          index: 2,
          status: 'rejected',
          code: 'project_unknown',
          pointer: '/2/data/project',
          detail: expect.any(String),
        },
        { index: 3, status: 'accepted' },
      ],
    });
    expect(lines().map(({ id }) => id)).toEqual(['call-1', 'call-4']);
  });

  test('answers a single event that is rejected as a problem with its own status and pointer', async () => {
    const { url, records } = await open();
    const { status, headers, json } = await post(url, event({ inputTokens: 'many' }), single);
    expect([status, headers.get('content-type')]).toEqual([422, 'application/problem+json; charset=utf-8']);
    expect(json).toMatchObject({ code: 'event_invalid', pointer: '/data/inputTokens', status: 422 });
    expect((await post(url, event({ junk: 'x'.repeat(70_000) }), single)).status).toBe(413);
    expect(records()).toEqual([]);
  });

  test('appends nothing for a batch without a good event, and says so with 200', async () => {
    const { url, records } = await open();
    expect(await post(url, [7])).toMatchObject({ status: 200, json: { accepted: 0, rejected: 1 } });
    expect(await post(url, [])).toMatchObject({ status: 200, json: { accepted: 0, rejected: 0, results: [] } });
    expect(records()).toEqual([]);
  });

  test('decides by the newest revision it knows and stamps that one', async () => {
    const { url, catalogue, records } = await open();
    expect(await post(url, [event({ project: 'prj_new' })])).toMatchObject({ json: { rejected: 1 } });
    const after = { id: 'prj_new', root: 'root_1', account: 'root_1', name: 'New' };
    change(catalogue, [{ entity: 'project', id: after.id, before: null, after }]);
    expect(await post(url, [event({ project: 'prj_new' })])).toMatchObject({ json: { accepted: 1 } });
    expect(records()[0]?.header.revision).toBe(2);
  });

  test('refuses an attribute that is sent twice in binary mode, because it has no one value', async () => {
    const { port, records } = await open();
    const e = event();
    const body = JSON.stringify(e.data);
    const lines = Object.entries({ ...binary(e), authorization: `Bearer ${KEYS.ours}`, 'content-length': body.length });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const answer = await talk(
      port,
      `POST /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\nce-id: other\r\n${head}\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 422 .*"pointer":"\/id"/s);
    expect(records()).toEqual([]);
  });

  test('answers a thousand events with a thousand results', async () => {
    const { url, records } = await open();
    const { json } = await post(
      url,
      Array.from({ length: 1000 }, (_, i) => event({}, { id: `call-${i}` })),
    );
    expect((json.results as unknown[]).map((result) => (result as { index: number }).index)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
    expect(records()).toHaveLength(1);
  });

  test('spreads a batch that is too large for one record over several, in order, each line once', async () => {
    const { url, records, lines } = await open();
    const tags = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`tag${i}`, 'v'.repeat(100)]));
    const { status } = await post(
      url,
      Array.from({ length: 1000 }, (_, i) => event({ tags }, { id: `call-${i}` })),
    );
    expect(status).toBe(200);
    expect(records().length).toBeGreaterThan(5);
    expect(lines().map(({ id }) => id)).toEqual(Array.from({ length: 1000 }, (_, i) => `call-${i}`));
    for (const record of records()) expect(record.lines.join('\n').length).toBeLessThan(512 * 1024);
  });

  test('takes gzip, and stops a body that inflates beyond the bound', async () => {
    const { url, lines } = await open();
    const gzip = { 'content-encoding': 'gzip' };
    expect((await post(url, gzipSync(JSON.stringify([event()])), gzip)).status).toBe(200);
    expect(lines()).toHaveLength(1);
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024, ' '), { level: 1 });
    expect(bomb.length).toBeLessThan(2_000_000);
    expect(await post(url, bomb, gzip)).toMatchObject({ status: 413, json: { code: 'request_too_large' } });
    // A bomb that lies about its size in the trailer.
    bomb.writeUInt32LE(10, bomb.length - 4);
    expect(await post(url, bomb, gzip)).toMatchObject({ status: 413, json: { code: 'request_too_large' } });
    expect(await post(url, 'no gzip at all, whatever the header says', gzip)).toMatchObject({
      status: 400,
      json: { code: 'request_malformed' },
    });
    expect(await post(url, '[]', { 'content-encoding': 'br' })).toMatchObject({
      status: 415,
      json: { code: 'request_encoding_unsupported' },
    });
  });

  test('takes an event in binary mode that names no content type, as an SDK sends it', async () => {
    const { url, records } = await open();
    const e = event();
    const { 'content-type': _, ...attributes } = binary(e);
    const headers = { authorization: `Bearer ${KEYS.ours}`, ...attributes };
    // Bytes, because fetch names a type for text.
    const body = new Uint8Array(Buffer.from(JSON.stringify(e.data)));
    const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body });
    expect([response.status, records().length]).toEqual([200, 1]);
  });

  test('tells the method and the types it takes', async () => {
    const { url } = await open();
    const wrong = await fetch(`${url}/v1/events`);
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await post(url, '[]', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      json: { code: 'media_type_unsupported' },
    });
    expect(await post(url, '[]', { 'content-type': '///' })).toMatchObject({
      status: 415,
      json: { code: 'media_type_unsupported' },
    });
  });
});

describe('who is asking', () => {
  test.each([
    ['nobody', {}, 401, 'credential_missing'],
    ['a mistyped key', { authorization: `Bearer ${KEYS.ours}x` }, 401, 'credential_malformed'],
    ['a key without the scope', { authorization: `Bearer ${KEYS.reader}` }, 403, 'scope_missing'],
  ] as const)('matters: %s', async (_name, headers, status, code) => {
    const { url, records } = await open();
    const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: '[]' });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code });
    if (status === 401) expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(records()).toEqual([]);
  });

  test('is asked before the body is read, and the answer arrives although the body is large', async () => {
    const { url, budget } = await open();
    const reply = await post(url, 'x'.repeat(4 * 1024 * 1024), { authorization: 'Bearer no' });
    expect(reply).toMatchObject({ status: 401, json: { code: 'credential_malformed' } });
    expect(budget.bytesHeld).toBe(0);
  });

  test('is refused from the moment the catalogue knows that the key is revoked', async () => {
    const { url, catalogue } = await open();
    expect((await post(url, [event()])).status).toBe(200);
    change(catalogue, [revoked(KEYS.ours)]);
    expect(await post(url, [event()])).toMatchObject({ status: 401, json: { code: 'credential_revoked' } });
  });

  test("cannot learn another tenant's projects: the answers are equal letter by letter", async () => {
    const { url } = await open();
    const ask = async (project: string) => JSON.stringify((await post(url, event({ project }), single)).json);
    expect(await ask('prj_foreign')).toBe(await ask('prj_nonesuch'));
    expect(await post(url, [event({ project: 'prj_chat' })], { authorization: `Bearer ${KEYS.theirs}` })).toMatchObject(
      { json: { rejected: 1 } },
    );
  });
});

describe('a log that does not take more', () => {
  test('is passed on as 429 or 503 with Retry-After, and nothing is acknowledged', async () => {
    const faults = [
      new Fault('overloaded', 'Too much is waiting.', { retryAfterSeconds: 3 }),
      new Fault('append_failed', 'Not acknowledged.'),
      new Fault('unavailable', 'Not acknowledged in time.', { retryAfterSeconds: 1 }),
    ];
    const { url } = await open({ append: () => Promise.reject(faults.shift()) });
    const replies = [await post(url, [event()]), await post(url, [event()]), await post(url, [event()])];
    expect(replies.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
      [429, '3'],
      [503, '1'],
      [503, '1'],
    ]);
    for (const { json } of replies) expect(json.accepted).toBeUndefined();
  });

  test('that fails for good invites nobody to try again', async () => {
    const faults = [
      new Fault('internal', 'Nobody knows.', { retryAfterSeconds: 3 }),
      new Fault('log_refused', 'No right to write.'),
      new TypeError('undefined is not a function'),
    ];
    const { url } = await open({ append: () => Promise.reject(faults.shift()) });
    for (const code of ['internal', 'log_refused', 'internal']) {
      const { status, headers, json } = await post(url, [event()]);
      expect([status, headers.get('retry-after'), json.code]).toEqual([500, null, code]);
    }
  });

  test('fails the whole request when only the last of its records fails', async () => {
    let appended = 0;
    const { url } = await open({
      append: async () => {
        appended += 1;
        if (appended > 1) throw new Fault('append_failed', 'Not acknowledged.');
        return 0;
      },
    });
    const tags = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`tag${i}`, 'v'.repeat(100)]));
    const { status } = await post(
      url,
      Array.from({ length: 300 }, () => event({ tags })),
    );
    expect(appended).toBeGreaterThan(1);
    expect(status).toBe(503);
  });

  test('shows nothing of an error that has no name', async () => {
    const { url } = await open({ append: () => Promise.reject(new Error('secret internals')) });
    const { status, json } = await post(url, [event()]);
    expect(status).toBe(500);
    expect(JSON.stringify(json)).not.toContain('secret');
  });

  test('cannot fill the memory: beyond the budget requests are refused until some are answered', async () => {
    const waiting: (() => void)[] = [];
    const { url, budget } = await open({
      budget: new ByteBudget(4_000),
      append: () => new Promise((resolve) => waiting.push(() => resolve(0))),
    });
    const large = event({ tags: { a: 'x'.repeat(200) }, junk: 'x'.repeat(2_000) });
    const first = post(url, [large]);
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const refused = await post(url, [large]);
    expect([refused.status, refused.headers.get('retry-after'), refused.json.code]).toEqual([429, '1', 'overloaded']);
    for (const resolve of waiting) resolve();
    expect((await first).status).toBe(200);
    expect(budget.bytesHeld).toBe(0);
    const second = post(url, [large]);
    while (waiting.length < 2) await new Promise((resolve) => setImmediate(resolve));
    waiting[1]?.();
    expect((await second).status).toBe(200);
  });
});

describe('a client', () => {
  const head = (more: string) =>
    `POST /v1/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEYS.ours}\r\nContent-Type: application/cloudevents-batch+json\r\n${more}\r\n`;

  test('that dawdles is told so and let go, while others are served', async () => {
    const { url, port, budget } = await open({ bodyTimeoutMs: 300 });
    const slow = talk(port, `${head('Content-Length: 1000\r\n')}[`);
    expect((await post(url, [event()])).status).toBe(200);
    expect(await slow).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
    expect(budget.bytesHeld).toBe(0);
  });

  test('that announces much and sends little, many times over, shuts out nobody', async () => {
    const { url, port, budget } = await open({ bodyTimeoutMs: 1_000, budget: new ByteBudget(20 * 1024 * 1024) });
    const slow = Array.from({ length: 13 }, () => talk(port, `${head('Content-Length: 5000000\r\n')}[`));
    while (budget.bytesHeld < 13) await new Promise((resolve) => setImmediate(resolve));
    const theirs = { authorization: `Bearer ${KEYS.theirs}` };
    const other = event({ project: 'prj_foreign' });
    expect((await post(url, [other], theirs)).status).toBe(200);
    expect((await post(url, [event()])).status).toBe(200);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408/);
    expect(budget.bytesHeld).toBe(0);
  });

  test('that holds its share is refused more, and others are not', async () => {
    const { url, port, budget } = await open({ bodyTimeoutMs: 1_000, budget: new ByteBudget(400_000) });
    const theirs = { authorization: `Bearer ${KEYS.theirs}` };
    const other = event({ project: 'prj_foreign' });
    const slow = [1, 2].map(() => talk(port, `${head('Content-Length: 200000\r\n')}[${' '.repeat(140_000)}`));
    // Of 280,000 bytes the root holds all as long as nobody else comes, and is refused the next ones after that.
    while (budget.bytesHeld < 280_000) await new Promise((resolve) => setImmediate(resolve));
    expect((await post(url, [other], theirs)).status).toBe(200);
    expect((await post(url, [event()])).status).toBe(200);
    const large = event({ junk: 'x'.repeat(60_000) });
    expect((await post(url, [large])).status).toBe(429);
    expect((await post(url, [{ ...other, data: { ...other.data, junk: 'x'.repeat(60_000) } }], theirs)).status).toBe(
      200,
    );
    await Promise.all(slow);
  });

  test('that goes away in mid-body leaves nothing behind', async () => {
    const { port, budget, failures, url } = await open();
    const socket = connect(port, '127.0.0.1');
    socket.write(`${head('Content-Length: 1000\r\n')}[`);
    while (budget.bytesHeld === 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    await once(socket, 'close');
    while (budget.bytesHeld > 0) await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toEqual([]);
    expect((await post(url, [event()])).status).toBe(200);
  });

  test('that announces too much is refused before it sends anything', async () => {
    const { port } = await open();
    const answer = await talk(port, `${head('Content-Length: 6000000\r\nConnection: close\r\n')}`);
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*"code":"request_too_large"/s);
  });

  test('that sends chunks without end is stopped at the bound', async () => {
    const { port, budget } = await open();
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const answer = await talk(port, head('Transfer-Encoding: chunked\r\nConnection: close\r\n') + chunk.repeat(100));
    expect(answer).toMatch(/^HTTP\/1\.1 413 .*"code":"request_too_large"/s);
    expect(budget.bytesHeld).toBe(0);
  });

  test('of no announced length gets no more memory than there is', async () => {
    const { port, budget } = await open({ budget: new ByteBudget(100_000) });
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const answer = await talk(
      port,
      `${head('Transfer-Encoding: chunked\r\nConnection: close\r\n')}${chunk.repeat(3)}0\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 429 .*"code":"overloaded"/s);
    expect(budget.bytesHeld).toBe(0);
  });

  test('that is not let in and goes on sending is cut off', async () => {
    const { port } = await open();
    const chunk = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const anonymous = head('Transfer-Encoding: chunked\r\n').replace(/Authorization.*\r\n/, '');
    // Without an end to the body only the service can close the connection.
    expect(await talk(port, anonymous + chunk.repeat(200))).toMatch(/^(HTTP\/1\.1 401 .*|)$/s);
  });

  test('that asks before the service is ready is told to come back', async () => {
    const { url } = await open({ unready: () => 'The catalogue is still being read.' });
    const { status, headers, json } = await post(url, [event()]);
    expect([status, headers.get('retry-after'), json.code]).toEqual([503, '1', 'unavailable']);
  });
});
