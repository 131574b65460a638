import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Grant } from '@suanpan/catalogue';
import type { ChangeRequest } from '@suanpan/catalogue-postgres';
import { attoFromDecimal, storedAtto } from '@suanpan/money';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall, aPlan } from '../testing/calls.ts';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
  const effective = { effectiveFrom: 0, effectiveTo: null };
  await board.writer.commit({
    ...{ actor: 'spec', reason: 'Spec.' },
    changes: [
      { act: 'create', entity: 'plan', value: aPlan() },
      {
        act: 'create',
        entity: 'assignment',
        value: { id: 'asg_sales', root: 'acme', account: 'acme-sales', plan: 'pro@1', ...effective },
      },
    ],
  });
}, 90_000);
afterAll(() => board.stop());

const reason = 'Spec.';
const post = (path: string, body: object, headers = {}) =>
  board.ask('POST', `/v1/roots/acme/${path}`, { as: 'acme', body: { ...body, reason }, headers });

/** What became of a directive, once it is decided. */
async function decided(id: string) {
  for (;;) {
    const { json } = await board.ask('GET', `/v1/roots/acme/directives/${encodeURIComponent(id)}`, { as: 'acme' });
    if (json.state === 'decided') return json.outcome;
  }
}

/** What stands of calls in the ledger, atto. */
async function charged(...ids: string[]): Promise<bigint> {
  await board.settle();
  const rows = await board.ledger?.clickhouse.queryRows<{ amount: string }>(
    'SELECT toString(sum(amount)) AS amount FROM ledger.usage WHERE event_id IN {ids:Array(String)}',
    { ids },
  );
  return storedAtto(rows?.[0]?.amount ?? '0');
}

const usd = (amount: string) => attoFromDecimal(amount);
const sales = { account: 'acme-sales', project: 'prj_leads' };

describe('void', () => {
  test('takes a call at list price back to the last unit, once, however often it is asked', async () => {
    await board.send('acme', [aCall('v-1', board.now()), aCall('v-2', board.now())]);
    const target = { source: 'demo', id: 'v-1' };
    const first = await post('void', { target });
    expect([first.status, first.json]).toEqual([
      202,
      expect.objectContaining({ kind: 'void', state: 'accepted', actor: 'key:key_acme', reason }),
    ]);
    expect(await decided(first.json.id)).toMatchObject({
      ...{ kind: 'adjusted', reason: 'voided', money: [{ currency: 'USD', amount: '-0.0035' }] },
    });
    expect(await charged('v-1')).toBe(0n);
    expect(await charged('v-2')).toBe(usd('0.0035'));
    const again = await post('void', { target });
    expect([again.status, again.json.code]).toEqual([409, 'target_settled']);
  });

  test('of calls in tiers gives way at the margin of the period, and the rest costs what it would have cost alone', async () => {
    const calls = ['t-1', 't-2', 't-3'];
    await board.send(
      'acme',
      calls.map((id) => aCall(id, board.now(), { ...sales, inputTokens: 1_400 })),
    );
    // 4,500 tokens: 1,000 covered, 2,000 at 0.01, 1,500 at 0.007.
    expect(await charged(...calls)).toBe(usd('30.5'));
    const { json } = await post('void', { target: { source: 'demo', id: 't-1' } });
    expect(await decided(json.id)).toMatchObject({ reason: 'voided' });
    // The covered 1,000 went back to the commitment; 3,000 are left in the tiers, 2,000 at 0.01 and 1,000 at 0.007.
    const { json: shown } = await board.ask('GET', '/v1/roots/acme/directives?kind=void&limit=1', { as: 'acme' });
    expect(shown.items).toEqual([expect.objectContaining({ id: json.id, state: 'sent' })]);
    expect(await charged(...calls)).toBe(usd('27'));
  });

  test('of a call that waits for a price closes it', async () => {
    await board.send('acme', [aCall('open-1', board.now(), { requestedModel: 'nobody-knows-it' })]);
    const { json } = await post('void', { target: { source: 'demo', id: 'open-1' } });
    expect(await decided(json.id)).toMatchObject({ reason: 'voided', money: [] });
    const again = await post('void', { target: { source: 'demo', id: 'open-1' } });
    expect(again.json.code).toBe('target_settled');
  });

  test('finds a call by its outcome, and no other root’s by either name', async () => {
    await board.send('acme', [aCall('by-seq', board.now())]);
    await board.settle();
    const rows = await board.ledger?.clickhouse.queryRows<{ shard: number; seq: string }>(
      "SELECT shard, seq FROM ledger.usage WHERE event_id = 'by-seq'",
    );
    const target = { shard: rows?.[0]?.shard ?? 0, seq: Number(rows?.[0]?.seq) };
    const theirs = (named: object) =>
      board.ask('POST', '/v1/roots/umbrella/void', { as: 'umbrella', body: { target: named, reason } });
    expect(target.seq).toBeGreaterThan(0);
    for (const named of [target, { source: 'demo', id: 'by-seq' }, { source: 'demo', id: 'never-sent' }]) {
      const reply = await theirs(named);
      expect([reply.status, reply.json.code]).toEqual([404, 'entity_unknown']);
    }
    const { status, json } = await post('void', { target });
    expect([status, json.id]).toEqual([202, `void:${target.shard}:${target.seq}:${target.seq}`]);
  });

  test('of a call that is not in the ledger yet says so, and one nobody ever sent is unknown', async () => {
    board.ledger?.hold(true);
    await board.send('acme', [aCall('late', board.now())]);
    const early = await post('void', { target: { source: 'demo', id: 'late' } });
    expect([early.status, early.json.code]).toEqual([409, 'target_pending']);
    board.ledger?.hold(false);
    const never = await post('void', { target: { source: 'demo', id: 'never-sent' } });
    expect([never.status, never.json.code]).toEqual([404, 'entity_unknown']);
    expect((await post('void', { target: { source: 'demo', id: 'late' } })).status).toBe(202);
  }, 30_000);

  test('under one Idempotency-Key is one directive with one answer', async () => {
    await board.send('acme', [aCall('once', board.now())]);
    const headers = { 'idempotency-key': 'void-once' };
    const replies = [1, 2].map(() => post('void', { target: { source: 'demo', id: 'once' } }, headers));
    const [one, two] = await Promise.all(replies);
    const again = await post('void', { target: { source: 'demo', id: 'once' } }, headers);
    expect([one?.status, two?.status].sort()).toEqual([202, 409]);
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    const [{ n }] = await board.sql('SELECT count(*)::int AS n FROM admin.directive WHERE text LIKE \'%"once"%\'');
    expect(n).toBe(1);
  });
});

test('of two who correct one call at once one takes effect, and the other is told so', async () => {
  await board.send('acme', [aCall('race', board.now())]);
  await board.settle();
  // Nobody sees in the ledger what the others ask for, however long his own request takes.
  board.ledger?.hold(true);
  const target = { source: 'demo', id: 'race' };
  const replies = await Promise.all([
    post('void', { target }),
    post('void', { target }),
    post('amend', { target, call: { inputTokens: 2_000 } }),
  ]);
  board.ledger?.hold(false);
  expect(replies.map(({ status }) => status)).toEqual([202, 202, 202]);
  const [one, same, other] = replies.map(({ json }) => json.id);
  expect(same).toBe(one);
  // What an amendment replaced is not there any more for a void of what it was.
  expect([
    ['voided', 'superseded'],
    ['target_unknown', 'amended'],
  ]).toContainEqual([(await decided(one)).reason, (await decided(other)).reason]);
  expect(await charged('race')).toBe((await decided(one)).reason === 'voided' ? 0n : usd('0.006'));
});

test('a permission that is taken back while the ledger is waited for is not in time', async () => {
  const grant: Grant = {
    ...{ id: 'grt_for_now', root: 'acme', node: { kind: 'account', id: 'acme' }, effect: 'allow' },
    ...{ principal: { kind: 'account', id: 'bot-nobody' }, role: 'root', permissions: [], expiresAt: null },
  };
  const change = (act: ChangeRequest) => board.writer.commit({ actor: 'spec', reason, changes: [act] });
  await change({ act: 'create', entity: 'grant', value: grant });
  await board.send('acme', [aCall('revoked', board.now())]);
  await board.settle();
  board.ledger?.hold(true);
  await board.send('acme', [aCall('ahead', board.now())]);
  const target = { source: 'demo', id: 'revoked' };
  const headers = { 'idempotency-key': 'revoked' };
  const pending = board.ask('POST', '/v1/roots/acme/void', { as: 'nobody', body: { target, reason }, headers });
  while ((await board.sql("SELECT 1 FROM admin.idempotency WHERE key = 'revoked'")).length === 0);
  await change({ act: 'end', entity: 'grant', id: 'grt_for_now' });
  board.ledger?.hold(false);
  const reply = await pending;
  expect([reply.status, reply.json.code]).toEqual([404, 'entity_unknown']);
  expect(await charged('revoked')).toBe(usd('0.0035'));
});

describe('amend', () => {
  test('charges what the call should have been, again and again, and void takes the last state back', async () => {
    await board.send('acme', [aCall('a-1', board.now())]);
    const target = { source: 'demo', id: 'a-1' };
    const first = await post('amend', { target, call: { inputTokens: 500 } });
    expect(await decided(first.json.id)).toMatchObject({ reason: 'amended' });
    expect(await charged('a-1')).toBe(usd('0.00225'));
    const second = await post('amend', { target, call: { outputTokens: 0, project: 'prj_leads' } });
    expect(await decided(second.json.id)).toMatchObject({ reason: 'amended' });
    const third = await post('void', { target });
    expect(await decided(third.json.id)).toMatchObject({ reason: 'voided' });
    expect((await post('amend', { target, call: { inputTokens: 1 } })).json.code).toBe('target_settled');
  });

  test('takes subsets away by null, and tells of totals that contradict them', async () => {
    await board.send('acme', [aCall('a-2', board.now(), { cacheReadTokens: 400 })]);
    const { json } = await post('amend', { target: { source: 'demo', id: 'a-2' }, call: { cacheReadTokens: null } });
    expect(await decided(json.id)).toMatchObject({ reason: 'amended' });
    expect(await charged('a-2')).toBe(usd('0.0035'));
  });

  test.each([
    ['another root’s project', { project: 'prj_foreign' }, 'project_unknown'],
    ['nothing new', { inputTokens: 1_000 }, 'event_invalid'],
    ['no change at all', {}, 'request_invalid'],
    ['an identity', { id: 'other' }, 'request_invalid'],
  ])('with %s is refused', async (_, call, code) => {
    await board.send('acme', [aCall('a-3', board.now())]);
    expect((await post('amend', { target: { source: 'demo', id: 'a-3' }, call })).json.code).toBe(code);
  });
});

test('who may not adjust is refused, and another tenant learns nothing', async () => {
  const body = { target: { source: 'demo', id: 'v-2' }, reason };
  const theirs = await board.ask('POST', '/v1/roots/acme/void', { as: 'umbrella', body });
  expect([theirs.status, theirs.json.code]).toEqual([404, 'entity_unknown']);
  const below = await board.ask('POST', '/v1/roots/acme/void', { as: 'research', body });
  expect(below.status).toBe(404);
});
