import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parseInstant } from '@suanpan/time';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall } from '../testing/calls.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
}, 90_000);
afterAll(() => board.stop());

const use = async (key: string) => (await board.ask('GET', `/v1/keys/${key}/use`, { as: 'acme' })).json;

test('the newest call of a key is found in the ledger, and a key without calls has none', async () => {
  const sentAt = board.now();
  await board.send('acme', [
    { ...aCall('first', sentAt - 3 * 86_400_000), credential: 'key_research' },
    { ...aCall('second', sentAt), credential: 'key_research' },
    { ...aCall('third', sentAt - 10 * 86_400_000), credential: 'key_nobody' },
  ]);
  await board.ledger?.settle();
  for (const key of ['key_research', 'key_nobody']) {
    const { call } = await use(key);
    expect(Math.abs((parseInstant(call) ?? 0) - sentAt)).toBeLessThan(60_000);
  }
  const { call, since } = await use('key_acme');
  expect(call).toBeNull();
  expect(sentAt - (parseInstant(since) ?? 0)).toBeGreaterThan(44 * 86_400_000);
});

test('a use at this API is noted, at most once a minute', async () => {
  expect((await use('key_research')).admin).toBeNull();
  await board.ask('GET', '/v1/whoami', { as: 'research' });
  const noted = async () => {
    for (;;) {
      const { admin } = await use('key_research');
      if (admin !== null) return parseInstant(admin) ?? 0;
    }
  };
  const first = await noted();
  expect(Math.abs(board.now() - first)).toBeLessThan(10_000);
  board.time.skip(30_000);
  await board.ask('GET', '/v1/whoami', { as: 'research' });
  expect(await noted()).toBe(first);
  board.time.skip(31_000);
  await board.ask('GET', '/v1/whoami', { as: 'research' });
  while ((await noted()) === first);
  expect(await noted()).toBeGreaterThanOrEqual(first + 60_000);
});

test('who may not see the key learns nothing of its use, and a ledger that is away is said', async () => {
  const foreign = await board.ask('GET', '/v1/keys/key_research/use', { as: 'umbrella' });
  expect([foreign.status, foreign.json.detail]).toEqual([404, 'key key_research does not exist.']);
});
