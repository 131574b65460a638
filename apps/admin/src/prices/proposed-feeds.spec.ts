import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { snapshotRows } from '@suanpan/price-book';
import { type AdminBoard, type Reply, startAdminBoard } from '../testing/admin-board.ts';
import { newModel, type Proposing, proposing, table } from '../testing/proposing.ts';
import type { Holder } from '../testing/seed.ts';

let board: AdminBoard;
let desk: Proposing;
beforeAll(async () => {
  board = await startAdminBoard();
  desk = await proposing(board);
}, 60_000);
afterAll(() => board.stop());

describe('tenants', () => {
  test('propose their own prices alone, and see nobody else’s', async () => {
    const model = newModel();
    const made = await desk.propose('acme', [table(model, '2', { root: 'acme' })], 'acme');
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
    expect((await desk.propose('acme', [table(model, '2')])).status).toBe(403);
    for (const more of [{}, { root: 'umbrella' }, { account: 'umbrella-lab' }]) {
      const foreign = await desk.propose('acme', [table(model, '2', more)], 'acme');
      expect([foreign.status, foreign.json.code]).toEqual([422, 'price_invalid']);
    }
    const taken = await desk.propose('umbrella', [table(model, '2', { root: 'umbrella' })], 'umbrella', {
      id: made.json.id,
    });
    expect([taken.status, taken.json.code]).toEqual([409, 'entity_exists']);
  });

  test('do not find each other’s rows in what vanished', async () => {
    const model = newModel();
    const book = { book: 'shared-name' };
    const theirs = await desk.propose('acme', [{ ...table(model, '2', { root: 'acme' }), ...book }], 'acme');
    expect((await desk.approve(desk.root, theirs, { effectiveFrom: null }, '?root=acme')).status).toBe(200);
    const ours = await desk.propose(
      'umbrella',
      [{ ...table(newModel(), '2', { root: 'umbrella' }), ...book }],
      'umbrella',
    );
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
            prices: { input_mtok: 1.5, output_mtok: 2, social_searches_kcount: 1 },
          },
        ],
      },
    ];
    const made = await desk.propose('operator', [
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
      headers: desk.bob.headers,
    });
    expect(json.items).toMatchObject([{ kind: 'conflicting', percent: '-33.333333333333333333' }]);
  });

  test('that cannot be read are refused whole, with the place', async () => {
    const wrong = async (feed: object) => {
      const { status, json } = await desk.propose('operator', [feed]);
      return [status, json.code, json.errors?.[0]?.pointer];
    };
    expect(await wrong(table(newModel(), 'free'))).toEqual([422, 'price_invalid', undefined]);
    expect(await wrong({ from: 'litellm', version: '1', text: '[]' })).toEqual([422, 'price_invalid', undefined]);
    expect(
      await wrong({ from: 'genai-prices', version: '1', providers: [{ id: 'x', models: [{ id: 'y' }] }] }),
    ).toEqual([422, 'request_invalid', '/feeds/0/providers/0/models/0/match']);
    const model = newModel();
    const twice = await desk.propose('operator', [table(model, '1'), table(model, '2')]);
    expect(twice.json.errors).toEqual([{ pointer: '/feeds/1', detail: `The book book-${model} is named twice.` }]);
    const lines = Array.from({ length: 50_001 }, (_, i) => `openai,many-${i},output_text,1,USD`);
    const text = `provider,model,leaf,unitPrice,currency\n${lines.join('\n')}`;
    const many = await desk.propose('operator', [{ ...table(model, '1'), text }]);
    expect([many.status, many.json.errors]).toMatchObject([422, [{ pointer: '/feeds/0' }]]);
    const large = await desk.propose('operator', [
      { from: 'litellm', version: '1', text: `"${'x'.repeat(17 * 1024 * 1024)}"` },
    ]);
    expect([large.status, large.json.code]).toEqual([413, 'request_too_large']);
  });

  test('as large as the shipped snapshot become several revisions, all of them or none, and are read page by page', async () => {
    const made = await desk.propose('operator', [{ from: 'snapshot' }]);
    const rows = snapshotRows().rows.length;
    expect(rows).toBeGreaterThan(2_000);
    const path = `/v1/price-proposals/${made.json.id}/lines?kind=new&limit=500`;
    const seen = new Set<number>();
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json }: Reply = await board.ask('GET', `${path}${cursor}`, { headers: desk.bob.headers });
      for (const { line } of json.items) seen.add(line);
      cursor = json.nextCursor === null ? null : `&cursor=${json.nextCursor}`;
    }
    expect(seen.size).toBe(made.json.lines.new);
    const { lines } = made.json;
    const { revision } = await board.writer.head();
    const key = { headers: { ...desk.bob.headers, 'idempotency-key': 'whole-snapshot', 'if-match': '"1"' } };
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
    expect((await desk.propose('operator', [{ from: 'snapshot' }])).json.lines).toMatchObject({ new: 0, changed: 0 });
  }, 60_000);
});
