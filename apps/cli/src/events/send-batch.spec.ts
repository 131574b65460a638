import { afterEach, expect, test } from '@jest/globals';
import { retryAfterSeconds } from '../output/retry-after.ts';
import { type Reply, type Script, scriptedService } from '../testing/scripted-service.ts';
import { type Sender, sendBatch } from './send-batch.ts';

let script: Script | undefined;
afterEach(() => script?.stop());

async function service(replies: readonly (Reply | 'cut')[]) {
  script = await scriptedService(replies);
  const { url, received } = script;
  const sender: Sender = { ingestUrl: url, key: 'the-key', signal: new AbortController().signal, patienceMs: 5_000 };
  return { sender, received, events: () => received.map(({ body }) => body) };
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
  expect(received).toMatchObject([
    {
      headers: { authorization: 'Bearer the-key', 'content-type': 'application/cloudevents-batch+json' },
      body: [{ id: 'a' }, { id: 'b' }],
    },
  ]);
});

test.each<[string, Reply | 'cut']>([
  ['429', { status: 429, body: { code: 'overloaded', detail: 'busy' } }],
  ['503', { status: 503, body: { code: 'unavailable', detail: 'away' } }],
  ['503 in the words of something between', { status: 503, body: '<html>' }],
  ['a key it does not know yet', { status: 401, body: { code: 'credential_unknown', detail: 'no such key' } }],
  ['a cut connection', 'cut'],
])('after %s the same batch is sent again', async (_name, reply) => {
  const { sender, events } = await service([reply, reply, taken]);
  expect(await sendBatch(sender, [{ id: 'a' }])).toEqual({ accepted: 1, rejected: [] });
  expect(events()).toEqual([[{ id: 'a' }], [{ id: 'a' }], [{ id: 'a' }]]);
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
