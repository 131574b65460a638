import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatInstant } from '@suanpan/time';
import { type AdminBoard, type Reply, startAdminBoard } from '../testing/admin-board.ts';
import { newModel, type Proposing, proposing, table } from '../testing/proposing.ts';
import type { Holder } from '../testing/seed.ts';
import type { SignedIn } from '../testing/signed-in.ts';

let board: AdminBoard;
let desk: Proposing;
beforeAll(async () => {
  board = await startAdminBoard();
  desk = await proposing(board);
}, 60_000);
afterAll(() => board.stop());

async function pricesOf(model: string): Promise<[string, string | null, string | undefined][]> {
  const { json } = await board.ask('GET', `/v1/prices?model=${model}`, { as: 'operator' });
  return json.items
    .map((row: { unitPrice: string; effectiveFrom: string | null; approval?: { approvedBy: string } }) => [
      row.unitPrice,
      row.effectiveFrom,
      row.approval?.approvedBy,
    ])
    .sort();
}

describe('a proposal', () => {
  test('says what would change and writes nothing', async () => {
    const model = newModel();
    const before = await board.writer.head();
    const made = await desk.propose('operator', [table(model, '2')]);
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect(made.json).toMatchObject({
      ...{ state: 'open', proposedBy: 'key:key_operator', thresholdPercent: '10', secondPerson: 0, settled: null },
      feeds: [{ feed: `book-${model}`, version: '1', rows: 1, skipped: 0 }],
      lines: { new: 1, changed: 0, vanished: 0 },
    });
    expect((await board.writer.head()).revision).toBe(before.revision);
    const read = await board.ask('GET', `/v1/price-proposals/${made.json.id}`, { headers: desk.bob.headers });
    expect(read.json).toEqual(made.json);
    const { json } = await board.ask('GET', `/v1/price-proposals/${made.json.id}/lines`, { headers: desk.bob.headers });
    expect(json.items).toMatchObject([
      { line: 1, kind: 'new', secondPerson: false, standing: [], feed: [{ unitPrice: '0.000002', model }] },
    ]);
  });

  test('approved becomes rows that name who proposed and who approved, from the chosen instant on', async () => {
    const model = newModel();
    const made = await desk.propose('operator', [table(model, '2')]);
    const done = await desk.approve(desk.bob, made);
    expect([done.status, done.headers.get('etag')]).toEqual([200, '"2"']);
    expect(done.json).toMatchObject({
      state: 'applied',
      settled: {
        by: `person:${desk.bob.id}`,
        reason: 'Checked.',
        accepted: 1,
        rows: 1,
        effectiveFrom: '2026-12-01T00:00:00.000Z',
      },
    });
    expect(done.json.settled.revision).toBe((await board.writer.head()).revision);
    expect(await pricesOf(model)).toEqual([['0.000002', '2026-12-01T00:00:00.000Z', `person:${desk.bob.id}`]]);
    const read = await board.ask('GET', `/v1/price-proposals/${made.json.id}`, { headers: desk.bob.headers });
    expect(read.json).toEqual(done.json);
    const again = await desk.propose('operator', [table(model, '2')]);
    expect(again.json.lines).toMatchObject({ new: 0, changed: 0, scheduled: 1 });
  });

  test('is settled once: a second decision is told what it came to', async () => {
    const made = await desk.propose('operator', [table(newModel(), '2')]);
    expect((await desk.decide(desk.bob, 'reject', made, {})).json).toMatchObject({
      state: 'rejected',
      settled: { by: `person:${desk.bob.id}`, rows: 0, revision: null },
    });
    for (const verb of ['approve', 'reject']) {
      const late = await desk.decide(desk.bob, verb, made, verb === 'approve' ? { effectiveFrom: null } : {});
      expect([late.status, late.json.code, late.json.detail]).toEqual([
        409,
        'proposal_settled',
        `It was rejected by person:${desk.bob.id}; propose anew to decide again.`,
      ]);
    }
  });

  test('of which two approve at once is applied once', async () => {
    const model = newModel();
    const made = await desk.propose('operator', [table(model, '2')]);
    const hold = board.held.hold();
    const both = [desk.approve(desk.bob, made), desk.approve(desk.ann, made)];
    await hold.reached;
    hold.release();
    const replies = await Promise.all(both);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await pricesOf(model)).toHaveLength(1);
  });

  test('that is refused while somebody approves it writes nothing', async () => {
    const model = newModel();
    const made = await desk.propose('operator', [table(model, '2')]);
    const hold = board.held.hold();
    const approving = desk.approve(desk.bob, made);
    await hold.reached;
    expect((await desk.decide(desk.ann, 'reject', made, {})).status).toBe(200);
    hold.release();
    const late = await approving;
    expect([late.status, late.json.code]).toEqual([409, 'proposal_settled']);
    expect(await pricesOf(model)).toEqual([]);
  });

  test('takes part of its lines, and none that it does not have or only shows', async () => {
    const [first, second] = [newModel(), newModel()];
    const made = await desk.propose('operator', [table(first, '2'), table(second, '3')]);
    for (const accept of [[3], [1, 0.5], []]) {
      const wrong = await desk.approve(desk.bob, made, { accept });
      expect([wrong.status, wrong.json.code]).toEqual([422, 'request_invalid']);
    }
    expect((await desk.approve(desk.bob, made, { accept: [2] })).json.settled).toMatchObject({ accepted: 1, rows: 1 });
    expect([await pricesOf(first), (await pricesOf(second)).length]).toEqual([[], 1]);
    const shown = await desk.propose('operator', [{ ...table(newModel(), '1'), book: `book-${second}` }]);
    const { json } = await board.ask('GET', `/v1/price-proposals/${shown.json.id}/lines?kind=vanished`, {
      headers: desk.bob.headers,
    });
    expect((await desk.approve(desk.bob, shown, { accept: [json.items[0].line] })).json.errors).toMatchObject([
      { pointer: '/accept' },
    ]);
  });

  test('cannot change what stands from ever', async () => {
    const model = newModel();
    await desk.approve(desk.bob, await desk.propose('operator', [table(model, '2')]), { effectiveFrom: null });
    const change = await desk.propose('operator', [table(model, '2.1')]);
    const wrong = await desk.approve(desk.bob, change, { effectiveFrom: null });
    expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([422, '/effectiveFrom']);
    await desk.approve(desk.bob, change);
    expect((await pricesOf(model)).map(([amount, from]) => [amount, from])).toEqual([
      ['0.000002', null],
      ['0.0000021', '2026-12-01T00:00:00.000Z'],
    ]);
  });
});

describe('a second person', () => {
  async function changed(by: SignedIn | Holder, amount: string, of: string | null = null): Promise<Reply> {
    const model = newModel();
    const more = of === null ? {} : { root: of };
    const first = await desk.propose(of === null ? 'operator' : 'acme', [table(model, '2', more)], of);
    await desk.approve(
      of === null ? desk.bob : desk.root,
      first,
      { effectiveFrom: null },
      of === null ? '' : `?root=${of}`,
    );
    return desk.propose(by, [table(model, amount, more)], of);
  }

  test('is needed above the threshold, and is somebody else', async () => {
    const within = await changed(desk.ann, '2.2');
    expect(within.json.secondPerson).toBe(0);
    expect((await desk.approve(desk.ann, within)).status).toBe(200);
    const beyond = await changed(desk.ann, '2.21');
    expect(beyond.json.secondPerson).toBe(1);
    const alone = await desk.approve(desk.ann, beyond);
    expect([alone.status, alone.json.code, alone.json.detail]).toEqual([
      403,
      'second_person_needed',
      'Somebody else than who proposed them must approve line 1; accept the others alone, or ask a second person.',
    ]);
    expect((await desk.approve(desk.bob, beyond)).status).toBe(200);
  });

  test('is a person: a machine approves nothing, whatever it was granted', async () => {
    const made = await desk.propose('operator', [table(newModel(), '2')]);
    const byKey = await board.change('POST', `/v1/price-proposals/${made.json.id}/approve`, {
      as: 'operator',
      versionAt: `/v1/price-proposals/${made.json.id}`,
      body: { effectiveFrom: null, reason: 'x' },
    });
    expect([byKey.status, byKey.json.code]).toEqual([403, 'permission_denied']);
  });

  test('is nobody who stands behind the machine that proposed: who issued its key, or the key before', async () => {
    const issue = await board.ask('POST', '/v1/keys', {
      headers: desk.ann.headers,
      body: {
        id: 'key_import',
        account: 'bot-operator',
        scopes: ['admin'],
        expiresAt: null,
        kind: 'test',
        reason: 'x',
      },
    });
    expect(issue.status).toBe(201);
    const model = newModel();
    await desk.approve(desk.bob, await desk.propose('operator', [table(model, '2')]), { effectiveFrom: null });
    const next = await board.change('POST', '/v1/keys/key_import/rotate', {
      as: 'operator',
      versionAt: '/v1/keys/key_import',
      body: { id: 'key_import_2', overlapSeconds: 60, kind: 'test', reason: 'x' },
    });
    const made = await board.ask('POST', '/v1/price-proposals', {
      headers: { authorization: `Bearer ${next.json.secret}` },
      body: { root: null, feeds: [table(model, '3')], reason: 'Nightly.' },
    });
    expect(made.json.proposedBy).toBe('key:key_import_2');
    expect((await desk.approve(desk.ann, made)).json.code).toBe('second_person_needed');
    expect((await desk.approve(desk.bob, made)).status).toBe(200);
  });

  test('is one of the tenant for the tenant’s own prices', async () => {
    const made = await changed(desk.root, '4', 'acme');
    expect((await desk.approve(desk.root, made, {}, '?root=acme')).json.code).toBe('second_person_needed');
    expect((await desk.approve(desk.bob, made, {}, '?root=acme')).status).toBe(200);
  });
});

describe('a proposal that what stands has left behind', () => {
  test('is refused with what to do, before and under the lock', async () => {
    const model = newModel();
    await desk.approve(desk.bob, await desk.propose('operator', [table(model, '2')]), { effectiveFrom: null });
    const [first, second, third] = [
      await desk.propose('operator', [table(model, '2.1')]),
      await desk.propose('operator', [table(model, '2.15')]),
      await desk.propose('operator', [table(model, '2.05')]),
    ];
    // All are decided by the same state; the one that comes second to the lock finds another.
    const hold = board.held.hold();
    const both = [desk.approve(desk.bob, first), desk.approve(desk.ann, second)];
    await hold.reached;
    hold.release();
    const replies = await Promise.all(both);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = await desk.approve(desk.bob, third);
    for (const reply of [replies.find(({ status }) => status === 409), late]) {
      expect([reply?.json.code, reply?.json.detail]).toEqual([
        'proposal_stale',
        'Propose the same feeds again, look at what they change now, and decide on that proposal; reject this one.',
      ]);
    }
    expect((await desk.decide(desk.bob, 'reject', third, {})).status).toBe(200);
    expect(await pricesOf(model)).toHaveLength(2);
  });

  test('is not one that only others’ prices or time have passed by', async () => {
    const model = newModel();
    await desk.approve(desk.bob, await desk.propose('operator', [table(model, '2')]), { effectiveFrom: null });
    const soon = formatInstant(board.now() + 300_000);
    const made = await desk.propose('operator', [table(model, '2.1', { effectiveFrom: soon })]);
    await desk.approve(desk.bob, await desk.propose('operator', [table(newModel(), '9')]));
    board.time.skip(600_000);
    expect((await desk.approve(desk.bob, made)).status).toBe(200);
  });
});
