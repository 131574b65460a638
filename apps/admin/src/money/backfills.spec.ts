import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type AdminBoard, startAdminBoard } from '../testing/admin-board.ts';
import { aCall } from '../testing/calls.ts';

const MARCH = Date.UTC(2026, 2, 10);
const range = { from: Date.UTC(2026, 2, 1), to: Date.UTC(2026, 3, 1) };
const terms = { source: 'demo', from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z' };
const reason = 'Spec.';

let board: AdminBoard;
beforeAll(async () => {
  board = await startAdminBoard({ ledger: true });
}, 90_000);
afterAll(() => board.stop());

const open = (id: string, posting: 'open' | 'none', as: 'acme' | 'umbrella' = 'acme', more: object = {}) =>
  board.ask('POST', '/v1/roots/acme/backfills', { as, body: { id, ...terms, posting, reason, ...more } });
const seal = (id: string) =>
  board.change('POST', `/v1/roots/acme/backfills/${id}/seal`, {
    as: 'acme',
    body: { reason },
    versionAt: `/v1/roots/acme/backfills/${id}`,
  });
const send = (backfill: string, posting: 'open' | 'none', ...ids: string[]) =>
  board.send(
    'acme',
    ids.map((id) => aCall(id, MARCH)),
    { backfill: { id: backfill, source: 'demo', ...range, posting } },
  );

async function outcomes(...ids: string[]): Promise<unknown> {
  await board.settle();
  return board.ledger?.clickhouse.queryRows(
    `SELECT event_id, kind, service_period, posting_period FROM ledger.usage WHERE event_id IN {ids:Array(String)} ORDER BY seq`,
    { ids },
  );
}

test('a backfill lets old usage in until its seal, and the seal is behind the permission’s end', async () => {
  const opened = await open('bf_march', 'none');
  expect([opened.status, opened.json]).toEqual([
    201,
    { id: 'bf_march', root: 'acme', ...terms, posting: 'none', status: 'open' },
  ]);
  await send('bf_march', 'none', 'old-1');
  expect(await outcomes('old-1')).toEqual([
    { event_id: 'old-1', kind: 'rated', service_period: '2026-03', posting_period: '' },
  ]);
  const sealed = await seal('bf_march');
  expect([sealed.status, sealed.json.status]).toEqual([200, 'sealed']);
  await board.settle();
  const { json } = await board.ask('GET', '/v1/roots/acme/directives/seal%3Abf_march', { as: 'acme' });
  expect(json).toMatchObject({ kind: 'seal', state: 'decided', outcome: { reason: 'sealed' } });
  const [{ revision }] = await board.sql(
    "SELECT revision::int AS revision FROM admin.directive WHERE id = 'seal:bf_march'",
  );
  expect(revision).toBeGreaterThanOrEqual((await board.writer.mirror()).changedBy('backfill', 'bf_march'));
  await send('bf_march', 'none', 'old-2');
  expect(await outcomes('old-2')).toEqual([expect.objectContaining({ kind: 'rejected' })]);
  const again = await seal('bf_march');
  expect([again.status, again.json.code]).toEqual([422, 'entity_invalid']);
});

test('history for information is in no statement, and neither is what corrects it', async () => {
  const { status, json } = await board.ask('POST', '/v1/roots/acme/void', {
    as: 'acme',
    body: { target: { source: 'demo', id: 'old-1' }, reason },
  });
  expect([status, json.kind]).toEqual([202, 'void']);
  expect(await outcomes('old-1')).toEqual([
    expect.objectContaining({ kind: 'rated', posting_period: '' }),
    expect.objectContaining({ kind: 'adjusted', posting_period: '' }),
  ]);
});

test('a sealed backfill that changed meanwhile is not sealed over, and another tenant’s does not exist', async () => {
  await open('bf_two', 'open', 'acme', { from: '2026-02-01T00:00:00.000Z', to: terms.from });
  const stale = await board.ask('POST', '/v1/roots/acme/backfills/bf_two/seal', {
    as: 'acme',
    body: { reason },
    headers: { 'if-match': '"1"' },
  });
  expect([stale.status, stale.json.code]).toEqual([412, 'version_conflict']);
  expect(await board.sql("SELECT id FROM admin.directive WHERE id = 'seal:bf_two'")).toEqual([]);
  expect((await open('bf_theirs', 'none', 'umbrella')).status).toBe(404);
  const read = await board.ask('GET', '/v1/roots/umbrella/backfills/bf_two', { as: 'umbrella' });
  expect([read.status, read.json.code]).toEqual([404, 'entity_unknown']);
});

test('a range that another backfill holds, open or sealed, is refused when it is opened; beside it and another source are not', async () => {
  const over = { from: '2026-02-15T00:00:00.000Z', to: '2026-03-15T00:00:00.000Z' };
  const refused = await open('bf_over', 'open', 'acme', over);
  expect([refused.status, refused.json.code, refused.json.detail]).toEqual([
    422,
    'entity_invalid',
    expect.stringMatching(/^The backfill bf_(march|two) holds/),
  ]);
  expect((await open('bf_other', 'open', 'acme', { ...over, source: 'other' })).status).toBe(201);
  const beside = { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' };
  expect((await open('bf_beside', 'open', 'acme', beside)).status).toBe(201);
});

test('a range in which the source was live is refused when it is opened', async () => {
  const now = board.now();
  await board.send('acme', [aCall('live-1', now - 60_000, { source: 'gateway' })]);
  await board.settle();
  const until = (ms: number) => ({ source: 'gateway', from: terms.from, to: new Date(now - ms).toISOString() });
  const refused = await open('bf_live', 'open', 'acme', until(59_000));
  expect([refused.status, refused.json.detail]).toEqual([422, expect.stringContaining('as they happened since')]);
  expect((await open('bf_until', 'open', 'acme', until(60_000))).status).toBe(201);
});
