import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { snapshotRows } from '@suanpan/price-book';
import { formatInstant } from '@suanpan/time';
import { type AdminBoard, type Reply, startAdminBoard } from '../testing/admin-board.ts';
import type { Holder } from '../testing/seed.ts';
import { type SignedIn, signedIn } from '../testing/signed-in.ts';

let board: AdminBoard;
let ann: SignedIn;
let bob: SignedIn;
let root: SignedIn;
beforeAll(async () => {
  board = await startAdminBoard();
  ann = await signedIn(board, 'ann', 'platform_operator');
  bob = await signedIn(board, 'bob', 'price_approver');
  root = await signedIn(board, 'root', 'root', 'acme');
}, 60_000);
afterAll(() => board.stop());

const NOW = '2026-12-01T00:00:00Z';
let models = 0;
/** A model of its own for each test. */
const newModel = () => {
  models += 1;
  return `proposed-${models}`;
};

function table(model: string, amount: string, more = ''): object {
  const columns = more === '' ? '' : `,${more.split('=')[0]}`;
  const value = more === '' ? '' : `,${more.split('=')[1]}`;
  const text = `provider,model,leaf,unitPrice,per,currency${columns}\nopenai,${model},output_text,${amount},1000000,USD${value}\n`;
  return { from: 'table', format: 'csv', book: `book-${model}`, version: '1', text };
}

const propose = (by: SignedIn | Holder, feeds: object[], of: string | null = null, more: object = {}) =>
  board.ask('POST', '/v1/price-proposals', {
    ...(typeof by === 'string' ? { as: by } : { headers: by.headers }),
    body: { root: of, feeds, reason: 'The new list.', ...more },
  });

async function decide(by: SignedIn, verb: string, made: Reply, body: object, query = ''): Promise<Reply> {
  return board.change('POST', `/v1/price-proposals/${made.json.id}/${verb}${query}`, {
    headers: by.headers,
    versionAt: `/v1/price-proposals/${made.json.id}${query}`,
    body: { reason: 'Checked.', ...body },
  });
}

const approve = (by: SignedIn, made: Reply, body: object = {}, query = '') =>
  decide(by, 'approve', made, { effectiveFrom: NOW, ...body }, query);

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
    const made = await propose('operator', [table(model, '2')]);
    expect([made.status, made.headers.get('etag')]).toEqual([201, '"1"']);
    expect(made.json).toMatchObject({
      ...{ state: 'open', proposedBy: 'key:key_operator', thresholdPercent: '10', secondPerson: 0, settled: null },
      feeds: [{ feed: `book-${model}`, version: '1', rows: 1, skipped: 0 }],
      lines: { new: 1, changed: 0, vanished: 0 },
    });
    expect((await board.writer.head()).revision).toBe(before.revision);
    const read = await board.ask('GET', `/v1/price-proposals/${made.json.id}`, { headers: bob.headers });
    expect(read.json).toEqual(made.json);
    const { json } = await board.ask('GET', `/v1/price-proposals/${made.json.id}/lines`, { headers: bob.headers });
    expect(json.items).toMatchObject([
      { line: 1, kind: 'new', secondPerson: false, standing: [], feed: [{ unitPrice: '0.000002', model }] },
    ]);
  });

  test('approved becomes rows that name who proposed and who approved, from the chosen instant on', async () => {
    const model = newModel();
    const made = await propose('operator', [table(model, '2')]);
    const done = await approve(bob, made);
    expect([done.status, done.headers.get('etag')]).toEqual([200, '"2"']);
    expect(done.json).toMatchObject({
      state: 'applied',
      settled: {
        by: `person:${bob.id}`,
        reason: 'Checked.',
        accepted: 1,
        rows: 1,
        effectiveFrom: '2026-12-01T00:00:00.000Z',
      },
    });
    expect(done.json.settled.revision).toBe((await board.writer.head()).revision);
    expect(await pricesOf(model)).toEqual([['0.000002', '2026-12-01T00:00:00.000Z', `person:${bob.id}`]]);
    const read = await board.ask('GET', `/v1/price-proposals/${made.json.id}`, { headers: bob.headers });
    expect(read.json).toEqual(done.json);
    const again = await propose('operator', [table(model, '2')]);
    expect(again.json.lines).toMatchObject({ new: 0, changed: 0, scheduled: 1 });
  });

  test('is settled once: a second decision is told what it came to', async () => {
    const made = await propose('operator', [table(newModel(), '2')]);
    expect((await decide(bob, 'reject', made, {})).json).toMatchObject({
      state: 'rejected',
      settled: { by: `person:${bob.id}`, rows: 0, revision: null },
    });
    for (const verb of ['approve', 'reject']) {
      const late = await decide(bob, verb, made, verb === 'approve' ? { effectiveFrom: null } : {});
      expect([late.status, late.json.code, late.json.detail]).toEqual([
        409,
        'proposal_settled',
        `It was rejected by person:${bob.id}; propose anew to decide again.`,
      ]);
    }
  });

  test('of which two approve at once is applied once', async () => {
    const model = newModel();
    const made = await propose('operator', [table(model, '2')]);
    const hold = board.held.hold();
    const both = [approve(bob, made), approve(ann, made)];
    await hold.reached;
    hold.release();
    const replies = await Promise.all(both);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await pricesOf(model)).toHaveLength(1);
  });

  test('that is refused while somebody approves it writes nothing', async () => {
    const model = newModel();
    const made = await propose('operator', [table(model, '2')]);
    const hold = board.held.hold();
    const approving = approve(bob, made);
    await hold.reached;
    expect((await decide(ann, 'reject', made, {})).status).toBe(200);
    hold.release();
    const late = await approving;
    expect([late.status, late.json.code]).toEqual([409, 'proposal_settled']);
    expect(await pricesOf(model)).toEqual([]);
  });

  test('takes part of its lines, and none that it does not have or only shows', async () => {
    const [first, second] = [newModel(), newModel()];
    const made = await propose('operator', [table(first, '2'), table(second, '3')]);
    for (const accept of [[3], [1, 0.5], []]) {
      const wrong = await approve(bob, made, { accept });
      expect([wrong.status, wrong.json.code]).toEqual([422, 'request_invalid']);
    }
    expect((await approve(bob, made, { accept: [2] })).json.settled).toMatchObject({ accepted: 1, rows: 1 });
    expect([await pricesOf(first), (await pricesOf(second)).length]).toEqual([[], 1]);
    const shown = await propose('operator', [{ ...table(newModel(), '1'), book: `book-${second}` }]);
    const { json } = await board.ask('GET', `/v1/price-proposals/${shown.json.id}/lines?kind=vanished`, {
      headers: bob.headers,
    });
    expect((await approve(bob, shown, { accept: [json.items[0].line] })).json.errors).toMatchObject([
      { pointer: '/accept' },
    ]);
  });

  test('cannot change what stands from ever', async () => {
    const model = newModel();
    await approve(bob, await propose('operator', [table(model, '2')]), { effectiveFrom: null });
    const change = await propose('operator', [table(model, '2.1')]);
    const wrong = await approve(bob, change, { effectiveFrom: null });
    expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([422, '/effectiveFrom']);
    await approve(bob, change);
    expect((await pricesOf(model)).map(([amount, from]) => [amount, from])).toEqual([
      ['0.000002', null],
      ['0.0000021', '2026-12-01T00:00:00.000Z'],
    ]);
  });
});

describe('a second person', () => {
  async function changed(by: SignedIn | Holder, amount: string, of: string | null = null): Promise<Reply> {
    const model = newModel();
    const more = of === null ? '' : `root=${of}`;
    const first = await propose(of === null ? 'operator' : 'acme', [table(model, '2', more)], of);
    await approve(of === null ? bob : root, first, { effectiveFrom: null }, of === null ? '' : `?root=${of}`);
    return propose(by, [table(model, amount, more)], of);
  }

  test('is needed above the threshold, and is somebody else', async () => {
    const within = await changed(ann, '2.2');
    expect(within.json.secondPerson).toBe(0);
    expect((await approve(ann, within)).status).toBe(200);
    const beyond = await changed(ann, '2.21');
    expect(beyond.json.secondPerson).toBe(1);
    const alone = await approve(ann, beyond);
    expect([alone.status, alone.json.code, alone.json.detail]).toEqual([
      403,
      'second_person_needed',
      'Somebody else than who proposed them must approve line 1; accept the others alone, or ask a second person.',
    ]);
    expect((await approve(bob, beyond)).status).toBe(200);
  });

  test('is a person: a machine approves nothing, whatever it was granted', async () => {
    const made = await propose('operator', [table(newModel(), '2')]);
    const byKey = await board.change('POST', `/v1/price-proposals/${made.json.id}/approve`, {
      as: 'operator',
      versionAt: `/v1/price-proposals/${made.json.id}`,
      body: { effectiveFrom: NOW, reason: 'x' },
    });
    expect([byKey.status, byKey.json.code]).toEqual([403, 'permission_denied']);
  });

  test('is nobody who stands behind the machine that proposed: who issued its key, or the key before', async () => {
    const issue = await board.ask('POST', '/v1/keys', {
      headers: ann.headers,
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
    await approve(bob, await propose('operator', [table(model, '2')]), { effectiveFrom: null });
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
    expect((await approve(ann, made)).json.code).toBe('second_person_needed');
    expect((await approve(bob, made)).status).toBe(200);
  });

  test('is one of the tenant for the tenant’s own prices', async () => {
    const made = await changed(root, '4', 'acme');
    expect((await approve(root, made, {}, '?root=acme')).json.code).toBe('second_person_needed');
    expect((await approve(bob, made, {}, '?root=acme')).status).toBe(200);
  });
});

describe('a proposal that what stands has left behind', () => {
  test('is refused with what to do, before and under the lock', async () => {
    const model = newModel();
    await approve(bob, await propose('operator', [table(model, '2')]), { effectiveFrom: null });
    const [first, second, third] = [
      await propose('operator', [table(model, '2.1')]),
      await propose('operator', [table(model, '2.15')]),
      await propose('operator', [table(model, '2.05')]),
    ];
    // All are decided by the same state; the one that comes second to the lock finds another.
    const hold = board.held.hold();
    const both = [approve(bob, first), approve(ann, second)];
    await hold.reached;
    hold.release();
    const replies = await Promise.all(both);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409]);
    const late = await approve(bob, third);
    for (const reply of [replies.find(({ status }) => status === 409), late]) {
      expect([reply?.json.code, reply?.json.detail]).toEqual([
        'proposal_stale',
        'Propose the same feeds again, look at what they change now, and decide on that proposal; reject this one.',
      ]);
    }
    expect((await decide(bob, 'reject', third, {})).status).toBe(200);
    expect(await pricesOf(model)).toHaveLength(2);
  });

  test('is not one that only others’ prices or time have passed by', async () => {
    const model = newModel();
    await approve(bob, await propose('operator', [table(model, '2')]), { effectiveFrom: null });
    const soon = formatInstant(board.now() + 300_000);
    const made = await propose('operator', [table(model, '2.1', `effectiveFrom=${soon}`)]);
    await approve(bob, await propose('operator', [table(newModel(), '9')]));
    board.time.skip(600_000);
    expect((await approve(bob, made)).status).toBe(200);
  });
});

describe('tenants', () => {
  test('propose their own prices alone, and see nobody else’s', async () => {
    const model = newModel();
    const made = await propose('acme', [table(model, '2', 'root=acme')], 'acme');
    expect([made.status, made.headers.get('location')]).toEqual([201, `/v1/price-proposals/${made.json.id}?root=acme`]);
    const see = async (as: Holder, query: string) =>
      (await board.ask('GET', `/v1/price-proposals/${made.json.id}${query}`, { as })).status;
    expect(await see('acme', '?root=acme')).toBe(200);
    expect(await see('acme', '')).toBe(403);
    expect(await see('umbrella', '?root=acme')).toBe(404);
    expect(await see('umbrella', '?root=umbrella')).toBe(404);
    expect(await see('operator', '')).toBe(404);
    const lines = await board.ask('GET', `/v1/price-proposals/${made.json.id}/lines?root=umbrella`, { as: 'umbrella' });
    expect([lines.status, lines.json.code]).toEqual([404, 'entity_unknown']);
    expect((await propose('acme', [table(model, '2')])).status).toBe(403);
    for (const more of ['', 'root=umbrella', 'account=umbrella-lab']) {
      const foreign = await propose('acme', [table(model, '2', more)], 'acme');
      expect([foreign.status, foreign.json.code]).toEqual([422, 'price_invalid']);
    }
    const taken = await propose('umbrella', [table(model, '2', 'root=umbrella')], 'umbrella', { id: made.json.id });
    expect([taken.status, taken.json.code]).toEqual([409, 'entity_exists']);
  });

  test('do not find each other’s rows in what vanished', async () => {
    const model = newModel();
    const book = { book: 'shared-name' };
    const theirs = await propose('acme', [{ ...table(model, '2', 'root=acme'), ...book }], 'acme');
    expect((await approve(root, theirs, { effectiveFrom: null }, '?root=acme')).status).toBe(200);
    const ours = await propose('umbrella', [{ ...table(newModel(), '2', 'root=umbrella'), ...book }], 'umbrella');
    expect(ours.json.lines).toMatchObject({ new: 1, vanished: 0, conflicting: 0 });
  });
});

describe('feeds', () => {
  test('of several kinds are imported at once; one book prices each model', async () => {
    const litellm = JSON.stringify({
      'gpt-unheard': {
        litellm_provider: 'openai',
        mode: 'chat',
        input_cost_per_token: 1e-6,
        output_cost_per_token: 2e-6,
      },
    });
    const providers = [
      {
        id: 'openai',
        models: [
          {
            id: 'gpt-unheard',
            match: { equals: 'gpt-unheard' },
            prices: { input_mtok: 1.5, output_mtok: 2, web_searches_kcount: 1 },
          },
        ],
      },
    ];
    const made = await propose('operator', [
      { from: 'genai-prices', version: '9', providers },
      { from: 'litellm', version: '8', text: litellm },
    ]);
    expect(made.json).toMatchObject({
      feeds: [
        { feed: 'genai-prices', version: '9', rows: 2, skipped: 1 },
        { feed: 'litellm', version: '8', rows: 2 },
      ],
      lines: { new: 2, conflicting: 1, skipped: 1 },
      agreeing: 1,
    });
    const { json } = await board.ask('GET', `/v1/price-proposals/${made.json.id}/lines?kind=conflicting`, {
      headers: bob.headers,
    });
    expect(json.items).toMatchObject([{ kind: 'conflicting', percent: '-33.333333333333333333' }]);
  });

  test('that cannot be read are refused whole, with the place', async () => {
    const wrong = async (feed: object) => {
      const { status, json } = await propose('operator', [feed]);
      return [status, json.code, json.errors?.[0]?.pointer];
    };
    expect(await wrong(table(newModel(), 'free'))).toEqual([422, 'price_invalid', undefined]);
    expect(await wrong({ from: 'litellm', version: '1', text: '[]' })).toEqual([422, 'price_invalid', undefined]);
    expect(
      await wrong({ from: 'genai-prices', version: '1', providers: [{ id: 'x', models: [{ id: 'y' }] }] }),
    ).toEqual([422, 'request_invalid', '/feeds/0/providers/0/models/0/match']);
    const model = newModel();
    const twice = await propose('operator', [table(model, '1'), table(model, '2')]);
    expect(twice.json.errors).toEqual([{ pointer: '/feeds/1', detail: `The book book-${model} is named twice.` }]);
    const large = await propose('operator', [
      { from: 'litellm', version: '1', text: `"${'x'.repeat(17 * 1024 * 1024)}"` },
    ]);
    expect([large.status, large.json.code]).toEqual([413, 'request_too_large']);
  });

  test('as large as the shipped snapshot become several revisions, all of them or none, and are read page by page', async () => {
    const made = await propose('operator', [{ from: 'snapshot' }]);
    const rows = snapshotRows().rows.length;
    expect(rows).toBeGreaterThan(2_000);
    const path = `/v1/price-proposals/${made.json.id}/lines?kind=new&limit=500`;
    const seen = new Set<number>();
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json }: Reply = await board.ask('GET', `${path}${cursor}`, { headers: bob.headers });
      for (const { line } of json.items) seen.add(line);
      cursor = json.nextCursor === null ? null : `&cursor=${json.nextCursor}`;
    }
    expect(seen.size).toBe(made.json.lines.new);
    const { lines } = made.json;
    const { revision } = await board.writer.head();
    const key = { headers: { ...bob.headers, 'idempotency-key': 'whole-snapshot', 'if-match': '"1"' } };
    const body = { effectiveFrom: null, reason: 'To begin with.' };
    // The database refuses the very last statement, after every revision was written.
    await board.sql(
      `ALTER TABLE admin.idempotency ADD CONSTRAINT no_answer CHECK (key <> 'whole-snapshot' OR answer IS NULL)`,
    );
    const failed = await board.ask('POST', `/v1/price-proposals/${made.json.id}/approve`, { ...key, body });
    expect(failed.status).toBe(500);
    expect((await board.writer.head()).revision).toBe(revision);
    await board.sql('ALTER TABLE admin.idempotency DROP CONSTRAINT no_answer');
    const done = await board.ask('POST', `/v1/price-proposals/${made.json.id}/approve`, { ...key, body });
    expect(done.json).toMatchObject({ state: 'applied', settled: { rows, accepted: lines.new + lines.artefact } });
    expect(done.json.settled.revision).toBe(revision + Math.ceil(rows / 500));
    const again = await board.ask('POST', `/v1/price-proposals/${made.json.id}/approve`, { ...key, body });
    expect([again.text, again.headers.get('idempotent-replayed')]).toEqual([done.text, 'true']);
    expect((await propose('operator', [{ from: 'snapshot' }])).json.lines).toMatchObject({ new: 0, changed: 0 });
  }, 60_000);
});
