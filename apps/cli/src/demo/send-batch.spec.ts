import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { retryAfterSeconds, type Sender, sendBatch } from './send-batch.ts';

interface Reply {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}

interface Received {
  readonly authorization: string | undefined;
  readonly type: string | undefined;
  readonly events: unknown;
}

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
});

/** A service that gives these replies one after the other, the last one for ever; `cut` drops the connection. */
async function service(replies: readonly (Reply | 'cut')[]): Promise<{ sender: Sender; received: Received[] }> {
  const received: Received[] = [];
  server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const { authorization, 'content-type': type } = request.headers;
    received.push({ authorization, type, events: JSON.parse(text) });
    const reply = replies[Math.min(received.length, replies.length) - 1] ?? 'cut';
    if (reply === 'cut') response.destroy();
    else {
      response.writeHead(reply.status, { 'retry-after': '0', ...reply.headers });
      response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
    }
  });
  await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const signal = new AbortController().signal;
  return { sender: { ingestUrl: `http://127.0.0.1:${port}`, key: 'the-key', signal, patienceMs: 5_000 }, received };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

const taken: Reply = {
  status: 200,
  body: { accepted: 1, rejected: 0, results: [{ index: 0, status: 'accepted' }] },
};

test('a batch goes out as CloudEvents with the key, and its result comes back with each rejection', async () => {
  const results = [
    { index: 0, status: 'accepted' },
    { index: 1, status: 'rejected', code: 'event_too_late', pointer: '/1/time', detail: 'too late' },
  ];
  const { sender, received } = await service([{ status: 200, body: { accepted: 1, rejected: 1, results } }]);
  expect(await sendBatch(sender, [{ id: 'a' }, { id: 'b' }])).toEqual({
    accepted: 1,
    rejected: [{ index: 1, code: 'event_too_late', detail: 'too late' }],
  });
  expect(received).toEqual([
    { authorization: 'Bearer the-key', type: 'application/cloudevents-batch+json', events: [{ id: 'a' }, { id: 'b' }] },
  ]);
});

test.each<[string, Reply | 'cut']>([
  ['429', { status: 429, body: { code: 'overloaded', detail: 'busy' } }],
  ['503', { status: 503, body: { code: 'unavailable', detail: 'away' } }],
  ['503 in the words of something between', { status: 503, body: '<html>' }],
  ['a key it does not know yet', { status: 401, body: { code: 'credential_unknown', detail: 'no such key' } }],
  ['a cut connection', 'cut'],
])('after %s the same batch is sent again', async (_name, reply) => {
  const { sender, received } = await service([reply, reply, taken]);
  expect(await sendBatch(sender, [{ id: 'a' }])).toEqual({ accepted: 1, rejected: [] });
  expect(received.map(({ events }) => events)).toEqual([[{ id: 'a' }], [{ id: 'a' }], [{ id: 'a' }]]);
});

test('a refusal that will not pass is a fault with the code and words of the service, at once', async () => {
  const { sender, received } = await service([{ status: 403, body: { code: 'scope_missing', detail: 'no scope' } }]);
  await expect(sendBatch(sender, [])).rejects.toMatchObject({ code: 'scope_missing', detail: 'no scope' });
  expect(received).toHaveLength(1);
});

test('patience ends: a service that stays busy is a fault in the end', async () => {
  const { sender } = await service([{ status: 503, body: { code: 'unavailable', detail: 'away' } }]);
  await expect(sendBatch({ ...sender, patienceMs: 0 }, [])).rejects.toMatchObject({ code: 'unavailable' });
});

test('asking to stop ends the waiting', async () => {
  const { sender } = await service([{ status: 503, body: {}, headers: { 'retry-after': '30' } }]);
  const stopping = new AbortController();
  const sent = sendBatch({ ...sender, signal: stopping.signal }, []);
  stopping.abort();
  await expect(sent).rejects.toMatchObject({ code: 'unavailable' });
});

test('the wait a service asks for is kept, within reason', () => {
  expect(['3', '0', '86400', null, 'tomorrow'].map(retryAfterSeconds)).toEqual([3, 0, 30, 0.5, 0.5]);
});
